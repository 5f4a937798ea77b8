import type { MessageKey } from '../../../preferences/messages.ts'

const kinds: Record<string, MessageKey> = { 'verification-code': 'jobs.kindCode', 'notice': 'jobs.kindNotice' }

/** The words for a kind of job; `null` when it has none. */
export const jobKind = (kind: string): MessageKey | null => Object.hasOwn(kinds, kind) ? kinds[kind] ?? null : null
