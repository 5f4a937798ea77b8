import { newId } from '../../lib/ids.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { auditQueries } from './queries.ts'

/** What can happen that somebody may one day have to answer for. */
export type AuditAction =
  | 'account.registered' | 'account.exported' | 'account.deleted'
  | 'session.started' | 'session.ended' | 'session.others-ended' | 'session.reauthenticated' | 'session.refresh-reused'
  | 'password.changed' | 'password.reset' | 'username.changed' | 'email.changed'

interface Event {
  action: AuditAction
  result: 'success' | 'failure'
  userId: string | null
  sessionId?: string | null
  at: Date
  /** Never secrets, never what was typed. */
  details?: Record<string, string | number | boolean>
}

/** Writes one event; inside a transaction it stands or falls with its effect (OWASP ASVS 5.0.0-16.3.1). */
export async function record(store: { audit: ReturnType<typeof auditQueries> }, visitor: Visitor, event: Event) {
  const { ip, userAgent, requestId } = visitor
  await store.audit.insert({ id: newId(), ip, userAgent, requestId, ...event, details: event.details ?? {} })
}
