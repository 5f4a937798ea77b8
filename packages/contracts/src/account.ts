import * as z from 'zod/mini'
import { del, endpoint, get, noContent, patch, put } from './endpoint.ts'
import { codeRequestId, displayName, email, emailCode, instant, locale, newPassword, presentedPassword, typedTwice, username } from './fields.ts'
import { SessionEntry } from './sessions.ts'
import { User } from './user.ts'

const texts = z.array(z.string())

/** Something that happened to an account: who did what, from where, and how it ended. */
export const AuditEntry = z.object({
  at: instant,
  action: z.string(),
  result: z.string(),
  ip: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
})

/** Everything held about a person. Secrets are left out: they are kept as hashes nobody can read. */
export const AccountExport = z.object({
  exportedAt: instant,
  user: User,
  terms: z.object({ version: z.nullable(z.string()), acceptedAt: z.nullable(instant) }),
  password: z.object({ changedAt: z.nullable(instant) }),
  sessions: z.array(SessionEntry),
  identities: z.array(z.object({
    provider: z.string(), displayName: z.nullable(z.string()), email: z.nullable(z.string()), avatarUrl: z.nullable(z.string()), createdAt: instant, lastUsedAt: instant,
    keys: z.array(z.object({ scope: z.string(), subject: z.string() })),
    roles: z.nullable(z.object({ groups: texts, permissions: texts })),
  })),
  knownDevices: z.array(z.object({ firstSeenAt: instant, lastSeenAt: instant })),
  verificationCodes: z.array(z.object({ purpose: z.string(), email: z.string(), requestedAt: instant, usedAt: z.nullable(instant) })),
  groups: texts,
  applications: z.array(z.object({
    clientId: z.string(), name: z.string(), clientType: z.string(), grantTypes: texts, redirectUris: texts, postLogoutRedirectUris: texts, allowedOrigins: texts,
    scopes: texts, backchannelLogoutUri: z.nullable(z.string()), homepageUrl: z.nullable(z.string()), logoUrl: z.nullable(z.string()), createdAt: instant, updatedAt: instant,
  })),
  consents: z.array(z.object({ clientId: z.string(), name: z.string(), scopes: texts, createdAt: instant, updatedAt: instant })),
  events: z.array(AuditEntry),
})
export type AccountExport = z.output<typeof AccountExport>

/** The account of whoever is signed in. */
export const account = {
  me: endpoint({
    ...get, path: '/users/me', access: 'session',
    summary: 'The account of whoever is signed in',
    response: User,
  }),
  update: endpoint({
    ...patch, path: '/users/me', access: 'session',
    summary: 'Changes the profile',
    body: z.strictObject({
      displayName: z.optional(displayName), username: z.optional(username), locale: z.optional(locale),
    }),
    response: User,
    errors: ['username_taken', 'rate_limited'],
  }),
  remove: endpoint({
    ...del, path: '/users/me', access: 'fresh-session', cookies: 'reads',
    summary: 'Deletes the account and everything held about it',
  }),
  changePassword: endpoint({
    ...put, path: '/users/me/password', access: 'session', status: 204,
    summary: 'Changes the password and ends the other sessions; without a password so far, sets one after fresh authentication',
    body: z.strictObject({
      currentPassword: z.optional(presentedPassword), password: newPassword, passwordConfirmation: z.string(),
    }).check(typedTwice()),
    response: noContent,
    errors: ['credentials_invalid', 'reauthentication_required', 'rate_limited', 'overloaded'],
  }),
  changeEmail: endpoint({
    ...put, path: '/users/me/email', access: 'fresh-session',
    summary: 'Moves the account to an address that a mailed code has proved; the old address is told',
    body: z.strictObject({ email, codeRequestId, emailCode }),
    response: User,
    errors: ['code_invalid', 'email_taken'],
  }),
  exportData: endpoint({
    ...get, path: '/users/me/export', access: 'fresh-session',
    summary: 'Everything held about the person, as one document',
    response: AccountExport,
  }),
}
