import * as z from 'zod/mini'
import { del, emptyBody, endpoint, get, patch, post } from './endpoint.ts'
import { instant, locale } from './fields.ts'
import { nextCursor, paging } from './paging.ts'
import { SessionEntry } from './sessions.ts'

/** An account in the list of the console. */
export const UserSummary = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  email: z.nullable(z.string()),
  isSuperuser: z.boolean(),
  disabled: z.boolean(),
  createdAt: instant,
})
export type UserSummary = z.output<typeof UserSummary>

/** An account with all that operators need to help its owner; never a secret. */
export const UserDetails = z.object({
  ...UserSummary.shape,
  emailVerified: z.boolean(),
  avatarUrl: z.nullable(z.string()),
  locale,
  hasPassword: z.boolean(),
  disabledAt: z.nullable(instant),
  updatedAt: instant,
  /** Ids of groups. */
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  permissions: z.array(z.string()),
  identities: z.array(z.object({ provider: z.string(), displayName: z.nullable(z.string()), createdAt: instant, lastUsedAt: instant })),
  sessions: z.array(SessionEntry),
  consents: z.array(z.object({ clientId: z.string(), name: z.string(), scopes: z.array(z.string()), updatedAt: instant })),
})
export type UserDetails = z.output<typeof UserDetails>

const params = z.strictObject({ id: z.uuid() })

/** Accounts, to those who run the place. */
export const adminUsers = {
  list: endpoint({
    ...get, path: '/admin/users', access: 'superuser',
    summary: 'List accounts, newest first; `search` matches parts of usernames, e-mail addresses and names (prefixes first) and complete ids',
    query: z.strictObject({ search: z.optional(z.string().check(z.trim(), z.maxLength(320, { error: 'too_long' }), z.regex(/^[^\p{Surrogate}\0]*$/u, { error: 'invalid' }))), ...paging }),
    response: z.object({ users: z.array(UserSummary), nextCursor }),
  }),
  read: endpoint({
    ...get, path: '/admin/users/:id', access: 'superuser', params,
    summary: 'Get an account', response: UserDetails, errors: ['not_found'],
  }),
  update: endpoint({
    ...patch, path: '/admin/users/:id', access: 'fresh-superuser', params,
    summary: 'Disable or enable an account, or set its groups; disabling revokes its sessions and tokens immediately',
    body: z.strictObject({ disabled: z.optional(z.boolean()), groups: z.optional(z.array(z.uuid()).check(z.maxLength(200, { error: 'too_long' }))) }),
    response: UserDetails, errors: ['not_found', 'own_account'],
  }),
  endSessions: endpoint({
    ...del, path: '/admin/users/:id/sessions', access: 'fresh-superuser', params,
    summary: 'End all sessions of an account and revoke the tokens of applications and devices', errors: ['not_found'],
  }),
  startPasswordReset: endpoint({
    ...post, path: '/admin/users/:id/password-resets', access: 'fresh-superuser', params, body: emptyBody, status: 202,
    summary: 'Mail the owner a link and a code to reset the password; the code is not visible to anyone else',
    response: z.object({ sentTo: z.string() }), errors: ['not_found', 'resend_too_soon', 'rate_limited'],
  }),
}
