import * as z from 'zod/mini'
import { del, endpoint, get, noContent, patch, put } from './endpoint.ts'
import { codeRequestId, displayName, email, emailCode, locale, newPassword, presentedPassword, typedTwice, username } from './fields.ts'
import { User } from './user.ts'

/** Get the signed-in account. */
export const account = {
  me: endpoint({
    ...get, path: '/users/me', access: 'session',
    summary: 'Get the signed-in account',
    response: User,
  }),
  update: endpoint({
    ...patch, path: '/users/me', access: 'session',
    summary: 'Update the profile; changing the username requires a recently authenticated session. `avatar` names the linked account whose picture is shown and refreshed at each sign-in with it; null shows none. An identity that is not linked to the account: not_found, nothing is changed',
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
    summary: 'Delete the account and all its data',
  }),
  changePassword: endpoint({
    ...put, path: '/users/me/password', access: 'session', status: 204,
    summary: 'Change the password; unless `endOtherSessions` is false, ends the other sessions and revokes the tokens of applications and devices. An account without a password can set one in a recently authenticated session. The right current password is a fresh proof',
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
    summary: 'Change the e-mail address to one verified by a mailed code; the old address is notified',
    body: z.strictObject({ email, codeRequestId, emailCode }),
    response: User,
    errors: ['code_invalid', 'email_taken', 'rate_limited'],
  }),
}
