import { earlier, later } from '../../lib/clock.ts'
import type { Dependencies } from '../dependencies.ts'

/** Seconds after which everything of an instant has been written: no transaction takes as long, no node's clock is that far off. */
const settled = 300
/** Seconds of events counted at once. */
const step = 3600

/**
 * Counts beside the requests what happened on each day. Counting in the transaction of each event would have all nodes wait for one
 * row; here nobody waits, and what is not counted yet is added by whoever reads (docs/decisions/0015-at-size.md).
 */
export function createAuditCounting({ store, clock }: Pick<Dependencies, 'store' | 'clock'>) {
  return async function countSettled() {
    await store.auditCounts.begin()
    const end = later(clock.now(), -settled)
    for (let until = await store.auditCounts.until(); ;) {
      const from = until
      const first = await store.reading.auditCounts.firstAt(from)
      if (!first || first >= end) return
      const next = earlier(end, later(first, step))
      const counts = await store.reading.auditCounts.countEvents(from, next)
      // Of several nodes one adds it.
      const isOurs = await store.transaction(async (queries) => {
        if (!await queries.auditCounts.advance(from, next)) return false
        await queries.auditCounts.add(counts)
        return true
      })
      if (!isOurs) return
      until = next
    }
  }
}
