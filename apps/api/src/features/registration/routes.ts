import { contracts } from '@gatehouse/contracts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function registrationRoutes({ serve, sessionReply }: Http, { register }: Features) {
  serve.open(contracts.registration.register, async ({ body, request, reply }) => {
    const grant = await register({ ...body, remember: body.remember ?? false }, visitorOf(request, reply))
    return sessionReply(reply, grant)
  })
}
