import { contracts } from '@gatehouse/contracts'
import { clearFormerRefreshToken, clearRefreshToken, refreshCookieOf, signedInWith } from '../../http/cookies.ts'
import { visitorOf } from '../../http/visitor.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function sessionRoutes({ serve, sessionReply, authenticate }: Http, { sessions, refresh }: Features) {
  serve.open(contracts.sessions.refresh, async ({ request, reply }) => {
    const cookie = refreshCookieOf(request)
    if (!cookie) return undefined
    try {
      const session = sessionReply(reply, await refresh(cookie.token, visitorOf(request)))
      if (cookie.former) clearFormerRefreshToken(reply)
      return session
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'session_ended') throw error
      // Under that name it may well be of another deployment on this host, where it is good: nothing of ours was sent.
      if (cookie.former) return undefined
      clearRefreshToken(reply)
      throw error
    }
  })

  serve.owned(contracts.sessions.list, async ({ identity }) =>
    ({ sessions: await sessions.list(identity.userId, identity.sessionId) }))

  serve.open(contracts.sessions.endCurrent, async ({ request, reply }) => {
    const visitor = visitorOf(request)
    await sessions.endOfBrowser(signedInWith(request), visitor)
    const identity = request.headers.authorization ? await authenticate(request).catch(() => null) : null
    if (identity) await sessions.leave(identity.userId, identity.sessionId, visitor)
    clearRefreshToken(reply)
    return undefined
  })

  serve.owned(contracts.sessions.endOthers, async ({ identity, request }) => {
    await sessions.endOthers(identity.userId, identity.sessionId, visitorOf(request))
    return undefined
  })

  serve.owned(contracts.sessions.end, async ({ identity, params, request }) => {
    await sessions.end(identity.userId, params.id, visitorOf(request))
    return undefined
  })
}
