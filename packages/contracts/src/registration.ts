import * as z from 'zod/mini'
import { endpoint, post } from './endpoint.ts'
import { codeRequestId, email, emailCode, newPassword, remember, typedTwice, username } from './fields.ts'
import { Session } from './user.ts'

/** Making an account. */
export const registration = {
  register: endpoint({
    ...post, path: '/users', access: 'anyone', cookies: 'sets', repeatable: true, status: 201,
    summary: 'Create an account with a mailed code and sign in',
    body: z.strictObject({
      username, email, codeRequestId, emailCode,
      password: newPassword,
      passwordConfirmation: z.string(),
      acceptTerms: z.literal(true, { error: 'not_accepted' }),
      remember,
    }).check(typedTwice()),
    response: Session,
    errors: ['code_invalid', 'username_taken', 'email_taken', 'rate_limited', 'overloaded'],
  }),
}
