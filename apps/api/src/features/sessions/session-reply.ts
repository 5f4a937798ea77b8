import type { Session } from '@gatehouse/contracts'
import type { Settings } from '@gatehouse/settings'
import type { FastifyReply } from 'fastify'
import type { AccessTokens } from '../../http/access-tokens.ts'
import type { BrowserMarks } from '../../lib/browser-marks.ts'
import { clearFormerRefreshToken, formerMarkOf, setRefreshToken } from '../../http/cookies.ts'
import { earlier, later, type Clock } from '../../lib/clock.ts'
import type { UserOf } from '../users/users.ts'
import type { Grant } from './sessions.ts'

interface Needs { settings: Settings, accessTokens: AccessTokens, marks: BrowserMarks, clock: Clock, userOf: UserOf }

/** Turns a grant into what a browser gets: its cookies, and a body with an access token. */
export function createSessionReply({ settings, accessTokens, marks, clock, userOf }: Needs) {
  return function sessionReply(reply: FastifyReply, { user, session, refresh }: Grant): Session {
    const now = clock.now()
    const expiresAt = earlier(later(now, settings.ACCESS_TOKEN_SECONDS), session.expiresAt)
    if (refresh) setRefreshToken(reply, { ...refresh, mark: marks.ofSession(session.id) })
    if (refresh && marks.sessionIn(formerMarkOf(reply.request)) !== null) clearFormerRefreshToken(reply)
    return {
      accessToken: accessTokens.sign({ userId: user.id, sessionId: session.id }, session.authenticatedAt, expiresAt),
      tokenType: 'Bearer',
      expiresIn: Math.floor((expiresAt.getTime() - now.getTime()) / 1000),
      user: userOf(user),
    }
  }
}
export type SessionReply = ReturnType<typeof createSessionReply>
