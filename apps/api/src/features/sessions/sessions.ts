import type { SessionEntry } from '@gatehouse/contracts'
import type { BrowserMarks } from '../../lib/browser-marks.ts'
import { earlier, later } from '../../lib/clock.ts'
import { newId } from '../../lib/ids.ts'
import { sealWith } from '../../lib/keyring.ts'
import { Refusal } from '../../lib/refusal.ts'
import { hashToken, newToken } from '../../lib/tokens.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { SignOuts } from '../authorization-server/authorization-server.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { EndedSessions } from './ended-sessions.ts'
import type { SessionChoice, SessionRow } from './queries.ts'
import { createRefreshTokens } from './refresh-tokens.ts'

/** What a browser is given to be signed in with. */
export interface Grant {
  user: UserRow
  session: SessionRow
  /** The cookie to set; `null` leaves the browser's cookie as it is. */
  refresh: RefreshCookie | null
}

export interface RefreshCookie {
  token: string
  /** Seconds; `null` for a cookie that ends with the browser. */
  maxAge: number | null
}

interface Beginning {
  /** As in `sessions.method`. */
  method: string
  /** The identity that the person came through, where they did. */
  identityId?: string | null
  remember: boolean
  visitor: Visitor
  now: Date
}

/** What a browser brings of the session it is signed in with; either may be lost without the other. */
interface SignedInWith { token: string | null, mark: string | null }

/** Seconds by which the clocks of two nodes may differ: an ended session is remembered so much longer than its tokens live. */
export const clockSkew = 60

type Needs = Pick<Dependencies, 'settings' | 'store' | 'clock' | 'keyring'> & { ended: EndedSessions, signOuts: SignOuts, marks: BrowserMarks }

/** The life of a session: begun, listed, ended. Exchanging its tokens is in `refresh.ts`. */
export function createSessions({ settings, store, clock, keyring, ended, signOuts, marks }: Needs) {
  const tokens = createRefreshTokens(keyring)
  const accessTokensUntil = (now: Date) => later(now, settings.ACCESS_TOKEN_SECONDS + clockSkew)
  const idleSeconds = (remember: boolean) => remember ? settings.SESSION_IDLE_SECONDS : settings.SESSION_SHORT_IDLE_SECONDS

  /** When a session used now ends by lying idle. */
  const idleEnds = (now: Date) => ({ remembered: later(now, idleSeconds(true)), short: later(now, idleSeconds(false)) })

  /** A new refresh token for a session, stored as a hash; never living longer than the session itself. */
  async function issueToken(queries: Queries, session: SessionRow, now: Date, given?: { id: string, token: string }): Promise<RefreshCookie> {
    const { id, token } = given ?? { id: newId(), token: tokens.issue({ sessionId: session.id, issuedAt: now }) }
    const expiresAt = earlier(later(now, idleSeconds(session.remember)), session.expiresAt)
    await queries.sessions.insertToken({ id, sessionId: session.id, tokenHash: hashToken(token), createdAt: now, expiresAt })
    return cookieFor(session, token, now)
  }

  /** The cookie lives as long as the session may: its end by idleness is ours to know, and moves when programs use the session. */
  const cookieFor = (session: SessionRow, token: string, now: Date): RefreshCookie =>
    ({ token, maxAge: session.remember ? Math.floor((session.expiresAt.getTime() - now.getTime()) / 1000) : null })

  /** Exchanges one token (of this session only) for the next, in the caller's transaction; `null` when it was not there to be taken. */
  async function rotate(queries: Queries, token: string, now: Date, sessionId?: string) {
    const origin = tokens.originOf(token)
    // A session of the first release keeps to its kind of token: another node may still be of that release.
    const successor = { id: newId(), token: origin ? tokens.issue({ sessionId: origin.sessionId, issuedAt: now }) : newToken() }
    const tokenHash = hashToken(token)
    const sealed = sealWith(token, tokenHash, successor.token)
    const taken = await queries.sessions.consumeToken(tokenHash, now, { id: successor.id, sealed }, sessionId)
    return taken && { sessionId: taken.sessionId, issue: (session: SessionRow) => issueToken(queries, session, now, successor) }
  }

  /** The live session of a token that is not kept any more; `null` unless that session has gone on with a later token. */
  async function findOutlived(token: string, now: Date) {
    const origin = tokens.originOf(token)
    const going = origin && await store.sessions.findGoing(origin.sessionId, now)
    // Later than all we know: the database is an older copy of itself.
    return going && origin.issuedAt < going.token.createdAt ? going.session : null
  }

  const findByToken = async (token: string, now: Date) => (await store.sessions.findToken(hashToken(token)))?.session ?? findOutlived(token, now)

  /** Makes the access tokens of ended sessions worthless on this node at once. */
  const refuseFromNow = (sessionIds: string[]) => ended.add(sessionIds, accessTokensUntil(clock.now()))

  async function endWithin(queries: Queries, userId: string, which: SessionChoice, now: Date) {
    const ids = await queries.sessions.end(userId, which, now, accessTokensUntil(now))
    await signOuts.announce(queries, ids, now)
    return ids
  }

  /** Ends sessions as `endWithin` does, and with them whatever programs and devices hold of the person. */
  async function endWithAuthorizations(queries: Queries, userId: string, which: { except: string } | 'all', now: Date) {
    const ids = await endWithin(queries, userId, which, now)
    await signOuts.endAuthorizations(queries, userId, which === 'all' ? null : which.except)
    return ids
  }

  /** Ends the sessions that came through an identity, but for one, and what programs were given in them: offline access outlives those that have ended before. */
  async function endThrough(queries: Queries, userId: string, through: { id: string, provider: string }, except: string, now: Date) {
    const ids = await endWithin(queries, userId, { except, through }, now)
    await signOuts.endGrantsOf(queries, await queries.sessions.listThrough(userId, through, except))
    return ids
  }

  async function endAndRecord(userId: string, which: { only: string } | { except: string }, action: 'session.ended' | 'session.others-ended', visitor: Visitor) {
    const now = clock.now()
    const endedIds = await store.transaction(async (queries) => {
      const ids = await endWithin(queries, userId, which, now)
      for (const sessionId of ids) await record(queries, visitor, { action, result: 'success', userId, sessionId, at: now })
      return ids
    })
    refuseFromNow(endedIds)
  }

  const wasProved = (session: SessionRow, now: Date) => later(session.authenticatedAt, settings.FRESH_SECONDS) > now

  /** Every session that a browser still has a cookie of, used or not. */
  async function sessionsOf({ token, mark }: SignedInWith) {
    const id = marks.sessionIn(mark)
    const byToken = token ? await findByToken(token, clock.now()) : null
    const byMark = id !== null && id !== byToken?.id ? await store.sessions.findLive(id, clock.now()) : null
    return [byToken ?? [], byMark ?? []].flat()
  }

  return {
    idleEnds,
    issueToken,
    cookieFor,
    rotate,
    findOutlived,

    /** Begins a session in the caller's transaction, which has made sure that the account is not disabled. */
    async start(queries: Queries, user: UserRow, { method, identityId = null, remember, visitor, now }: Beginning): Promise<Grant> {
      const expiresAt = later(now, settings.SESSION_ABSOLUTE_SECONDS)
      const session = await queries.sessions.insert({
        id: newId(), userId: user.id, method, identityId, remember, deviceHash: visitor.deviceHash, ip: visitor.ip, userAgent: visitor.userAgent,
        createdAt: now, lastSeenAt: now, authenticatedAt: now, expiresAt, idleEndsAt: earlier(later(now, idleSeconds(remember)), expiresAt),
      })
      await queries.knownDevices.remember({ id: newId(), userId: user.id, deviceHash: visitor.deviceHash }, now)
      await record(queries, visitor, { action: 'session.started', result: 'success', userId: user.id, sessionId: session.id, at: now, method })
      return { user, session, refresh: await issueToken(queries, session, now) }
    },

    /** Ends sessions in the caller's transaction; hand the answer to `refuseFromNow` after the commit. */
    endWithin,
    endWithAuthorizations,
    endThrough,

    refuseFromNow,

    async list(userId: string, currentId: string): Promise<SessionEntry[]> {
      const rows = await store.sessions.listLive(userId, clock.now())
      return rows.map(row => toEntry(row, currentId))
    },

    /** @throws Refusal `not_found` for a session of somebody else, or of nobody. */
    async end(userId: string, sessionId: string, visitor: Visitor) {
      const mine = await store.sessions.findOwn(sessionId, userId)
      if (!mine) throw new Refusal('not_found')
      await endAndRecord(userId, { only: sessionId }, 'session.ended', visitor)
    },

    /** Signs out; a session that is gone already is no error. */
    leave(userId: string, sessionId: string, visitor: Visitor) {
      return endAndRecord(userId, { only: sessionId }, 'session.ended', visitor)
    },

    endOthers(userId: string, currentId: string, visitor: Visitor) {
      return endAndRecord(userId, { except: currentId }, 'session.others-ended', visitor)
    },

    /** Signs this browser out, whichever of its cookies is still there; a token of nobody ends nothing. */
    async endOfBrowser(browser: SignedInWith, visitor: Visitor) {
      for (const { id, userId } of await sessionsOf(browser)) await endAndRecord(userId, { only: id }, 'session.ended', visitor)
    },

    /** The cookies are about to be replaced: the session that this browser had would live on unseen. */
    async endReplaced(browser: SignedInWith, { session, refresh }: Grant, visitor: Visitor) {
      const replaced = refresh ? await sessionsOf(browser) : []
      for (const { id, userId } of replaced) if (id !== session.id) await endAndRecord(userId, { only: id }, 'session.ended', visitor)
    },

    /**
     * The session of ours that a browser is signed in with, by the mark in its cookies: while it is live and has not lain idle for
     * too long. `null` for nobody.
     */
    async findMarked(mark: string | null) {
      const id = marks.sessionIn(mark)
      return id === null ? null : (await store.sessions.findGoing(id, clock.now()))?.session ?? null
    },

    /** A program has signed somebody in by this session: that is use, and moves its end by idleness as a refresh does. */
    async use({ id, remember, expiresAt }: SessionRow, visitor: Visitor) {
      const now = clock.now()
      // The token first, then the session, as a refresh does: nobody waits in a circle.
      await store.transaction(async (queries) => {
        if (await queries.sessions.keepUp(id, now, earlier(later(now, idleSeconds(remember)), expiresAt))) await queries.sessions.touch(id, now, idleEnds(now), visitor)
      })
    },

    /**
     * The one guard of whatever needs a fresh proof, where that depends on more than the endpoint. Over the queries of a transaction it
     * also keeps the session from being ended until the commit.
     *
     * @throws Refusal `reauthentication_required` unless the person proved who they are within the last minutes; `session_ended`.
     */
    async requireFresh(sessionId: string, queries?: Pick<Queries, 'sessions'>): Promise<SessionRow> {
      const now = clock.now()
      const session = await (queries ? queries.sessions.holdLive(sessionId, now) : store.sessions.findLive(sessionId, now))
      if (!session) throw new Refusal('session_ended')
      if (!wasProved(session, now)) throw new Refusal('reauthentication_required')
      return session
    },

    /** The same as an answer, for what is decided further on. @throws Refusal `session_ended` */
    async isFresh(sessionId: string): Promise<boolean> {
      const now = clock.now()
      const session = await store.sessions.findLive(sessionId, now)
      if (!session) throw new Refusal('session_ended')
      return wasProved(session, now)
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>

export const toEntry = (row: SessionRow, currentId: string | null): SessionEntry => ({
  id: row.id,
  current: row.id === currentId,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  ip: row.ip,
  userAgent: row.userAgent,
  method: row.method,
})
