import { and, count, desc, eq, inArray, lt, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export interface ApplicationPosition { createdAt: Date, id: string }

export function adminApplicationQueries(db: Executor, { applications, consents }: Tables) {
  const { createdAt, id, name } = applications
  /** Parts of names; what means something in a pattern means itself. */
  const containing = (term: string) => sql`lower(${name}) like lower(${`%${term.replaceAll(/[\\%_]/g, '\\$&')}%`}) escape '\\'`

  return {
    /** Up to `limit` applications, the newest first. */
    list: (search: string, after: ApplicationPosition | null, limit: number) =>
      db.select().from(applications).where(and(
        search ? or(eq(id, search), containing(search)) : undefined,
        after ? or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id))) : undefined,
      )).orderBy(desc(createdAt), desc(id)).limit(limit),

    /** How many people allow each of these something. */
    countConsents: async (ids: readonly string[]) => ids.length === 0
      ? []
      : db.select({ id: consents.applicationId, count: count() }).from(consents).where(inArray(consents.applicationId, [...ids])).groupBy(consents.applicationId),
  }
}
