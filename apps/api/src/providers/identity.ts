import { isReadableName, unseenInNames } from '@gatehouse/contracts'
import { parseEmail } from '../lib/email.ts'
import { UpstreamError } from './upstream-error.ts'

/** Under which a provider knows somebody. */
export interface SubjectKey {
  /** Within which the subject means one person: an app id, a tenant, an issuer, `union` …; never empty. */
  scope: string
  /** Never reassigned by the provider; compared letter by letter; 1 to 255 characters. */
  subject: string
}

/** Who somebody is, by the word of a provider. */
export interface UpstreamIdentity {
  /** Most stable first (unionid before openid): any of them finds the identity, all are remembered. */
  keys: readonly [SubjectKey, ...SubjectKey[]]
  /** Trimmed, without control characters, at most 100 code points. Written by a stranger: text, never markup. */
  displayName: string | null
  /** `https:` only. */
  avatarUrl: string | null
  /** `verified` only by the provider's own flag for this address. */
  email: { address: string, verified: boolean } | null
  /** What could seed a username where accounts are made on first sign-in. */
  username: string | null
  /** When they last proved to the provider who they are, by its signed word (`auth_time`); absent where it says nothing of it. */
  authenticatedAt?: Date
  /**
   * What the person may do there; only company servers that were asked for it say so. At most 200 groups and 200 permissions of at most
   * 100 characters: what is longer, or not plain text, is left out, for a name cut off may be another's.
   */
  roles?: Roles
  /** What could not be asked this time: it is not said to be none, and what was known of it stays. */
  unknown?: readonly Unknown[]
}

export type Unknown = 'displayName' | 'avatarUrl' | 'email' | 'roles'

export interface Roles { groups: readonly string[], permissions: readonly string[] }

/** What a provider's file says about a person, as it came. Keys without a subject are left out. */
export interface Person {
  keys: readonly { scope: string, subject: string | null | undefined }[]
  /** The first that is not empty. */
  displayName?: readonly (string | null | undefined)[]
  avatarUrl?: string | null | undefined
  email?: { address: string | null | undefined, verified: boolean } | null
  username?: string | null | undefined
  authenticatedAt?: Date
  roles?: Roles
  unknown?: readonly Unknown[]
}

/** @throws UpstreamError when no key is left, or one could not be stored as it is. */
export function toIdentity({ keys, displayName = [], avatarUrl, email, username, authenticatedAt, roles, unknown = [] }: Person): UpstreamIdentity {
  // Blanks identify nobody: everybody without an id would be one person.
  const [first, ...others] = keys.flatMap(({ scope, subject }) => subject?.trim() ? [{ scope, subject }] : [])
  if (!first) throw new UpstreamError('misconfigured', { error: 'no_subject' })
  if ([first, ...others].some(({ scope, subject }) => scope === '' || [...subject].length > 255 || /[\p{Cc}\p{Cs}]/u.test(subject))) {
    throw new UpstreamError('misconfigured', { error: 'bad_subject' })
  }
  return {
    keys: [first, ...others],
    displayName: displayName.map(plainText).find(name => name !== null) ?? null,
    avatarUrl: httpsUrl(avatarUrl),
    email: email ? readEmail(email) : null,
    username: plainText(username),
    ...(authenticatedAt && { authenticatedAt }),
    ...(unknown.length > 0 && { unknown }),
    ...(roles && { roles: { groups: plainNames(roles.groups), permissions: plainNames(roles.permissions) } }),
  }
}

/** The same where the provider is not trusted with proving addresses. */
export const withoutProof = (identity: UpstreamIdentity): UpstreamIdentity =>
  identity.email ? { ...identity, email: { ...identity.email, verified: false } } : identity

const plainNames = (names: readonly string[]) => names.filter(name => name !== '' && plainText(name) === name).slice(0, 200)

/** Without what no name may have here (`unseenInNames`): what is refused when it is typed is left out when it comes from elsewhere. */
function plainText(text: string | null | undefined) {
  const plain = (text ?? '').replace(unseenInNames, character => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(character) ? ' ' : '').replace(/\s+/g, ' ').trim()
  const short = [...plain].slice(0, 100).join('').trim()
  return isReadableName(short) ? short : null
}

/** Avatars of some are `http:` by habit; the same picture is there under `https:`. */
function httpsUrl(text: string | null | undefined) {
  const upgraded = (text ?? '').trim().replace(/^(http:)?\/\//i, 'https://')
  if (!URL.canParse(upgraded) || upgraded.length > 2048) return null
  const url = new URL(upgraded)
  return url.protocol === 'https:' && !url.username && !url.password ? url.href : null
}

function readEmail({ address, verified }: { address: string | null | undefined, verified: boolean }) {
  const email = parseEmail(address ?? '')
  return email && { address: email.address, verified }
}
