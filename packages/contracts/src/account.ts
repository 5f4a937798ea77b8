import * as z from 'zod/mini'
import { del, endpoint, get, noContent, patch, put } from './endpoint.ts'
import { codeRequestId, displayName, email, emailCode, locale, newPassword, presentedPassword, typedTwice, username } from './fields.ts'
import { User } from './user.ts'

/** The account of whoever is signed in. */
export const account = {
  me: endpoint({
    ...get, path: '/users/me', access: 'session',
    summary: 'The account of whoever is signed in',
    response: User,
  }),
  update: endpoint({
    ...patch, path: '/users/me', access: 'session',
    summary: 'Changes the profile; another username takes a fresh session. `avatar` names the linked account whose picture is shown, and followed at each sign-in through it; null shows none. For one that is not linked to this account: not_found, and nothing is changed',
    body: z.strictObject({
      displayName: z.optional(displayName), username: z.optional(username), locale: z.optional(locale),
      /** Whose picture is shown: that of a linked account, or none. */
      avatar: z.optional(z.nullable(z.strictObject({ identityId: z.uuid() }))),
    }),
    response: User,
    errors: ['username_taken', 'not_found', 'reauthentication_required', 'rate_limited'],
  }),
  remove: endpoint({
    ...del, path: '/users/me', access: 'fresh-session', cookies: 'reads',
    summary: 'Deletes the account and everything held about it',
  }),
  changePassword: endpoint({
    ...put, path: '/users/me/password', access: 'session', status: 204,
    summary: 'Changes the password, and ends the other sessions and what programs and devices hold, unless `endOtherSessions` is false; without a password so far, sets one after fresh authentication. The right current password is a fresh proof',
    body: z.strictObject({
      currentPassword: z.optional(presentedPassword), password: newPassword, passwordConfirmation: z.string(),
      /** Default: true. */
      endOtherSessions: z.optional(z.boolean()),
    }).check(typedTwice()),
    response: noContent,
    errors: ['credentials_invalid', 'reauthentication_required', 'rate_limited', 'overloaded'],
  }),
  changeEmail: endpoint({
    ...put, path: '/users/me/email', access: 'fresh-session',
    summary: 'Moves the account to an address that a mailed code has proved; the old address is told',
    body: z.strictObject({ email, codeRequestId, emailCode }),
    response: User,
    errors: ['code_invalid', 'email_taken', 'rate_limited'],
  }),
}
