import { setTimeout as sleep } from 'node:timers/promises'
import { later, type Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { reasonOf } from '../lib/reason.ts'
import { jobKinds, PermanentFailure, type Handlers, type JobKind } from './kinds.ts'
import type { Outbox } from './outbox.ts'
import type { jobQueries } from './queries.ts'

interface Dependencies {
  store: { jobs: ReturnType<typeof jobQueries> }
  outbox: Outbox
  handlers: Handlers
  clock: Clock
  log: Log
  /** Seconds between two looks for retries and for what other processes have left; nobody who wakes us waits for it. */
  poll?: number
  /** Seconds that stopping waits for jobs that were begun. */
  patience?: number
}

/** Seconds and counts. A job whose runner dies is taken up again when its lease ends; one whose runner stops, as soon as that has waited long enough. */
const rules = { lease: 60, patience: 10, batch: 10, firstRetry: 5, longestRetry: 600, attempts: 20 }

type Row = Awaited<ReturnType<Dependencies['store']['jobs']['claim']>>[number]

/**
 * Drains the jobs table: at least once, with a lease, backoff with jitter, and a dead end for what fails for good or
 * comes too late. Any number of runners may drain the same table.
 */
export function createRunner({ store, outbox, handlers, clock, log, poll = 1, patience = rules.patience }: Dependencies) {
  const stopping = new AbortController()
  let wakeUp: () => void = () => undefined
  /** Somebody called while jobs were being read: what they have may have come too late for that. */
  let wasWoken = false
  let running: Promise<void> = Promise.resolve()
  /** The jobs that are being done, and their leases. */
  const held = new Map<string, string>()

  async function perform(row: Row, lease: string) {
    const now = clock.now()
    if (row.expiresAt <= now) return end(row, lease, 'dead', 'expired before it could be done')
    if (!isKind(row.kind)) return end(row, lease, 'dead', `no such kind of job: ${row.kind}`)
    try {
      await handlers[row.kind](outbox.open(row), row.id)
      await end(row, lease, 'sent')
    } catch (error) {
      const reason = reasonOf(error)
      if (error instanceof PermanentFailure) return end(row, lease, 'dead', reason)
      // Somebody may mend the mail server and have it tried again.
      if (row.attempts >= rules.attempts) return end(row, lease, 'dead', reason, true)
      log.warn({ job: row.id, kind: row.kind, attempt: row.attempts, reason }, 'job failed, will be retried')
      await store.jobs.putBack(row.id, lease, { runAt: later(clock.now(), waitAfter(row.attempts)), error: reason })
    }
  }

  async function end(row: Row, lease: string, state: 'sent' | 'dead', error?: string, keepPayload = false) {
    await store.jobs.finish(row.id, lease, { state, at: clock.now(), keepPayload, ...(error && { error }) })
    if (state === 'dead') log.error({ job: row.id, kind: row.kind, attempts: row.attempts, reason: error }, 'job failed permanently')
  }

  /** Does what is due now; answers how many jobs there were. */
  async function drain() {
    const lease = newId()
    const now = clock.now()
    const rows = await store.jobs.claim(lease, now, later(now, rules.lease), rules.batch)
    await Promise.all(rows.map(async (row) => {
      held.set(row.id, lease)
      await perform(row, lease).finally(() => held.delete(row.id))
    }))
    return rows.length
  }

  async function run() {
    while (!stopping.signal.aborted) {
      wasWoken = false
      const done = await drain().catch((error: unknown) => {
        log.error({ err: error }, 'reading jobs failed')
        return 0
      })
      if (done === 0 && !wasWoken) await pause()
    }
  }

  /** Until somebody wakes us, or the poll that finds retries and other processes' jobs. */
  async function pause() {
    const woken = new Promise<void>((resolve) => { wakeUp = resolve })
    const timer = new AbortController()
    await Promise.race([woken, sleep(poll * 1000, undefined, { signal: AbortSignal.any([timer.signal, stopping.signal]) }).catch(() => undefined)])
    timer.abort()
  }

  return {
    start() { running = run() },
    /** There may be something to do; call it after a commit. */
    wake() {
      wasWoken = true
      wakeUp()
    },
    drain,
    /** Takes up nothing new, and resolves when what was begun has ended; what hangs is put back, for another runner to do. */
    async stop() {
      stopping.abort()
      const waiting = new AbortController()
      await Promise.race([running, sleep(patience * 1000, undefined, { signal: waiting.signal }).catch(() => undefined)])
      waiting.abort()
      for (const [id, lease] of held) await store.jobs.putBack(id, lease, { runAt: clock.now(), error: 'its runner stopped' })
    },
  }
}
export type Runner = ReturnType<typeof createRunner>

const isKind = (kind: string): kind is JobKind => Object.hasOwn(jobKinds, kind)

/** Doubles from the first wait to the longest; half of it is chance, so that many failures do not return together. */
function waitAfter(attempts: number) {
  const wait = Math.min(rules.firstRetry * 2 ** (attempts - 1), rules.longestRetry)
  return wait / 2 + Math.random() * wait / 2
}
