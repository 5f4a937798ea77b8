import { and, asc, desc, eq, exists, gt, gte, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export type SessionRow = Tables['sessions']['$inferSelect']
export type RefreshTokenRow = Tables['refreshTokens']['$inferSelect']

/** When a session used now ends by lying idle, with "remember me" and without; its absolute end may come before. */
export interface IdleEnds { remembered: Date, short: Date }

/** Which sessions of a person: one, all but one (of those that came through an identity), or all. */
export type SessionChoice = { only: string } | { except: string, through?: { id: string, provider: string } } | 'all'

export function sessionQueries(db: Executor, { sessions, refreshTokens, endedSessions }: Tables) {
  const live = (now: Date) => and(isNull(sessions.endedAt), gt(sessions.expiresAt, now))
  const atMost = (end: Date) => sql`case when ${lt(sessions.expiresAt, end)} then ${sessions.expiresAt} else ${sql.param(end, sessions.idleEndsAt)} end`
  const idleEnd = ({ remembered, short }: IdleEnds) => sql`case when ${sessions.remember} then ${atMost(remembered)} else ${atMost(short)} end`

  /** Sessions older than the column do not say which identity of the provider it was. */
  const throughIdentity = ({ through }: { through?: { id: string, provider: string } }) => through
    && or(eq(sessions.identityId, through.id), and(isNull(sessions.identityId), eq(sessions.method, through.provider)))

  /** What has lain idle too long is over: its refresh token has run out, nothing can go on with it. */
  const going = (now: Date) => exists(db.select({ id: refreshTokens.id }).from(refreshTokens)
    .where(and(eq(refreshTokens.sessionId, sessions.id), isNull(refreshTokens.usedAt), gt(refreshTokens.expiresAt, now))))

  return {
    async insert(session: typeof sessions.$inferInsert) {
      const [row] = await db.insert(sessions).values(session).returning()
      if (!row) throw new Error('the session was not stored')
      return row
    },

    async findLive(id: string, now: Date) {
      const [row] = await db.select().from(sessions).where(and(eq(sessions.id, id), live(now)))
      return row ?? null
    },

    /** A live session that nobody else ends until the commit; `null` when it has ended. For what must not be added to an account whose sessions are being ended. */
    async holdLive(id: string, now: Date) {
      const [row] = await db.update(sessions).set({ endedAt: null }).where(and(eq(sessions.id, id), live(now))).returning()
      return row ?? null
    },

    /** A session of this person, live or not. */
    async findOwn(id: string, userId: string) {
      const [row] = await db.select().from(sessions).where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
      return row ?? null
    },

    /** Marks a session as used now; `null` when it has ended. In a transaction this also keeps it from ending until the commit. */
    async touch(id: string, now: Date, ends: IdleEnds, { ip, userAgent }: { ip: string | null, userAgent: string | null }) {
      const [row] = await db.update(sessions).set({ lastSeenAt: now, idleEndsAt: idleEnd(ends), ip, userAgent }).where(and(eq(sessions.id, id), live(now))).returning()
      return row ?? null
    },

    /**
     * Remembers that whoever holds this session has proved who they are; `null` when it has ended, or was last authenticated before
     * `since`, when the way they proved it by came to the account: what was added in a session cannot vouch for it.
     */
    async markAuthenticated(id: string, now: Date, since: Date | null = null) {
      const [row] = await db.update(sessions).set({ authenticatedAt: now, lastSeenAt: now })
        .where(and(eq(sessions.id, id), live(now), since ? gte(sessions.authenticatedAt, since) : undefined)).returning()
      return row ?? null
    },

    /** Where a person is signed in. */
    listLive(userId: string, now: Date) {
      return db.select().from(sessions).where(and(eq(sessions.userId, userId), live(now), going(now)))
        .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    },

    /** Every session of a person that is kept, over or not. */
    listKept: (userId: string) => db.select().from(sessions).where(eq(sessions.userId, userId)).orderBy(desc(sessions.lastSeenAt), desc(sessions.id)),

    /** Ends the sessions of a person that match, and answers those that were live until now. */
    async end(userId: string, which: SessionChoice, now: Date, accessTokensUntil: Date) {
      const chosen = which === 'all' ? undefined : 'only' in which ? eq(sessions.id, which.only) : and(ne(sessions.id, which.except), throughIdentity(which))
      const ended = await db.update(sessions).set({ endedAt: now })
        .where(and(eq(sessions.userId, userId), chosen, isNull(sessions.endedAt))).returning({ id: sessions.id })
      if (ended.length > 0) {
        await db.insert(endedSessions).values(ended.map(({ id }) => ({ sessionId: id, endedAt: now, expiresAt: accessTokensUntil })))
          .onConflictDoNothing()
      }
      return ended.map(({ id }) => id)
    },

    /** The sessions of a person, but for one, that came through an identity; also those that have ended, as long as they are kept. */
    async listThrough(userId: string, through: { id: string, provider: string }, except: string) {
      const rows = await db.select({ id: sessions.id }).from(sessions).where(and(eq(sessions.userId, userId), ne(sessions.id, except), throughIdentity({ through })))
      return rows.map(({ id }) => id)
    },

    /** Up to `limit` sessions begun until `until` that nobody has ended, in the order of their ids, from above `after`. */
    async listUnended(after: string, until: Date, limit: number) {
      const rows = await db.select({ id: sessions.id }).from(sessions)
        .where(and(isNull(sessions.endedAt), lte(sessions.createdAt, until), gt(sessions.id, after))).orderBy(asc(sessions.id)).limit(limit)
      return rows.map(({ id }) => id)
    },

    /** Ends these, whosever they are, and answers those that were not ended; those seen since `seenSince` may have access tokens about. */
    async endEach(ids: string[], now: Date, { seenSince, accessTokensUntil }: { seenSince: Date, accessTokensUntil: Date }) {
      if (ids.length === 0) return []
      const ended = await db.update(sessions).set({ endedAt: now }).where(and(inArray(sessions.id, ids), isNull(sessions.endedAt)))
        .returning({ id: sessions.id, lastSeenAt: sessions.lastSeenAt })
      const about = ended.filter(({ lastSeenAt }) => lastSeenAt > seenSince)
      if (about.length > 0) {
        await db.insert(endedSessions).values(about.map(({ id }) => ({ sessionId: id, endedAt: now, expiresAt: accessTokensUntil }))).onConflictDoNothing()
      }
      return ended.map(({ id }) => id)
    },

    /** Sessions ended after `since` whose access tokens may still be about. */
    async listEnded(since: Date, now: Date) {
      return db.select({ sessionId: endedSessions.sessionId, expiresAt: endedSessions.expiresAt }).from(endedSessions)
        .where(and(gt(endedSessions.endedAt, since), gt(endedSessions.expiresAt, now)))
    },

    async insertToken(token: typeof refreshTokens.$inferInsert) {
      await db.insert(refreshTokens).values(token)
    },

    /** Takes every refresh token of a person away. Before their sessions: a refresh holds its token, then its session, and so nobody waits in a circle. */
    async deleteTokensOf(userId: string) {
      const theirs = db.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, userId))
      await db.delete(refreshTokens).where(inArray(refreshTokens.sessionId, theirs))
    },

    /** Moves the end by idleness of a session; `false` when it has reached it. */
    async keepUp(id: string, now: Date, until: Date) {
      return (await db.update(refreshTokens).set({ expiresAt: until })
        .where(and(eq(refreshTokens.sessionId, id), isNull(refreshTokens.usedAt), gt(refreshTokens.expiresAt, now))).returning({ id: refreshTokens.id })).length > 0
    },

    async findToken(tokenHash: string) {
      const [row] = await db.select({ token: refreshTokens, session: sessions }).from(refreshTokens)
        .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId)).where(eq(refreshTokens.tokenHash, tokenHash))
      return row ?? null
    },

    /** A live session with the token it goes on with; `null` for one that has lain idle too long. */
    async findGoing(id: string, now: Date) {
      const [row] = await db.select({ token: refreshTokens, session: sessions }).from(sessions)
        .innerJoin(refreshTokens, and(eq(refreshTokens.sessionId, sessions.id), isNull(refreshTokens.usedAt), gt(refreshTokens.expiresAt, now)))
        .where(and(eq(sessions.id, id), live(now)))
      return row ?? null
    },

    async isTokenUnused(id: string) {
      const [row] = await db.select({ id: refreshTokens.id }).from(refreshTokens)
        .where(and(eq(refreshTokens.id, id), isNull(refreshTokens.usedAt)))
      return row !== undefined
    },

    /** Takes a refresh token, once: two callers racing for it cannot both have it. With a `sessionId`, only one of that session. */
    async consumeToken(tokenHash: string, now: Date, successor: { id: string, sealed: string }, sessionId?: string) {
      const [row] = await db.update(refreshTokens).set({ usedAt: now, successorId: successor.id, sealedSuccessor: successor.sealed })
        .where(and(
          eq(refreshTokens.tokenHash, tokenHash), isNull(refreshTokens.usedAt), gt(refreshTokens.expiresAt, now),
          sessionId === undefined ? undefined : eq(refreshTokens.sessionId, sessionId),
        )).returning()
      return row ?? null
    },

    /** Forgets up to `limit` sessions (with their tokens) that ended or ran out before `before`. */
    async deleteOld(before: Date, limit: number) {
      const old = db.select({ id: sessions.id }).from(sessions).where(lt(sessions.expiresAt, before)).limit(limit)
      return (await db.delete(sessions).where(inArray(sessions.id, old)).returning({ id: sessions.id })).length
    },

    /** Forgets up to `limit` sessions that were ended before `before`. */
    async deleteEnded(before: Date, limit: number) {
      const old = db.select({ id: sessions.id }).from(sessions).where(lt(sessions.endedAt, before)).limit(limit)
      return (await db.delete(sessions).where(inArray(sessions.id, old)).returning({ id: sessions.id })).length
    },

    /** Forgets up to `limit` tokens that were used before `before`. */
    async deleteUsedTokens(before: Date, limit: number) {
      const old = db.select({ id: refreshTokens.id }).from(refreshTokens).where(lt(refreshTokens.usedAt, before)).limit(limit)
      return (await db.delete(refreshTokens).where(inArray(refreshTokens.id, old)).returning({ id: refreshTokens.id })).length
    },

    async deleteOldTokens(before: Date, limit: number) {
      const old = db.select({ id: refreshTokens.id }).from(refreshTokens).where(lt(refreshTokens.expiresAt, before)).limit(limit)
      return (await db.delete(refreshTokens).where(inArray(refreshTokens.id, old)).returning({ id: refreshTokens.id })).length
    },

    async deleteOldEnds(before: Date, limit: number) {
      const old = db.select({ id: endedSessions.sessionId }).from(endedSessions).where(lt(endedSessions.expiresAt, before)).limit(limit)
      return (await db.delete(endedSessions).where(inArray(endedSessions.sessionId, old)).returning({ id: endedSessions.sessionId })).length
    },
  }
}
