import { maskEmail } from './email.ts'

/**
 * What went wrong, in words that may be logged and kept: drivers put statements with their parameters into errors, and mail
 * servers the address they do not take.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const message = 'query' in error || 'params' in error ? 'a statement failed' : error.message
  return message.replaceAll(/[^\s<>"']+@[^\s<>"']+/g, maskEmail)
}

/** The same with what caused it, down to what a server or the system has said: what an operator needs to know who cannot start. */
export function reasonsOf(error: unknown): string {
  const reasons: string[] = []
  for (let at = error; at instanceof Error; at = at.cause) {
    const several = at instanceof AggregateError ? at.errors.map(reasonOf).join('; ') : ''
    reasons.push(reasonOf(at) || several || ('code' in at ? String(at.code) : at.name))
  }
  return [...new Set(reasons)].join(': ') || reasonOf(error)
}
