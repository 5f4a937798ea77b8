import { isTrue, textOf, valueAt, type Path } from './paths.ts'
import { names as namesIn } from './shapes.ts'

/** Where things are, if not under the names of OpenID Connect Core section 5.1. */
export interface ClaimPaths {
  name?: Path | undefined
  username?: Path | undefined
  email?: Path | undefined
  emailVerified?: Path | undefined
  picture?: Path | undefined
  groups?: Path | undefined
  permissions?: Path | undefined
}

/** What a server says of a person, in an ID token or in the answer of its userinfo endpoint; `null` for what it leaves out. */
export interface Profile {
  name: string | null
  nickname: string | null
  username: string | null
  picture: string | null
  email: string | null
  emailVerified: boolean | null
  groups: readonly string[] | null
  permissions: readonly string[] | null
}

export function readProfile(document: unknown, paths: ClaimPaths): Profile {
  const text = (path: Path | undefined, name: string) => path ? textOf(valueAt(document, path)) : plainText(valueAt(document, [name]))
  const names = (path: Path | undefined, name: string) => listOf(valueAt(document, path ?? [name]))
  return {
    name: text(paths.name, 'name'), nickname: text(undefined, 'nickname'), username: text(paths.username, 'preferred_username'),
    picture: text(paths.picture, 'picture'), email: text(paths.email, 'email'), emailVerified: verifiedIn(document, paths),
    groups: names(paths.groups, 'groups'), permissions: names(paths.permissions, 'permissions'),
  }
}

/** What one document leaves out is taken from the other; a flag stays with the address that was beside it. */
export function filledFrom(profile: Profile, other: Profile): Profile {
  return {
    name: profile.name || other.name, nickname: profile.nickname || other.nickname, username: profile.username || other.username, picture: profile.picture || other.picture,
    ...(profile.email ? { email: profile.email, emailVerified: profile.emailVerified } : { email: other.email, emailVerified: other.emailVerified }),
    groups: profile.groups ?? other.groups, permissions: profile.permissions ?? other.permissions,
  }
}

/** The standard flag is about the standard address, and about no other. */
function verifiedIn(document: unknown, { email, emailVerified }: ClaimPaths) {
  if (emailVerified) return flagOf(valueAt(document, emailVerified), isTrue)
  // Some write it as text.
  return email ? null : flagOf(valueAt(document, ['email_verified']), value => value === true || value === 'true')
}

const flagOf = (value: unknown, read: (value: unknown) => boolean) => value === undefined || value === null ? null : read(value)

const plainText = (value: unknown) => typeof value === 'string' ? value : null

const listOf = (value: unknown) => namesIn.safeParse(value).data ?? null
