import type { Memory } from '@gatehouse/client/memory'
import type { Intent } from '@gatehouse/contracts'

const key = 'gatehouse-attempt'

/**
 * What somebody set out to do at a provider: the page they come back to says so, and can begin it again. The API knows for itself;
 * a tab that knows nothing of it does well without.
 */
export interface Attempt {
  provider: string
  label: string
  intent: Intent
  /** A path of ours. */
  next: string | null
  remember: boolean
}

export const keepAttempt = (tabMemory: Memory, attempt: Attempt) => tabMemory.write(key, JSON.stringify(attempt))
export const forgetAttempt = (tabMemory: Memory) => tabMemory.write(key, null)

export function readAttempt(tabMemory: Memory): Attempt | null {
  try {
    const attempt: unknown = JSON.parse(tabMemory.read(key) ?? 'null')
    return isAttempt(attempt) ? attempt : null
  } catch {
    return null
  }
}

const isAttempt = (value: unknown): value is Attempt => typeof value === 'object' && value !== null
  && 'provider' in value && typeof value.provider === 'string' && 'label' in value && typeof value.label === 'string'
  && 'intent' in value && ['sign-in', 'bind', 'reauthenticate'].includes(String(value.intent))
  && 'next' in value && (value.next === null || typeof value.next === 'string') && 'remember' in value && typeof value.remember === 'boolean'
