import * as z from 'zod/mini'
import { endpoint, post } from './endpoint.ts'
import { identifier, presentedPassword, remember } from './fields.ts'
import { Session } from './user.ts'

/** Signing in with a password. */
export const signIn = {
  authorize: endpoint({
    ...post, path: '/users/authorizations', access: 'anyone', cookies: 'sets',
    summary: 'Sign in with a username or an e-mail address; all failures have the same response',
    body: z.strictObject({ username: identifier, password: presentedPassword, remember }),
    response: Session,
    errors: ['credentials_invalid', 'rate_limited', 'overloaded'],
  }),
}
