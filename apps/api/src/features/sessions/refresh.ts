import { later } from '../../lib/clock.ts'
import { openWith } from '../../lib/keyring.ts'
import { Refusal } from '../../lib/refusal.ts'
import { hashToken } from '../../lib/tokens.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Notices } from '../notices/notices.ts'
import type { Grant, Sessions } from './sessions.ts'

type Needs = Pick<Dependencies, 'settings' | 'store' | 'clock' | 'log'> & { sessions: Sessions, notices: Notices }

/**
 * Exchanging refresh tokens (RFC 9700 section 4.14.2): each works once. Presented again, it ends the session, because one of
 * two holders is a thief; except that within a short grace the same browser gets the same successor, so that two tabs or a
 * lost answer sign nobody out.
 */
export function createRefresh({ settings, store, clock, log, sessions, notices }: Needs) {
  async function exchange(token: string, visitor: Visitor, now: Date): Promise<Grant | null> {
    return store.transaction(async (queries) => {
      const taken = await sessions.rotate(queries, token, now)
      if (!taken) return null
      const session = await queries.sessions.touch(taken.sessionId, now, sessions.idleEnds(now), visitor)
      const user = session && await queries.users.findById(session.userId)
      if (!user || user.disabledAt) throw new Refusal('session_ended')
      return { user, session, refresh: await taken.issue(session) }
    })
  }

  /** The token was not there to be taken: unknown, run out, or used before. */
  async function presentedAgain(token: string, visitor: Visitor, now: Date): Promise<Grant> {
    const found = await store.sessions.findToken(hashToken(token))
    const outlived = found ? null : await sessions.findOutlived(token, now)
    if (outlived) await endReused(outlived.userId, outlived.id, visitor, now)
    if (!found?.token.usedAt || found.session.endedAt || found.session.expiresAt <= now) throw new Refusal('session_ended')

    const inGrace = now < later(found.token.usedAt, settings.REFRESH_GRACE_SECONDS) && found.session.deviceHash === visitor.deviceHash
    const grant = inGrace ? await sameSuccessor(token, found, now) : null
    if (grant) return grant

    await endReused(found.session.userId, found.session.id, visitor, now)
    throw new Refusal('session_ended')
  }

  /** What the first exchange gave; `null` once that successor has been used itself: then this one is stolen. */
  async function sameSuccessor(token: string, found: Found, now: Date): Promise<Grant | null> {
    const { successorId, sealedSuccessor, tokenHash } = found.token
    const successor = sealedSuccessor && openWith(token, tokenHash, sealedSuccessor)
    if (!successor || !successorId || !await store.sessions.isTokenUnused(successorId)) return null
    const user = await store.users.findById(found.session.userId)
    const issued = await store.sessions.findToken(hashToken(successor))
    if (!user || user.disabledAt || !issued) return null
    return { user, session: issued.session, refresh: sessions.cookieFor(issued.session, successor, now) }
  }

  /** Committed before the refusal is given: an error on the way out must not bring the session back. */
  async function endReused(userId: string, sessionId: string, visitor: Visitor, now: Date) {
    const ended = await store.transaction(async (queries) => {
      const ids = await sessions.endWithin(queries, userId, { only: sessionId }, now)
      if (ids.length === 0) return ids
      await record(queries, visitor, { action: 'session.refresh-reused', result: 'failure', userId, sessionId, at: now })
      const user = await queries.users.findById(userId)
      if (user) await notices.put(queries, user, { name: 'session-reused', username: user.username }, now)
      return ids
    })
    sessions.refuseFromNow(ended)
    notices.wake()
    log.warn({ userId, sessionId, requestId: visitor.requestId }, 'refresh token reuse detected: session ended')
  }

  /** @throws Refusal `session_ended` */
  return async function refresh(token: string, visitor: Visitor): Promise<Grant> {
    const now = clock.now()
    return await exchange(token, visitor, now) ?? await presentedAgain(token, visitor, now)
  }

  type Found = NonNullable<Awaited<ReturnType<typeof store.sessions.findToken>>>
}
