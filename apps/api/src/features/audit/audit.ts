import { auditActions, type AuditAction } from '@gatehouse/contracts/console'
import { isMissingReference } from '../../db/faults.ts'
import { newId } from '../../lib/ids.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { auditQueries } from './queries.ts'

export type { AuditCount } from './count-queries.ts'
export { newestFirst } from './queries.ts'
export type { AuditFilters, AuditPosition, AuditRow } from './queries.ts'

export { auditActions, type AuditAction }

export interface AuditEvent {
  action: AuditAction
  result: 'success' | 'failure'
  userId: string | null
  sessionId?: string | null
  /** Who did it, where that is somebody else than whom it happened to. */
  actorId?: string | null
  /** The application it is about. */
  clientId?: string | null
  /** `password`, or the id of the provider. */
  method?: string | null
  at: Date
  /** Never secrets, never what was typed. */
  details?: Record<string, string | number | boolean>
}

/** Writes one event; inside a transaction it stands or falls with its effect (OWASP ASVS 5.0.0-16.3.1). */
export async function record(store: { audit: ReturnType<typeof auditQueries> }, visitor: Visitor, event: AuditEvent) {
  const { ip, userAgent, requestId } = visitor
  await store.audit.insert({ id: newId(), ip, userAgent, requestId, ...event, details: event.details ?? {} })
}

/**
 * Writes an event that has no effect beside it. The account may have been deleted meanwhile: then the event stands without it, as
 * those before it do. Not within a transaction: Postgres ends one at the first error.
 */
export async function recordAlone(store: Parameters<typeof record>[0], visitor: Visitor, event: AuditEvent) {
  try {
    await record(store, visitor, event)
  } catch (error) {
    if (!isMissingReference(error)) throw error
    await record(store, visitor, { ...event, userId: null })
  }
}
