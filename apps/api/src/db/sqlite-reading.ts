import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { readingTimeLimit } from './executor.ts'
import { TimeLimitExceeded } from './faults.ts'
import type { Answer, Reading } from './sqlite-reading.worker.ts'

/** Statements that may wait for those before them. */
const queue = 200

/** Where a test has others. */
interface Options {
  /** The thread's program. */
  program?: string
  /** Milliseconds. */
  timeLimit?: number
}

/**
 * A second connection, which only reads, in a thread of its own: better-sqlite3 is synchronous, and what takes seconds there holds
 * nobody up here. It sees what has been committed (WAL). The thread starts with the first statement.
 */
export function createSqliteReading(
  path: string, { program = workerFile(), timeLimit = readingTimeLimit }: Options = {},
): { run: AsyncRemoteCallback, close: () => Promise<void> } {
  let pool: Piscina<Reading, Answer> | undefined
  function start() {
    // One at least: when a thread ends, those who wait for it would wait until somebody else asks for one.
    const started = new Piscina<Reading, Answer>({ filename: program, minThreads: 1, maxThreads: 1, maxQueue: queue, niceIncrement: 5 })
    // What a thread was doing when it failed has been rejected. One that fails at its start would end the process.
    started.on('error', () => undefined)
    return started
  }

  return {
    async run(sql, params: unknown[]) {
      pool ??= start()
      const answer = await pool.run({ path, sql, params }, { signal: AbortSignal.timeout(timeLimit) }).catch((error: unknown) => {
        throw new TimeLimitExceeded('the reading thread did not answer in time', { cause: error })
      })
      if ('fault' in answer) throw Object.assign(new Error(answer.fault.message), { code: answer.fault.code })
      return { rows: answer.rows }
    },
    close: async () => pool?.close({ force: true }),
  }
}

/** The worker beside this file; in the bundle, both are bundled. */
function workerFile() {
  const name = import.meta.url.endsWith('.ts') ? './sqlite-reading-from-source.mjs' : './sqlite-reading.js'
  return fileURLToPath(new URL(name, import.meta.url))
}
