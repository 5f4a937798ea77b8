import { and, desc, eq, gte, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm'
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

const results = ['success', 'failure'] as const

/** The first `limit` of what several walks have found. */
export const newestFirst = (rows: readonly AuditRow[], limit: number) =>
  rows.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)).slice(0, limit)

export function auditQueries(db: Executor, { auditEvents }: Tables, dialect: Database['dialect']) {
  const { at, id } = auditEvents
  const given = <T>(value: T | undefined, condition: (value: T) => SQL) => value === undefined ? undefined : condition(value)

  /**
   * Along one index, from where the last page ended: that of the narrowest filter, whatever else is asked for. SQLite has no
   * statistics to find it by, and is kept from the others by a plus sign; Postgres has.
   */
  function walk(filters: AuditFilters, after: AuditPosition | null, limit: number) {
    const narrowest = (['userId', 'actorId', 'ip', 'clientId'] as const).find(name => filters[name] !== undefined)
    const equals = (name: 'userId' | 'actorId' | 'ip' | 'clientId' | 'action' | 'result', value: string) =>
      dialect === 'sqlite' && narrowest !== undefined && name !== narrowest ? sql`+${auditEvents[name]} = ${value}` : eq(auditEvents[name], value)
    return db.select().from(auditEvents).where(and(
      ...(['userId', 'actorId', 'ip', 'clientId', 'action', 'result'] as const).map(name => given(filters[name], value => equals(name, value))),
      given(filters.from, value => gte(at, value)),
      given(filters.until, value => lt(at, value)),
      // The first half is for the index.
      after ? and(lte(at, after.at), or(lt(at, after.at), lt(id, after.id))) : undefined,
    )).orderBy(desc(at), desc(id)).limit(limit)
  }

  return {
    async insert(event: typeof auditEvents.$inferInsert) {
      await db.insert(auditEvents).values(event)
    },

    /** What happened to an account, the newest first. */
    listByUser: (userId: string, limit: number) =>
      db.select().from(auditEvents).where(eq(auditEvents.userId, userId)).orderBy(desc(at)).limit(limit),

    /** Up to `limit` events, the newest first. */
    async list(filters: AuditFilters, after: AuditPosition | null, limit: number): Promise<AuditRow[]> {
      const { action, result, ...narrow } = filters
      const isNarrow = [narrow.userId, narrow.actorId, narrow.ip, narrow.clientId].some(value => value !== undefined)
      if (action === undefined || result !== undefined || isNarrow) return walk(filters, after, limit)
      // The index of actions has the result before the time.
      const walks = await Promise.all(results.map(one => walk({ ...filters, result: one }, after, limit)))
      return newestFirst(walks.flat(), limit)
    },

    /** Forgets up to `limit` events from before `before`. */
    async deleteOld(before: Date, limit: number) {
      const old = db.select({ id }).from(auditEvents).where(lt(at, before)).limit(limit)
      return (await db.delete(auditEvents).where(inArray(id, old)).returning({ id })).length
    },
  }
}
