import * as z from 'zod/mini'
import { endpoint, get } from './endpoint.ts'
import { email, username } from './fields.ts'

const count = z.int().check(z.minimum(0), z.maximum(1))

/** Whether a name or an address is free, for the registration form. Throttled per network. */
export const availability = {
  countUsername: endpoint({
    ...get, path: '/usernames/:username/count', access: 'anyone',
    summary: 'Check whether a username is available: 0 is available, 1 is taken or confusable with a taken one',
    params: z.strictObject({ username }),
    response: z.object({ username: z.string(), count }),
    errors: ['rate_limited'],
  }),
  countEmail: endpoint({
    ...get, path: '/emails/:email/count', access: 'anyone',
    summary: 'Check whether an e-mail address is registered; 404 if ACCOUNT_DISCOVERY is private',
    params: z.strictObject({ email }),
    response: z.object({ email: z.string(), count }),
    errors: ['rate_limited', 'not_found'],
  }),
}
