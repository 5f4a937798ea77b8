import { and, desc, eq, gte, inArray, lt, lte, or, sql } from 'drizzle-orm'
import type { Database, Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export type AuditRow = Tables['auditEvents']['$inferSelect']

/** What a list of events is narrowed to. */
export interface AuditFilters {
  userId?: string
  actorId?: string
  action?: string | undefined
  result?: 'success' | 'failure' | undefined
  ip?: string | undefined
  clientId?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}

/** Where a page begins: below this event. */
export interface AuditPosition { at: Date, id: string }

export function auditQueries(db: Executor, { auditEvents }: Tables, dialect: Database['dialect']) {
  const { at, id } = auditEvents
  /** Whole days since 1970-01-01 in UTC. */
  const day = dialect === 'postgres' ? sql<number>`floor(extract(epoch from ${at}) / 86400)::integer` : sql<number>`${at} / 86400000`
  const given = <T>(value: T | undefined, condition: (value: T) => ReturnType<typeof eq> | undefined) => value === undefined ? undefined : condition(value)

  return {
    async insert(event: typeof auditEvents.$inferInsert) {
      await db.insert(auditEvents).values(event)
    },

    /** What happened to an account, the newest first. */
    listByUser: (userId: string, limit: number) =>
      db.select().from(auditEvents).where(eq(auditEvents.userId, userId)).orderBy(desc(at)).limit(limit),

    /** Up to `limit` events, the newest first. */
    list: (filters: AuditFilters, after: AuditPosition | null, limit: number) =>
      db.select().from(auditEvents).where(and(
        given(filters.userId, value => eq(auditEvents.userId, value)),
        given(filters.actorId, value => eq(auditEvents.actorId, value)),
        given(filters.action, value => eq(auditEvents.action, value)),
        given(filters.result, value => eq(auditEvents.result, value)),
        given(filters.ip, value => eq(auditEvents.ip, value)),
        given(filters.clientId, value => eq(auditEvents.clientId, value)),
        given(filters.from, value => gte(at, value)),
        given(filters.until, value => lt(at, value)),
        // The first half is for the index.
        after ? and(lte(at, after.at), or(lt(at, after.at), lt(id, after.id))) : undefined,
      )).orderBy(desc(at), desc(id)).limit(limit),

    /** How often each of these happened per day; from the index alone. */
    countByDay: (actions: string[], from: Date, until: Date) =>
      db.select({ day, action: auditEvents.action, method: auditEvents.method, result: auditEvents.result, count: sql<number>`cast(count(*) as integer)` })
        .from(auditEvents).where(and(inArray(auditEvents.action, actions), gte(at, from), lt(at, until)))
        .groupBy(day, auditEvents.action, auditEvents.method, auditEvents.result),

    /** Forgets up to `limit` events from before `before`. */
    async deleteOld(before: Date, limit: number) {
      const old = db.select({ id }).from(auditEvents).where(lt(at, before)).limit(limit)
      return (await db.delete(auditEvents).where(inArray(id, old)).returning({ id })).length
    },
  }
}
