import { instantOf } from './local-instant.ts'

/** What the log can be narrowed by, as the address of the page has it: each empty when it narrows nothing. Times are local, without a zone. */
export const blankFilters = { user: '', action: '', result: '', ip: '', clientId: '', from: '', until: '' }
export type AuditFilters = typeof blankFilters

/** The same, as the API takes it. */
export function queryOf({ result, from, until, ...others }: AuditFilters) {
  return {
    user: others.user || undefined, action: others.action || undefined, ip: others.ip || undefined, clientId: others.clientId || undefined,
    result: result === 'success' || result === 'failure' ? result : undefined, from: instantOf(from), until: instantOf(until),
  } as const
}
