import { contracts, type CodePurpose } from '@gatehouse/contracts'
import type { FastifyRequest } from 'fastify'
import { visitorOf } from '../../http/visitor.ts'
import { refuseField } from '../../lib/refusal.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function verificationCodeRoutes({ serve, authenticate }: Http, { codes, credentials, account }: Features) {
  /** The purposes of people who are signed in bind the code to them, and to what makes sense for their account. */
  async function askerOf(purpose: CodePurpose, emailKey: string, request: FastifyRequest) {
    if (purpose === 'register' || purpose === 'reset-password') return null
    const { userId } = await authenticate(request)
    const { emailKey: own } = await account.find(userId)
    if (purpose === 'reauthenticate' && emailKey !== own) throw refuseField('email', 'invalid')
    if (purpose === 'change-email' && emailKey === own) throw refuseField('email', 'email_unchanged')
    return userId
  }

  serve.open(contracts.verificationCodes.request, async ({ body: { email: typed, purpose }, request, reply }) => {
    const email = credentials.email(typed)
    const asker = await askerOf(purpose, email.key, request)
    return codes.request(email, purpose, asker, visitorOf(request, reply))
  })
}
