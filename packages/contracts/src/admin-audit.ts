import * as z from 'zod/mini'
import { endpoint, get } from './endpoint.ts'
import { instant } from './fields.ts'
import { nextCursor, paging } from './paging.ts'

const person = z.nullable(z.object({ id: z.string(), username: z.string() }))

/** Who did what to whom, when, from where, and how it ended. */
export const AuditEvent = z.object({
  id: z.string(),
  at: instant,
  action: z.string(),
  result: z.enum(['success', 'failure']),
  /** Whose account it is about; `null` when there was none, or is none any more. */
  user: person,
  /** Who did it, where that is somebody else. */
  actor: person,
  clientId: z.nullable(z.string()),
  method: z.nullable(z.string()),
  sessionId: z.nullable(z.string()),
  ip: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
  requestId: z.nullable(z.string()),
  /** Text, numbers, and whether something was so. */
  details: z.looseObject({}),
})
export type AuditEvent = z.output<typeof AuditEvent>

const text = (most: number) => z.optional(z.string().check(z.trim(), z.maxLength(most, { error: 'too_long' }), z.regex(/^[^\p{Surrogate}\0]*$/u, { error: 'invalid' })))

/** Not before the year 1, which is the first to one of the databases. */
const moment = z.optional(instant.check(z.refine(date => date.getUTCFullYear() > 0, { error: 'invalid' })))

/** What the log can be narrowed by. Instants are RFC 3339; `from` counts, `until` does not. `user` is a username or an id. */
export const auditFilters = {
  user: text(320),
  action: text(60),
  result: z.optional(z.enum(['success', 'failure'])),
  ip: text(60),
  clientId: text(64),
  from: moment,
  until: moment,
}

/** What happened, to those who have to answer for it. */
export const adminAudit = {
  list: endpoint({
    ...get, path: '/admin/audit-events', access: 'superuser',
    summary: 'Query the audit log, newest first; as CSV with `Accept: text/csv`, unpaged, up to 100 000 rows',
    query: z.strictObject({ ...auditFilters, ...paging }),
    response: z.object({ events: z.array(AuditEvent), actions: z.array(z.string()), nextCursor }),
  }),
}
