import { and, count, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export function overviewQueries(db: Executor, { users, sessions, applications }: Tables) {
  const countRows = async (rows: PromiseLike<{ count: number }[]>) => (await rows)[0]?.count ?? 0

  return {
    countUsers: () => countRows(db.select({ count: count() }).from(users)),
    countDisabled: () => countRows(db.select({ count: count() }).from(users).where(isNotNull(users.disabledAt))),
    countSuperusers: () => countRows(db.select({ count: count() }).from(users).where(sql`${users.isSuperuser}`)),
    countApplications: () => countRows(db.select({ count: count() }).from(applications)),

    /** Sessions that have neither ended nor lain idle too long. */
    countGoing: (now: Date) => countRows(db.select({ count: count() }).from(sessions).where(and(isNull(sessions.endedAt), gt(sessions.idleEndsAt, now)))),
  }
}
