import { sql } from 'drizzle-orm'
import type { AccountTables } from './account-tables.ts'
import type { Columns } from './columns.ts'

/** What happened, and how often; once, for both databases. */
export function defineAuditTables(c: Columns, { users }: AccountTables) {
  const auditEvents = c.table('audit_events', {
    id: c.text('id').primaryKey(),
    at: c.instant('at').notNull(),
    action: c.text('action').notNull(),
    result: c.text('result').$type<'success' | 'failure'>().notNull(),
    /** Whose account it happened to. */
    userId: c.text('user_id').references(() => users.id, { onDelete: 'set null' }),
    /** Who did it, where that is somebody else: a superuser. */
    actorId: c.text('actor_id').references(() => users.id, { onDelete: 'set null' }),
    /** The application it happened to or through; kept when that is gone. */
    clientId: c.text('client_id'),
    /** How somebody signed in: `password`, or the id of a provider. */
    method: c.text('method'),
    sessionId: c.text('session_id'),
    ip: c.text('ip'),
    userAgent: c.text('user_agent'),
    requestId: c.text('request_id'),
    details: c.json('details').$type<Record<string, string | number | boolean>>().notNull(),
  }, t => [
    c.index('audit_events_user_id_at').on(t.userId, t.at), c.index('audit_events_at').on(t.at), c.index('audit_events_ip_at').on(t.ip, t.at),
    // The result before the time: the few failures are not looked for among the many successes, nor the other way round.
    c.index('audit_events_action_result_at').on(t.action, t.result, t.at), c.index('audit_events_result_at').on(t.result, t.at),
    // Most events have neither.
    c.index('audit_events_client_at').on(t.clientId, t.at).where(sql`${t.clientId} is not null`),
    c.index('audit_events_actor_at').on(t.actorId, t.at).where(sql`${t.actorId} is not null`),
  ])

  /** How often each thing happened on a day: what has been counted of `audit_events` (see `auditCounted`). */
  const auditCounts = c.table('audit_counts', {
    /** Whole days since 1970-01-01 in UTC. */
    day: c.integer('day').notNull(),
    action: c.text('action').notNull(),
    /** Empty for events that have none. */
    method: c.text('method').notNull(),
    result: c.text('result').$type<'success' | 'failure'>().notNull(),
    count: c.integer('count').notNull(),
  }, t => [c.uniqueIndex('audit_counts_of_day').on(t.day, t.action, t.method, t.result)])

  /** One row: events from before this instant are in `audit_counts`, later ones are not. */
  const auditCounted = c.table('audit_counted', {
    id: c.integer('id').primaryKey(),
    until: c.instant('until').notNull(),
  })

  return { auditEvents, auditCounts, auditCounted }
}
