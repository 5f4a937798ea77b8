import { z } from 'zod'
import { clockTolerance, later } from '../lib/clock.ts'
import { discover, type Metadata } from './discovery.ts'
import { createIdTokens, type Claims } from './id-token.ts'
import type { Person, Unknown } from './identity.ts'
import type { Optional } from './optional.ts'
import type { Network, Provider } from './provider.ts'
import { filledFrom, readProfile, type ClaimPaths, type Profile } from './profile.ts'
import { bearer, parse } from './shapes.ts'
import { isTemplate } from './tenants.ts'
import { UpstreamError } from './upstream-error.ts'

interface OidcOptions {
  id: string
  label: string
  icon: string
  /** Letter by letter; discovery and `iss` are compared with it. */
  issuer: string
  /** How the issuer is spelled in ID tokens, where it has several spellings. */
  tokenIssuers?: readonly string[]
  /** Where it describes itself, unless at the address that follows from its issuer. */
  discoveryUrl?: string | undefined
  scopes?: readonly string[]
  /** Asked for as well; groups are read then. */
  groupsScope?: string | undefined
  /** Where things are, if not under their standard names. */
  claims?: ClaimPaths
  /** Claims of the ID token, with the values of which it must have one. */
  requiredClaims?: Readonly<Record<string, readonly string[]>>
  /** Whose people may come, where the issuer is a template; all unless said. */
  tenants?: readonly string[] | undefined
  authorizeParams?: Readonly<Record<string, string>>
  /** Whether it knows `prompt=login` and `max_age`, and says `auth_time` then, as section 3.1.2.1 asks; yes unless said. */
  provesFreshness?: boolean
  emails?: 'ignore' | 'trust'
}

const Token = z.object({ id_token: z.string().min(1) })

const UserInfo = z.looseObject({ sub: z.union([z.string(), z.number().int()]).transform(String) })

/** A provider that speaks OpenID Connect: it describes itself, and vouches for people in signed ID tokens. */
export function oidc(options: OidcOptions): Provider {
  const { id, label, icon, issuer, discoveryUrl, tokenIssuers = [issuer], authorizeParams = {}, claims: paths = {}, provesFreshness = true, emails = 'ignore' } = options
  const { scopes, wanted } = askedFor(options)
  return {
    id, label, icon, issuer, discovered: true, provesFreshness, emails,
    async describe({ send, read, at, clock, deadline, clientId }: Network) {
      const metadata = await discover(issuer, read, discoveryUrl)
      const idTokens = createIdTokens({
        clientId, issuers: tokenIssuers, jwksUri: at(metadata.jwks_uri), algorithms: metadata.id_token_signing_alg_values_supported, send, clock, deadline,
      })
      return {
        authorizeUrl: metadata.authorization_endpoint,
        tokenUrl: metadata.token_endpoint,
        scopes, authorizeParams, issuer, ...(provesFreshness && { freshParams: { prompt: 'login', max_age: '0' } }),
        issuerRequired: metadata.authorization_response_iss_parameter_supported === true,
        pkce: true,
        nonce: true,
        // Silence means Basic (OpenID Connect Discovery section 3).
        credentialsIn: metadata.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? 'body' : 'header',
        async identify(_read, { accessToken, reply, nonce, optional }) {
          const claims = await idTokens.verify(parse(reply, Token).id_token, { nonce, accessToken })
          refuseOthers(claims, options)
          const { profile, unknown = [] } = await profileOf(claims, metadata, optional, { accessToken, paths, wanted })
          const authenticatedAt = authenticationOf(claims, clock.now())
          const person = personOf(isTemplate(issuer) ? String(claims.iss) : issuer, claims, profile)
          return { ...person, ...(authenticatedAt && { authenticatedAt }), ...rolesOf(profile, wanted), unknown }
        },
      }
    },
  }
}

/** Nobody's roles are read that were not asked for: by a scope, or by saying where they are. */
function askedFor({ scopes: given = ['openid', 'email', 'profile'], groupsScope, claims = {} }: OidcOptions) {
  const scopes = [...new Set([...given, ...(groupsScope === undefined ? [] : [groupsScope])])]
  const mapped: readonly (keyof Profile)[] = (['name', 'username', 'email', 'emailVerified', 'picture', 'groups', 'permissions'] as const).filter(name => claims[name])
  const roles: readonly (keyof Profile)[] = scopes.includes('permissions') ? ['groups', 'permissions'] : groupsScope === undefined ? [] : ['groups']
  const wanted = new Set<keyof Profile>(['name', 'email', ...mapped, ...roles])
  return { scopes, wanted }
}

/** Who is not meant by the file, although the server knows them. */
function refuseOthers(claims: Claims, { requiredClaims = {}, tenants }: OidcOptions) {
  if (tenants && !tenants.includes(String(claims['tid']).toLowerCase())) throw new UpstreamError('not_allowed', { error: 'tenant_not_allowed' })
  const missing = Object.entries(requiredClaims).find(([name, values]) => !Object.hasOwn(claims, name) || ![claims[name]].flat().some(value => isAmong(value, values)))
  if (missing) throw new UpstreamError('not_allowed', { error: `required_claim.${missing[0]}` })
}

/** Lists and objects are no values, whatever they would be as text. */
const isAmong = (value: unknown, values: readonly string[]) => ['string', 'number', 'boolean'].includes(typeof value) && values.includes(String(value))

interface Asking { accessToken: string, paths: ClaimPaths, wanted: ReadonlySet<keyof Profile> }

/**
 * Many put the profile into the ID token; the others are asked for it (section 5.3), and must speak of the same person. Who it is has
 * been said by the ID token: without an answer, its claims are what is known.
 */
async function profileOf(
  claims: Claims, { userinfo_endpoint: url }: Metadata, optional: Optional, { accessToken, paths, wanted }: Asking,
): Promise<{ profile: Profile, unknown?: Unknown[] }> {
  const profile = readProfile(claims, paths)
  const lacks = (name: keyof Profile) => profile[name] === null || profile[name] === ''
  if (!url || ![...wanted].some(lacks)) return { profile }
  const info = await optional.one(url, UserInfo, { headers: bearer(accessToken) })
  if (!info) return { profile, unknown: unknownIn(profile, wanted) }
  if (info.sub !== claims.sub) throw new UpstreamError('refused', { error: 'userinfo.sub', url })
  return { profile: filledFrom(profile, readProfile(info, paths)) }
}

/** What is left to ask, of what was wanted. */
function unknownIn(profile: Profile, wanted: ReadonlySet<keyof Profile>): Unknown[] {
  const known = {
    displayName: profile.name || profile.nickname || profile.username, avatarUrl: profile.picture, email: profile.email,
    roles: !(['groups', 'permissions'] as const).some(name => wanted.has(name) && profile[name] === null),
  }
  return (['displayName', 'avatarUrl', 'email', 'roles'] as const).filter(part => !known[part])
}

/** When the person signed in there (section 2, `auth_time` in seconds); `null` for what is no such time, or lies ahead. */
function authenticationOf({ auth_time: seconds }: Claims, now: Date) {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return null
  const at = new Date(seconds * 1000)
  return at <= later(now, clockTolerance) ? at : null
}

/** `null` when the server says nothing of what was asked for. */
function rolesOf(profile: Profile, wanted: Asking['wanted']) {
  const [groups, permissions] = (['groups', 'permissions'] as const).map(name => wanted.has(name) ? profile[name] : null)
  return groups || permissions ? { roles: { groups: groups ?? [], permissions: permissions ?? [] } } : null
}

const personOf = (issuer: string, { sub }: Claims, profile: Profile): Person => ({
  keys: [{ scope: issuer, subject: sub }],
  displayName: [profile.name, profile.nickname, profile.username],
  avatarUrl: profile.picture,
  email: { address: profile.email, verified: profile.emailVerified === true },
  username: profile.username,
})
