import * as z from 'zod/mini'
import { endpoint, get } from './endpoint.ts'
import { email, username } from './fields.ts'

const count = z.int().check(z.minimum(0), z.maximum(1))

/** Whether a name or an address is free, for the registration form. Throttled per network. */
export const availability = {
  countUsername: endpoint({
    ...get, path: '/usernames/:username/count', access: 'anyone',
    summary: 'Whether a username is taken: 0 is free, 1 is taken or too like one that is',
    params: z.strictObject({ username }),
    response: z.object({ username: z.string(), count }),
    errors: ['rate_limited'],
  }),
  countEmail: endpoint({
    ...get, path: '/emails/:email/count', access: 'anyone',
    summary: 'Whether an address has an account; 404 where ACCOUNT_DISCOVERY is private',
    params: z.strictObject({ email }),
    response: z.object({ email: z.string(), count }),
    errors: ['rate_limited', 'not_found'],
  }),
}
