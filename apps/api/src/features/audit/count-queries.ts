import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Database, Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

/** How often something happened on a day: whole days since 1970-01-01 in UTC; no method is an empty one. */
export type AuditCount = Tables['auditCounts']['$inferSelect']

/** The only row of `audit_counted`. */
const only = 1

export function auditCountQueries(db: Executor, { auditEvents, auditCounts, auditCounted }: Tables, dialect: Database['dialect']) {
  const { at, action, result } = auditEvents
  const day = dialect === 'postgres' ? sql<number>`floor(extract(epoch from ${at}) / 86400)::integer` : sql<number>`${at} / 86400000`
  const method = sql<string>`coalesce(${auditEvents.method}, '')`

  return {
    /** What has been counted of the days from `first` on, and until when: in one statement, as both change together. */
    async read(first: number): Promise<{ until: Date, counts: AuditCount[] }> {
      const rows = await db.select({ until: auditCounted.until, counts: auditCounts }).from(auditCounted).leftJoin(auditCounts, gte(auditCounts.day, first))
      return { until: rows[0]?.until ?? new Date(0), counts: rows.flatMap(({ counts }) => counts ?? []) }
    },

    /** Until when everything is counted. */
    async until() {
      const [row] = await db.select({ until: auditCounted.until }).from(auditCounted).where(eq(auditCounted.id, only))
      return row?.until ?? new Date(0)
    },

    /** Counts events themselves; what it costs grows with their number. */
    countEvents: (from: Date, until: Date): Promise<AuditCount[]> =>
      db.select({ day, action, method, result, count: sql<number>`cast(count(*) as integer)` })
        .from(auditEvents).where(and(gte(at, from), lt(at, until))).groupBy(day, action, method, result),

    /** When the first thing happened since `from`. */
    async firstAt(from: Date) {
      const [row] = await db.select({ at }).from(auditEvents).where(gte(at, from)).orderBy(asc(at)).limit(1)
      return row?.at ?? null
    },

    /** Makes the row that says how far it has been counted, unless there is one. */
    async begin() {
      await db.insert(auditCounted).values({ id: only, until: new Date(0) }).onConflictDoNothing()
    },

    /** Says that everything is counted until `until`; `false` when somebody else has counted on since `from`. */
    async advance(from: Date, until: Date) {
      const rows = await db.update(auditCounted).set({ until }).where(and(eq(auditCounted.id, only), eq(auditCounted.until, from))).returning({ id: auditCounted.id })
      return rows.length > 0
    },

    async add(counts: AuditCount[]) {
      if (counts.length === 0) return
      await db.insert(auditCounts).values(counts).onConflictDoUpdate({
        target: [auditCounts.day, auditCounts.action, auditCounts.method, auditCounts.result], set: { count: sql`${auditCounts.count} + excluded.count` },
      })
    },

    /** Forgets the counts of days before that of `before`; a day has some dozens. */
    async deleteOld(before: Date) {
      await db.delete(auditCounts).where(lt(auditCounts.day, Math.floor(before.getTime() / 86_400_000)))
      return 0
    },
  }
}
