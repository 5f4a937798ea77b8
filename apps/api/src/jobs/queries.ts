import { and, asc, eq, inArray, lt, lte, or, sql } from 'drizzle-orm'
import type { Database, Executor } from '../db/executor.ts'
import type { Tables } from '../db/tables.ts'

export function jobQueries(db: Executor, { jobs }: Tables, dialect: Database['dialect']) {
  return {
    async insert(job: typeof jobs.$inferInsert) {
      await db.insert(jobs).values(job)
    },

    /** Leases up to `limit` jobs that are due, the longest waiting first, and counts the attempt; no two callers get the same one. */
    claim(lease: string, now: Date, until: Date, limit: number) {
      const due = db.select({ id: jobs.id }).from(jobs)
        .where(or(
          and(eq(jobs.state, 'pending'), lte(jobs.runAt, now)),
          and(eq(jobs.state, 'leased'), lt(jobs.leasedUntil, now)),
        ))
        .orderBy(asc(jobs.runAt)).limit(limit)
      // SQLite has one writer at a time; Postgres skips what another worker is just taking.
      const mine = dialect === 'postgres' ? due.for('update', { skipLocked: true }) : due
      return db.update(jobs).set({ state: 'leased', lease, leasedUntil: until, attempts: sql`${jobs.attempts} + 1` })
        .where(inArray(jobs.id, mine)).returning()
    },

    /** Ends a job we hold; its secrets go with it. `false` when the lease was lost in the meantime. */
    async finish(id: string, lease: string, end: { state: 'sent' | 'dead', at: Date, error?: string }) {
      const rows = await db.update(jobs).set({
        state: end.state, finishedAt: end.at, lastError: end.error ?? null, lease: null, leasedUntil: null, payload: '',
      }).where(and(eq(jobs.id, id), eq(jobs.lease, lease))).returning({ id: jobs.id })
      return rows.length > 0
    },

    /** Puts a job we hold back, to be run at `runAt`. */
    async putBack(id: string, lease: string, to: { runAt: Date, error?: string }) {
      await db.update(jobs).set({ state: 'pending', lease: null, leasedUntil: null, runAt: to.runAt, lastError: to.error ?? null })
        .where(and(eq(jobs.id, id), eq(jobs.lease, lease)))
    },

    /** Forgets up to `limit` jobs that ended before `before`. */
    async deleteFinished(before: Date, limit: number) {
      const old = db.select({ id: jobs.id }).from(jobs).where(lt(jobs.finishedAt, before)).limit(limit)
      return (await db.delete(jobs).where(inArray(jobs.id, old)).returning({ id: jobs.id })).length
    },
  }
}
