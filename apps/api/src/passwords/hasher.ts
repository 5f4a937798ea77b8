import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { FieldProblemCode } from '@gatehouse/contracts'
import { Piscina } from 'piscina'
import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Answer, Task } from './worker.ts'

/** Hashes, verifies and judges passwords, away from the event loop. */
export interface Hasher {
  /** The text to store for a password. */
  hash(password: string): Promise<string>
  /** Whether a password is the stored one. `null` (no account, no password) does the same work and says no. */
  verify(password: string, stored: string | null): Promise<boolean>
  /** Whether a stored text was made with other settings than today's. */
  isStale(stored: string): boolean
  /** Why a password is too weak to be set, or `null`. `personal` is what a guesser would know about the person. */
  assess(password: string, personal: string[]): Promise<FieldProblemCode | null>
  close(): Promise<void>
}

export interface HasherSettings {
  /** log2 of the work. */
  cost: number
  /** 0: one thread for each processor. */
  threads: number
  /** Passwords that may wait; more are refused at once with `overloaded`. */
  queue: number
}

/** Tags what is stored with how it was made. */
const scheme = 'gatehouse-password-v1'

/** The threads yield to the event loop, so that signing in slows down before everything else does. */
const niceness = 10

/** Seconds after which a refused sign-in may find the queue shorter. */
const retryAfter = 2

/** A pool of threads with bcryptjs: bounded, never on the event loop. */
export function createHasher({ cost, threads, queue }: HasherSettings, log?: Log): Hasher {
  const pool = new Piscina<Task, Partial<Answer>>({
    ...workerFile(),
    minThreads: 1,
    maxThreads: threads || availableParallelism(),
    maxQueue: queue,
    niceIncrement: niceness,
    idleTimeout: 60_000,
  })
  // A thread that dies is replaced; what it was doing has been rejected.
  pool.on('error', (error: unknown) => log?.error({ err: error }, 'a password thread failed'))
  const decoy = `$2b$${String(cost).padStart(2, '0')}$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234`

  const run = async (task: Task) => {
    try {
      return await pool.run(task)
    } catch (error) {
      if (error instanceof Error && error.message === 'Task queue is at limit') throw new Refusal('overloaded', { retryAfter })
      throw error
    }
  }

  return {
    async hash(password) {
      const { hash } = await run({ kind: 'hash', password, cost })
      if (!hash) throw new Error('the thread gave no hash')
      return scheme + hash
    },
    async verify(password, stored) {
      const hash = stored?.startsWith(scheme) ? stored.slice(scheme.length) : decoy
      const { matches } = await run({ kind: 'verify', password, hash, cost })
      return matches === true && hash !== decoy
    },
    isStale: stored => !stored.startsWith(`${scheme}$2b$${String(cost).padStart(2, '0')}$`),
    async assess(password, personal) {
      return (await run({ kind: 'assess', password, personal })).problem ?? null
    },
    close: () => pool.close({ force: true }),
  }
}

/** The worker beside this file; in the bundle, both are bundled. */
function workerFile() {
  const name = import.meta.url.endsWith('.ts') ? './worker-from-source.mjs' : './password-worker.js'
  return { filename: fileURLToPath(new URL(name, import.meta.url)) }
}
