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
