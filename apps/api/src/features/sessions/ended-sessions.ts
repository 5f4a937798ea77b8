import { setTimeout as sleep } from 'node:timers/promises'
import { earlier, later, type Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Store } from '../store.ts'

/** Seconds. Looking back this far finds what was committed late, or by a node whose clock lags. */
const lookBack = 60
const interval = 1

/**
 * The sessions that have ended while their access tokens still run: kept in memory, so that no request asks the database,
 * and followed from it, so that what another node ends is refused here within a second.
 */
export function createEndedSessions({ store, clock, log }: { store: Pick<Store, 'sessions'>, clock: Clock, log: Log }) {
  const untilById = new Map<string, Date>()
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()

  /** When we last heard from the database: an outage is looked back over, however long it was. */
  let heardAt = new Date(0)

  async function follow() {
    const now = clock.now()
    const since = later(earlier(heardAt, now), -lookBack)
    for (const { sessionId, expiresAt } of await store.sessions.listEnded(since, now)) untilById.set(sessionId, expiresAt)
    for (const [id, until] of untilById) if (until <= now) untilById.delete(id)
    heardAt = now
  }

  async function run() {
    while (!stopping.signal.aborted) {
      await sleep(interval * 1000, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      await follow().catch((error: unknown) => {
        log.error({ err: error }, 'reading ended sessions failed')
      })
    }
  }

  return {
    /** Refuses these at once; call it after the commit that ended them. `until` is when their last access token runs out. */
    add(sessionIds: string[], until: Date) {
      for (const id of sessionIds) untilById.set(id, until)
    },
    has: (sessionId: string) => untilById.has(sessionId),
    /** Learns what ended while this process was not there; before it answers its first request. */
    catchUp: follow,
    /** Keeps following. */
    start() { running = run() },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
export type EndedSessions = ReturnType<typeof createEndedSessions>
