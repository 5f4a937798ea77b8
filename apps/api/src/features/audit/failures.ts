import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Dependencies } from '../dependencies.ts'
import { recordAlone, type AuditEvent } from './audit.ts'

/**
 * Notes what was refused, after it is decided, for tries that nothing else rations: more than so many from one network in a minute
 * say nothing new, and would let anybody fill the disk.
 */
export function createFailures({ store, limiter, clock }: Pick<Dependencies, 'store' | 'limiter' | 'clock'>) {
  async function isNew(network: string) {
    try {
      await limiter.take('audit-failures', network)
      return true
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
  }

  return async function noteFailure(visitor: Visitor, event: Omit<AuditEvent, 'at' | 'result'>) {
    if (await isNew(visitor.network)) await recordAlone(store, visitor, { ...event, result: 'failure', at: clock.now() })
  }
}
export type NoteFailure = ReturnType<typeof createFailures>
