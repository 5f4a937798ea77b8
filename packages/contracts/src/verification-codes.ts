import * as z from 'zod/mini'
import { endpoint, post } from './endpoint.ts'
import { email } from './fields.ts'

/** What a mailed code can be asked for. The last two need a session. */
export const codePurposes = ['register', 'reset-password', 'change-email', 'reauthenticate'] as const
export type CodePurpose = (typeof codePurposes)[number]

/** Six-digit codes by mail, each bound to the request it was sent for. */
export const verificationCodes = {
  request: endpoint({
    ...post, path: '/verification-codes', access: 'anyone', status: 202,
    summary: 'Send a verification code by mail; the response is the same for known and unknown addresses',
    body: z.strictObject({ email, purpose: z.enum(codePurposes) }),
    /** Both times in seconds. */
    response: z.object({ requestId: z.string(), resendAfter: z.int(), expiresIn: z.int() }),
    errors: ['unauthenticated', 'resend_too_soon', 'rate_limited'],
  }),
}
