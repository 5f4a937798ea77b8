import * as z from 'zod/mini'
import { endpoint, noContent, post } from './endpoint.ts'
import { codeRequestId, email, emailCode, newPassword, typedTwice } from './fields.ts'

/** Getting back in without the password. */
export const recovery = {
  resetPassword: endpoint({
    ...post, path: '/users/password-resets', access: 'anyone', status: 204,
    summary: 'Reset the password with a mailed code; ends all sessions and revokes the tokens of applications and devices',
    body: z.strictObject({
      email, codeRequestId, emailCode, password: newPassword, passwordConfirmation: z.string(),
    }).check(typedTwice()),
    response: noContent,
    errors: ['code_invalid', 'rate_limited', 'overloaded'],
  }),
}
