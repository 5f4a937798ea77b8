import { desc, eq } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export function auditQueries(db: Executor, { auditEvents }: Tables) {
  return {
    async insert(event: typeof auditEvents.$inferInsert) {
      await db.insert(auditEvents).values(event)
    },
    /** What happened to an account, the newest first. */
    listByUser: (userId: string, limit: number) =>
      db.select().from(auditEvents).where(eq(auditEvents.userId, userId)).orderBy(desc(auditEvents.at)).limit(limit),
  }
}
