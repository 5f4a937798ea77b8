import { contracts } from '@gatehouse/contracts'
import { refreshTokenOf, signedInWith } from '../../http/cookies.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function signInRoutes({ serve, sessionReply }: Http, { signIn, reauthentication, sessions }: Features) {
  serve.open(contracts.signIn.authorize, async ({ body, request, reply }) => {
    const visitor = visitorOf(request, reply)
    const grant = await signIn.signIn({ ...body, remember: body.remember ?? false }, visitor)
    await sessions.endReplaced(signedInWith(request), grant, visitor)
    return sessionReply(reply, grant)
  })

  serve.owned(contracts.sessions.reauthenticate, async ({ body, identity, request, reply }) => {
    const who = { ...identity, refreshToken: refreshTokenOf(request) }
    const visitor = visitorOf(request)
    const grant = 'password' in body
      ? await reauthentication.byPassword(who, body.password, visitor)
      : await reauthentication.byCode(who, body, visitor)
    return sessionReply(reply, grant)
  })
}
