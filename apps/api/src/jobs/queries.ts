import { and, asc, count, desc, eq, gt, inArray, lt, lte, ne, sql, type SQL } from 'drizzle-orm'
import type { Database, Executor } from '../db/executor.ts'
import type { Tables } from '../db/tables.ts'

export type JobRow = Tables['jobs']['$inferSelect']
export type JobState = JobRow['state']

export function jobQueries(db: Executor, { jobs }: Tables, dialect: Database['dialect']) {
  function take(which: SQL | undefined, lease: string, until: Date, limit: number) {
    const due = db.select({ id: jobs.id }).from(jobs).where(which).orderBy(asc(jobs.runAt)).limit(limit)
    // SQLite has one writer at a time; Postgres skips what another worker is just taking.
    const mine = dialect === 'postgres' ? due.for('update', { skipLocked: true }) : due
    return db.update(jobs).set({ state: 'leased', lease, leasedUntil: until, attempts: sql`${jobs.attempts} + 1` }).where(inArray(jobs.id, mine)).returning()
  }

  return {
    async insert(job: typeof jobs.$inferInsert) {
      await db.insert(jobs).values(job)
    },

    /**
     * Leases up to `limit` jobs that are due, and counts the attempt; no two callers get the same one. Those that somebody has left come
     * first, then the longest waiting: two walks along one index, however many wait.
     */
    async claim(lease: string, now: Date, until: Date, limit: number) {
      const left = await take(and(eq(jobs.state, 'leased'), lt(jobs.leasedUntil, now)), lease, until, limit)
      if (left.length === limit) return left
      return [...left, ...await take(and(eq(jobs.state, 'pending'), lte(jobs.runAt, now)), lease, until, limit - left.length)]
    },

    /**
     * Ends a job we hold; its secrets go with it, unless it may be tried again by hand. `false` when the lease was lost in the meantime.
     */
    async finish(id: string, lease: string, end: { state: 'sent' | 'dead', at: Date, error?: string, keepPayload?: boolean }) {
      const rows = await db.update(jobs).set({
        state: end.state, finishedAt: end.at, lastError: end.error ?? null, lease: null, leasedUntil: null, ...(!end.keepPayload && { payload: '' }),
      }).where(and(eq(jobs.id, id), eq(jobs.lease, lease))).returning({ id: jobs.id })
      return rows.length > 0
    },

    /** Puts a job we hold back, to be run at `runAt`. */
    async putBack(id: string, lease: string, to: { runAt: Date, error?: string }) {
      await db.update(jobs).set({ state: 'pending', lease: null, leasedUntil: null, runAt: to.runAt, lastError: to.error ?? null })
        .where(and(eq(jobs.id, id), eq(jobs.lease, lease)))
    },

    /** Up to `limit` jobs, the newest first, from below the id `after`. */
    list: ({ state, after }: { state: JobState | undefined, after: string | null }, limit: number) =>
      db.select().from(jobs).where(and(state && eq(jobs.state, state), after === null ? undefined : lt(jobs.id, after)))
        .orderBy(desc(jobs.id)).limit(limit),

    async find(id: string) {
      const [row] = await db.select().from(jobs).where(eq(jobs.id, id))
      return row ?? null
    },

    countByState: () => db.select({ state: jobs.state, count: count() }).from(jobs).groupBy(jobs.state),

    /** How many jobs are in a state. */
    async countIn(state: JobState) {
      const [row] = await db.select({ count: count() }).from(jobs).where(eq(jobs.state, state))
      return row?.count ?? 0
    },

    /** Has a job run at once: one that waits, or one that was given up and still has what it carries. `null` for every other. */
    async retry(id: string, now: Date) {
      const [row] = await db.update(jobs)
        .set({ state: 'pending', runAt: now, finishedAt: null, attempts: sql`case when ${jobs.state} = 'dead' then 0 else ${jobs.attempts} end` })
        .where(and(eq(jobs.id, id), inArray(jobs.state, ['pending', 'dead']), ne(jobs.payload, ''), gt(jobs.expiresAt, now))).returning()
      return row ?? null
    },

    /** Wipes what up to `limit` jobs carry that were given up and may not be done any more. */
    async wipeExpired(before: Date, limit: number) {
      // Written out, as in the index for it: SQLite does not look at what is bound.
      const expired = db.select({ id: jobs.id }).from(jobs)
        .where(and(sql`${jobs.state} = 'dead'`, sql`${jobs.payload} <> ''`, lt(jobs.expiresAt, before))).limit(limit)
      // Looked at again: somebody may have it tried again at this moment.
      return (await db.update(jobs).set({ payload: '' }).where(and(inArray(jobs.id, expired), eq(jobs.state, 'dead'))).returning({ id: jobs.id })).length
    },

    /** Forgets up to `limit` jobs that ended before `before`. */
    async deleteFinished(before: Date, limit: number) {
      const old = db.select({ id: jobs.id }).from(jobs).where(lt(jobs.finishedAt, before)).limit(limit)
      return (await db.delete(jobs).where(inArray(jobs.id, old)).returning({ id: jobs.id })).length
    },
  }
}
