import { contracts } from '@gatehouse/contracts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function recoveryRoutes({ serve }: Http, { resetPassword }: Features) {
  serve.open(contracts.recovery.resetPassword, async ({ body, request, reply }) => {
    await resetPassword(body, visitorOf(request, reply))
    return undefined
  })
}
