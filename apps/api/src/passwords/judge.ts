import type { FieldProblemCode } from '@gatehouse/contracts'
import { judgePlainly } from '@gatehouse/password-strength/plain-rules'
import { Piscina } from 'piscina'
import type { Log } from '../lib/log.ts'
import type { Asker } from './asker.ts'
import type { Judged } from './judge-worker.ts'
import { createTurns } from './turns.ts'
import { workerFile } from './worker-file.ts'

/** Says how good passwords are that somebody wants to set. */
export interface Judge {
  /**
   * Why a password is too weak to be set, or `null`.
   *
   * @param personal what a guesser would know about the person.
   * @throws Refusal `overloaded`
   */
  judge(password: string, personal: string[], asker: Asker): Promise<FieldProblemCode | null>
  close(): Promise<void>
}

export interface JudgeSettings {
  /** Seconds that a password may wait to be judged. */
  waitSeconds: number
  /** Milliseconds that judging may take, once begun. */
  limit?: number
  /** The thread's program, where a test has another. */
  program?: string
}

/** Below everything that answers people, as the threads that hash. */
const niceness = 10

/** Milliseconds that judging takes, until measured; and when a password that takes longer has had enough. */
const usual = 30
const enough = 2000

/**
 * One thread that judges, apart from those that hash: however much there is to judge, nobody waits for it to sign in. The dictionaries
 * take tens of megabytes, so it is started by the first password that is set, and goes when none has been for a while.
 *
 * The estimator's work is bounded by what it is shown (`packages/password-strength`). Should a password take longer all the same, its
 * thread is ended and the plain rules decide, as they do when the thread cannot start: who has proved a mailbox is not turned away
 * because we are slow.
 */
export function createJudge({ waitSeconds, limit = enough, program }: JudgeSettings, log?: Log): Judge {
  const turns = createTurns({ width: 1, waitSeconds, estimate: usual })
  const pool = new Piscina<Judged | null, FieldProblemCode | null>({
    ...(program ? { filename: program } : workerFile('judge-worker')), minThreads: 0, maxThreads: 1, niceIncrement: niceness, idleTimeout: 60_000,
  })
  pool.on('error', (error: unknown) => log?.error({ err: error }, 'password strength worker failed'))

  /** Whether the thread is ready. One that fails at its start says so to the pool, but not to those who wait for it. */
  async function isStarted() {
    const failed = new AbortController()
    const fail = () => failed.abort()
    pool.once('error', fail)
    try {
      await pool.run(null, { signal: failed.signal })
      return true
    } catch (error) {
      if (!failed.signal.aborted) throw error
      return false
    } finally {
      pool.off('error', fail)
    }
  }

  async function estimate(judged: Judged) {
    // The time that starting takes is not the password's.
    if (!await isStarted()) return judgePlainly(judged.password, judged.personal)
    const signal = AbortSignal.timeout(limit)
    try {
      return await pool.run(judged, { signal })
    } catch (error) {
      if (!signal.aborted) throw error
      log?.warn({ milliseconds: limit }, 'password strength estimation timed out: the basic rules were applied')
      return judgePlainly(judged.password, judged.personal)
    }
  }

  return {
    judge: (password, personal, asker) => turns.pass(asker, () => estimate({ password, personal })),
    close: () => pool.close({ force: true }),
  }
}
