import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '@gatehouse/settings'
import { createAuditCounting } from '../features/audit/counting.ts'
import type { Store } from '../features/store.ts'
import { createSearchFilling } from '../features/users/search-filling.ts'
import { later, type Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

const day = 86_400
/** Seconds between two rounds; rows deleted at once, so that nobody waits long behind a deletion. */
const interval = 600
const batch = 500

/**
 * Deletes what has run out. Nothing depends on it: expiry is judged when a thing is used, not when it is swept up.
 */
export function createJanitor({ settings, store, clock, log, pause = interval }: { settings: Settings, store: Store, clock: Clock, log: Log, pause?: number }) {
  const countSettled = createAuditCounting({ store, clock })
  const fillSearch = createSearchFilling({ store, log })
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()

  /** Each with how long it is kept after it has run out, in seconds. */
  const sweeps = [
    { delete: store.verificationCodes.deleteOld, keep: day },
    { delete: store.federation.deleteOldAttempts, keep: day },
    { delete: store.federation.deleteOldHandoffs, keep: 0 },
    { delete: store.federation.deleteOldTickets, keep: 0 },
    { delete: store.idempotency.deleteOld, keep: 0 },
    { delete: store.mailQuotas.deleteOld, keep: 0 },
    { delete: store.codeFailures.deleteOld, keep: 0 },
    { delete: store.signInFailures.deleteOld, keep: 30 * day },
    { delete: store.sessions.deleteOldTokens, keep: 0 },
    { delete: store.sessions.deleteUsedTokens, keep: day },
    // After their tokens: a batch of sessions takes few rows with it.
    { delete: store.sessions.deleteEnded, keep: day },
    { delete: store.sessions.deleteOld, keep: day },
    { delete: store.sessions.deleteOldEnds, keep: day },
    { delete: store.knownDevices.deleteOld, keep: 400 * day },
    { delete: store.authorization.deleteExpired, keep: day },
    { delete: store.jobs.wipeExpired, keep: 0 },
    { delete: store.jobs.deleteFinished, keep: 7 * day },
  ]
  /** Only after everything is counted. */
  const counted = [{ delete: store.auditCounts.deleteOld, keep: 400 * day }, { delete: store.audit.deleteOld, keep: settings.AUDIT_RETENTION_DAYS * day }]

  /** When to go through everybody. */
  let fillAt = new Date(0)
  /** Again after a day: whoever came through a node of an earlier release meanwhile is not found yet. */
  async function fillWhenDue() {
    const now = clock.now()
    if (now < fillAt) return
    await fillSearch(stopping.signal)
    fillAt = later(now, day)
  }

  async function deleteAll({ delete: deleteBatch, keep }: typeof sweeps[number], now: Date) {
    while (!stopping.signal.aborted && await deleteBatch(later(now, -keep), batch) === batch) await sleep(50)
  }

  async function countAndDelete(now: Date) {
    await countSettled()
    for (const each of counted) await deleteAll(each, now)
  }

  async function sweep() {
    const now = clock.now()
    const faults: unknown[] = []
    // What cannot be done now keeps nothing else from being done.
    for (const step of [...sweeps.map(each => () => deleteAll(each, now)), () => countAndDelete(now)]) {
      await step().catch((error: unknown) => faults.push(error))
    }
    if (faults.length > 0) throw faults[0]
  }

  async function run() {
    while (!stopping.signal.aborted) {
      await fillWhenDue().catch((error: unknown) => { log.error({ err: error }, 'filling the user search index failed') })
      await sweep().catch((error: unknown) => { log.error({ err: error }, 'cleanup of expired rows failed') })
      await sleep(pause * 1000, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  return {
    sweep,
    fillSearch: () => fillSearch(stopping.signal),
    start() { running = run() },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
