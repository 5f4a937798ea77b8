import { aliasedTable, and, asc, desc, eq, exists, gt, inArray, isNotNull, isNull, lt, lte, notExists, or, sql, type SQL } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'
import { lazily } from '../../lib/lazily.ts'

export type ArtifactRow = Tables['authorizationArtifacts']['$inferSelect']
/** What is left out is nobody's to replace. */
export type NewArtifact = Omit<ArtifactRow, 'consumedAt' | 'successorKey' | 'sealedSuccessor' | 'pollSeconds' | 'pollAfter'> & { expiresAt: Date }
export type ApplicationRow = Tables['applications']['$inferSelect']

/** What oidc-provider keeps, and what it knows applications by. Whatever belongs to a disabled person or application is not there. */
export function authorizationQueries(db: Executor, tables: Tables) {
  const { authorizationArtifacts: artifacts, authorizationSessions, applications, applicationSecrets, sessions, refreshTokens, users } = tables
  const liveUser = db.select({ id: users.id }).from(users).where(and(eq(users.id, artifacts.userId), isNull(users.disabledAt)))
  const liveApplication = db.select({ id: applications.id }).from(applications).where(and(eq(applications.id, artifacts.applicationId), isNull(applications.disabledAt)))
  const live = and(or(isNull(artifacts.userId), exists(liveUser)), or(isNull(artifacts.applicationId), exists(liveApplication)))
  const now = sql.param(sql.placeholder('now'), sessions.expiresAt)
  const going = db.select({ id: refreshTokens.id }).from(refreshTokens)
    .where(and(eq(refreshTokens.sessionId, sessions.id), isNull(refreshTokens.usedAt), gt(refreshTokens.expiresAt, now)))
  const link = db.select({ uid: authorizationSessions.uid }).from(authorizationSessions).where(eq(authorizationSessions.uid, artifacts.uid))
  /**
   * A browser session that somebody is signed in with rests on a session of ours: the same person's, and not over, ended or idle. So does a
   * code that was issued in it, also where what it is redeemed for goes on.
   */
  const restsOn = (which?: SQL) => exists(
    db.select({ uid: authorizationSessions.uid }).from(authorizationSessions).innerJoin(sessions, eq(sessions.id, authorizationSessions.sessionId))
      .where(and(eq(authorizationSessions.uid, artifacts.uid), which, or(isNull(artifacts.userId), eq(sessions.userId, artifacts.userId)),
        isNull(sessions.endedAt), gt(sessions.expiresAt, now), exists(going))))
  const rests = (which?: SQL) => or(and(isNull(artifacts.userId), notExists(link)), restsOn(which))
  const ofBrowser = eq(sessions.id, sql.placeholder('own'))
  const key = sql.placeholder('key')

  // Asked by every request of every application: put together once.
  const byKey = lazily(() => db.select().from(artifacts).where(and(eq(artifacts.key, key), live)).prepare('find_artifact'))
  const code = lazily(() => db.select().from(artifacts).where(and(eq(artifacts.key, key), live, rests())).prepare('find_code'))
  const session = lazily(() => db.select().from(artifacts).where(and(eq(artifacts.key, key), live, rests(ofBrowser))).prepare('find_browser_session'))
  const byUid = (which?: SQL) => db.select().from(artifacts)
    .where(and(eq(artifacts.uid, sql.placeholder('uid')), eq(artifacts.kind, 'Session'), live, rests(which))).orderBy(desc(artifacts.expiresAt)).limit(1)
  const sessionByUid = lazily(() => byUid().prepare('find_browser_session_by_uid'))
  const ownSessionByUid = lazily(() => byUid(ofBrowser).prepare('find_own_browser_session_by_uid'))
  const client = lazily(() => db.select({ application: applications, secretHash: applicationSecrets.secretHash }).from(applications)
    .leftJoin(applicationSecrets, eq(applicationSecrets.applicationId, applications.id))
    .where(and(eq(applications.id, sql.placeholder('id')), isNull(applications.disabledAt))).prepare('find_client'))
  const put = lazily(() => db.insert(artifacts).values({
    key, kind: sql.placeholder('kind'), payload: sql.placeholder('payload'), grantId: sql.placeholder('grantId'), uid: sql.placeholder('uid'),
    userCode: sql.placeholder('userCode'), userId: sql.placeholder('userId'), applicationId: sql.placeholder('applicationId'), expiresAt: sql.placeholder('expiresAt'),
  }).onConflictDoUpdate({
    target: artifacts.key,
    // Not `consumed_at`: what was used stays used.
    set: {
      payload: sql`excluded.payload`, grantId: sql`excluded.grant_id`, uid: sql`excluded.uid`, userCode: sql`excluded.user_code`,
      userId: sql`excluded.user_id`, applicationId: sql`excluded.application_id`, expiresAt: sql`excluded.expires_at`,
    },
  }).prepare('put_artifact'))
  const consume = lazily(() => db.update(artifacts).set({ consumedAt: sql`${sql.param(sql.placeholder('now'), artifacts.consumedAt)}` })
    .where(and(eq(artifacts.key, key), isNull(artifacts.consumedAt))).returning({ key: artifacts.key }).prepare('consume_artifact'))
  const successors = aliasedTable(artifacts, 'successors')
  const since = sql.param(sql.placeholder('since'), artifacts.consumedAt)
  const isLast = and(isNotNull(artifacts.successorKey), gt(artifacts.consumedAt, since), notExists(
    db.select({ key: successors.key }).from(successors).where(and(eq(successors.key, artifacts.successorKey), isNotNull(successors.consumedAt)))))
  const lastExchanged = lazily(() => db.select({ key: artifacts.key }).from(artifacts).where(and(eq(artifacts.key, key), isLast)).prepare('find_last_exchanged'))
  const exchange = lazily(() => db.update(artifacts).set({
    consumedAt: sql`coalesce(${artifacts.consumedAt}, ${sql.param(sql.placeholder('now'), artifacts.consumedAt)})`,
    successorKey: sql`coalesce(${artifacts.successorKey}, ${sql.placeholder('successorKey')})`,
    sealedSuccessor: sql`coalesce(${artifacts.sealedSuccessor}, ${sql.placeholder('sealedSuccessor')})`,
  }).where(and(eq(artifacts.key, key), or(isNull(artifacts.consumedAt), isLast))).returning({ sealed: artifacts.sealedSuccessor }).prepare('exchange_artifact'))
  const remove = lazily(() => db.delete(artifacts).where(eq(artifacts.key, key)).prepare('delete_artifact'))

  return {
    async find(artifact: string) {
      const [row] = await byKey().execute({ key: artifact })
      return row ?? null
    },

    /** A code; not when the session of ours that it was issued in is over. */
    async findResting(artifact: string, now: Date) {
      const [row] = await code().execute({ key: artifact, now })
      return row ?? null
    },

    /** A browser session of oidc-provider: nobody's, or one that rests on this session of ours, which is not over. */
    async findSession(artifact: string, own: string | null, now: Date) {
      const [row] = await session().execute({ key: artifact, own: own ?? '', now })
      return row ?? null
    },

    /** The same by what stays when its key changes. Without `own`: one that rests on any session of ours that is not over. */
    async findSessionByUid(uid: string, own: string | null | undefined, now: Date) {
      const [row] = await (own === undefined ? sessionByUid().execute({ uid, now }) : ownSessionByUid().execute({ uid, own: own ?? '', now }))
      return row ?? null
    },

    async findByUserCode(userCode: string) {
      const [row] = await db.select().from(artifacts).where(and(eq(artifacts.userCode, userCode), live))
      return row ?? null
    },

    /** Stores or replaces one; whether it has been used is left as it is. */
    async put(artifact: NewArtifact) {
      await put().execute({ ...artifact })
    },

    /** `false` when there is one of this key. */
    async insertOnce(artifact: NewArtifact) {
      return (await db.insert(artifacts).values(artifact).onConflictDoNothing().returning({ key: artifacts.key })).length > 0
    },

    /** Uses one up: of all who try, one is told `true`. */
    async consume(artifact: string, now: Date) {
      return (await consume().execute({ key: artifact, now })).length > 0
    },

    /**
     * Uses a refresh token up for its successor. Whoever comes later is told the same one, unless the token was used up before `since`, or
     * its successor has been used since: `null`.
     */
    async exchange(artifact: string, { successorKey, sealedSuccessor }: { successorKey: string, sealedSuccessor: string }, times: { now: Date, since: Date }) {
      const [row] = await exchange().execute({ key: artifact, successorKey, sealedSuccessor, ...times })
      return row?.sealed ?? null
    },

    /** Whether a refresh token that was used up may be sent once more; `exchange` decides. */
    async mayBeExchangedAgain(artifact: string, since: Date) {
      return (await lastExchanged().execute({ key: artifact, since })).length > 0
    },

    /** How long a device has to wait between two requests, in seconds; `null` when it has not been told to slow down. */
    async findPollSeconds(artifact: string) {
      const [row] = await db.select({ seconds: artifacts.pollSeconds }).from(artifacts).where(eq(artifacts.key, artifact))
      return row?.seconds ?? null
    },

    /** Counts a request of a device that waits; `false` when it came too early. Of many at once, one is told `true`. */
    async takePoll(artifact: string, now: Date, next: Date) {
      const rows = await db.update(artifacts).set({ pollAfter: next })
        .where(and(eq(artifacts.key, artifact), or(isNull(artifacts.pollAfter), lte(artifacts.pollAfter, now)))).returning({ key: artifacts.key })
      return rows.length > 0
    },

    /** From now on it has to wait longer. */
    async slowDown(artifact: string, pollSeconds: number, pollAfter: Date) {
      await db.update(artifacts).set({ pollSeconds, pollAfter }).where(eq(artifacts.key, artifact))
    },

    async delete(artifact: string) {
      await remove().execute({ key: artifact })
    },

    async deleteByGrant(kind: string, grantId: string) {
      await db.delete(artifacts).where(and(eq(artifacts.grantId, grantId), eq(artifacts.kind, kind)))
    },

    /** Changes one, unless somebody else has changed or used it since it was read. */
    async replace({ key: known, payload }: Pick<ArtifactRow, 'key' | 'payload'>, changes: Pick<ArtifactRow, 'payload' | 'grantId' | 'userId'>, now: Date) {
      const rows = await db.update(artifacts).set(changes)
        .where(and(eq(artifacts.key, known), eq(artifacts.payload, payload), isNull(artifacts.consumedAt), gt(artifacts.expiresAt, now))).returning({ key: artifacts.key })
      return rows.length > 0
    },

    /** Deletes every code, token, grant and browser session of a person, but for browser sessions and grants that are named, and what hangs on those grants. */
    async deleteByUser(userId: string, keep: { uids: string[], grantIds: string[] } = { uids: [], grantIds: [] }) {
      const kept = or(
        and(eq(artifacts.kind, 'Session'), inArray(artifacts.uid, keep.uids)),
        inArray(artifacts.grantId, keep.grantIds),
        inArray(artifacts.key, keep.grantIds.map(id => `Grant:${id}`)),
      )
      await db.delete(artifacts).where(and(eq(artifacts.userId, userId), sql`(${kept}) is not true`))
    },

    /**
     * Deletes up to `limit`, whosever they are, in the order of their keys, from above `after`; where it has come to, `null` at the end.
     * Which proofs have been used (`ReplayDetection`) is not forgotten.
     */
    async deleteAfter(after: string, limit: number) {
      const rows = await db.select({ key: artifacts.key, kind: artifacts.kind }).from(artifacts).where(gt(artifacts.key, after)).orderBy(asc(artifacts.key)).limit(limit)
      const going = rows.filter(({ kind }) => kind !== 'ReplayDetection').map(({ key: one }) => one)
      if (going.length > 0) await db.delete(artifacts).where(inArray(artifacts.key, going))
      return rows.at(-1)?.key ?? null
    },

    /** Deletes grants, and every code and token that hangs on them. */
    async deleteGrants(ids: string[]) {
      if (ids.length > 0) await db.delete(artifacts).where(or(inArray(artifacts.grantId, ids), inArray(artifacts.key, ids.map(id => `Grant:${id}`))))
    },

    /** Lets a browser session rest on a session of ours. */
    async link(uid: string, sessionId: string) {
      await db.insert(authorizationSessions).values({ uid, sessionId }).onConflictDoUpdate({ target: authorizationSessions.uid, set: { sessionId } })
    },

    /** The session of ours that a browser session rests on, and whose it is. */
    async findLinked(uid: string) {
      const [row] = await db.select({ id: sessions.id, userId: sessions.userId }).from(authorizationSessions)
        .innerJoin(sessions, eq(sessions.id, authorizationSessions.sessionId)).where(eq(authorizationSessions.uid, uid))
      return row ?? null
    },

    /** The browser sessions that rest on these sessions of ours, ended or not. */
    listResting: (sessionIds: string[]) => db.select({ uid: artifacts.uid, payload: artifacts.payload, userId: artifacts.userId }).from(artifacts)
      .innerJoin(authorizationSessions, eq(authorizationSessions.uid, artifacts.uid))
      .where(and(eq(artifacts.kind, 'Session'), inArray(authorizationSessions.sessionId, sessionIds))),

    /** Which of these applications want to be told when somebody signs out. */
    listListening: (applicationIds: string[]) => db.select({ id: applications.id, uri: applications.backchannelLogoutUri }).from(applications)
      .where(and(inArray(applications.id, applicationIds), isNull(applications.disabledAt))),

    /** An application that is not disabled, with the hashes of its secrets. */
    async findClient(id: string) {
      const rows = await client().execute({ id })
      const [first] = rows
      return first ? { application: first.application, secretHashes: rows.flatMap(({ secretHash }) => secretHash ?? []) } : null
    },

    /** Forgets up to `limit` that ran out before `before`. */
    async deleteExpired(before: Date, limit: number) {
      const old = db.select({ key: artifacts.key }).from(artifacts).where(lt(artifacts.expiresAt, before)).limit(limit)
      return (await db.delete(artifacts).where(inArray(artifacts.key, old)).returning({ key: artifacts.key })).length
    },
  }
}
