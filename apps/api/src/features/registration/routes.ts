import { contracts } from '@gatehouse/contracts'
import { signedInWith } from '../../http/cookies.ts'
import { repeatable } from '../../http/idempotency-key.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function registrationRoutes({ serve, sessionReply }: Http, { register, sessions, onceSignedIn }: Features) {
  serve.open(contracts.registration.register, async ({ body, request, reply }) => {
    const visitor = visitorOf(request, reply)
    const { grant } = await onceSignedIn(repeatable(request, contracts.registration.register, body), async keep => ({
      grant: await register({ ...body, remember: body.remember ?? false }, visitor, { conclude: (queries, begun) => keep(queries, begun, null) }),
      next: null,
    }))
    await sessions.endReplaced(signedInWith(request), grant, visitor)
    return sessionReply(reply, grant)
  })
}
