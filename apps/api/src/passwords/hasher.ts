import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import type { Log } from '../lib/log.ts'
import type { Asker } from './asker.ts'
import { createTurns } from './turns.ts'
import type { Answer, Task } from './password-worker.ts'
import { workerFile } from './worker-file.ts'

/** Hashes and verifies passwords, away from the event loop. What is asked of it may be refused with `overloaded`. */
export interface Hasher {
  /** The text to store for a password. */
  hash(password: string, asker: Asker): Promise<string>
  /** Whether a password is the stored one. `null` (no account, no password) does the same work and says no. */
  verify(password: string, stored: string | null, asker: Asker): Promise<boolean>
  /** Whether a stored text was made with other settings than today's. */
  isStale(stored: string): boolean
  close(): Promise<void>
}

export interface HasherSettings {
  /** log2 of the work. */
  cost: number
  /** 0: one thread for each processor. */
  threads: number
  /** Seconds that a password may wait for a thread. */
  waitSeconds: number
}

/** Tags what is stored with how it was made. */
const scheme = 'gatehouse-password-v1'

/** The threads yield to the event loop, so that signing in slows down before everything else does. */
const niceness = 10

/** Milliseconds that bcryptjs takes at cost 12 on a processor of today; measured from then on. */
const usual = 250

/** A pool of threads with bcryptjs: bounded, fair, never on the event loop. */
export function createHasher({ cost, threads, waitSeconds }: HasherSettings, log?: Log): Hasher {
  const width = threads || availableParallelism()
  const turns = createTurns({ width, waitSeconds, estimate: usual * 2 ** (cost - 12) })
  // Who waits, waits for a turn; the pool's own queue is for threads that are starting.
  const pool = new Piscina<Task, Partial<Answer>>({
    ...workerFile('password-worker'), minThreads: 1, maxThreads: width, maxQueue: width, niceIncrement: niceness, idleTimeout: 60_000,
  })
  // A thread that dies is replaced; what it was doing has been rejected.
  pool.on('error', (error: unknown) => log?.error({ err: error }, 'password hashing worker failed'))
  const decoy = `$2b$${String(cost).padStart(2, '0')}$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234`

  return {
    async hash(password, asker) {
      const { hash } = await turns.pass(asker, () => pool.run({ kind: 'hash', password, cost }))
      if (!hash) throw new Error('the thread gave no hash')
      return scheme + hash
    },
    async verify(password, stored, asker) {
      const hash = stored?.startsWith(scheme) ? stored.slice(scheme.length) : decoy
      const { matches } = await turns.pass(asker, () => pool.run({ kind: 'verify', password, hash, cost }))
      return matches === true && hash !== decoy
    },
    isStale: stored => !stored.startsWith(`${scheme}$2b$${String(cost).padStart(2, '0')}$`),
    close: () => pool.close({ force: true }),
  }
}
