import { Readable } from 'node:stream'
import type { AuditEvent } from '@gatehouse/contracts/console'
import type { Visitor } from '../../lib/visitor.ts'
import { recordAlone } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { AdminAudit, LogFilters } from './admin-audit.ts'
import type { Actor } from './admin-users.ts'

const most = 100_000

const columns: Record<string, (event: AuditEvent) => string | null> = {
  'at': ({ at }) => at.toISOString(),
  'action': ({ action }) => action,
  'result': ({ result }) => result,
  'user id': ({ user }) => user && user.id,
  'user': ({ user }) => user && user.username,
  'actor id': ({ actor }) => actor && actor.id,
  'actor': ({ actor }) => actor && actor.username,
  'client id': ({ clientId }) => clientId,
  'method': ({ method }) => method,
  'session id': ({ sessionId }) => sessionId,
  'ip': ({ ip }) => ip,
  'user agent': ({ userAgent }) => userAgent,
  'request id': ({ requestId }) => requestId,
  'details': ({ details }) => Object.keys(details).length === 0 ? null : JSON.stringify(details),
}

/** A cell of RFC 4180. What a spreadsheet would take for a formula becomes text (OWASP, CSV injection). */
export function cell(value: string | null) {
  const text = /^[=+\-@\t\r]/.test(value ?? '') ? `'${value}` : value ?? ''
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const line = (cells: (string | null)[]) => `${cells.map(cell).join(',')}\r\n`

/** The audit log as CSV, streamed; that somebody took it away is an event itself. */
export function createAuditExport({ store, clock, audit }: Pick<Dependencies, 'store' | 'clock'> & { audit: AdminAudit }) {
  async function* write(filters: LogFilters) {
    // The mark by which Excel knows UTF-8.
    yield `\ufeff${line(Object.keys(columns))}`
    for await (const events of audit.all(filters, most)) {
      yield events.map(event => line(Object.values(columns).map(column => column(event)))).join('')
    }
  }

  return async function exportAudit(filters: LogFilters, { userId: actorId, sessionId }: Actor, visitor: Visitor): Promise<Readable> {
    const narrowed = Object.entries(filters).flatMap(([name, value]) => value === undefined ? [] : [name]).join(', ')
    await recordAlone(store, visitor, { action: 'audit.exported', result: 'success', userId: null, actorId, sessionId, at: clock.now(), details: { filters: narrowed } })
    return Readable.from(write(filters))
  }
}
export type AuditExport = ReturnType<typeof createAuditExport>
