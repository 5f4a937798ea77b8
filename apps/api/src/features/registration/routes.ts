import { contracts } from '@gatehouse/contracts'
import { refreshTokenOf } from '../../http/cookies.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function registrationRoutes({ serve, sessionReply }: Http, { register, sessions }: Features) {
  serve.open(contracts.registration.register, async ({ body, request, reply }) => {
    const visitor = visitorOf(request, reply)
    const grant = await register({ ...body, remember: body.remember ?? false }, visitor)
    await sessions.endReplaced(refreshTokenOf(request), grant, visitor)
    return sessionReply(reply, grant)
  })
}
