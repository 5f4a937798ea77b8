import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { drizzle, type AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { asPostgres } from './columns.ts'
import { usualTimeLimit, type Database, type Executor, type OpenOptions } from './executor.ts'
import { isLocked, TimeLimitExceeded } from './faults.ts'
import { watchPlace } from './file-place.ts'
import { takesWrites } from './write-probe.ts'
import { makePrivateDatabase } from './private-files.ts'
import { createSqliteReading } from './sqlite-reading.ts'
import { createTurns } from './turns.ts'

/**
 * Read back after being set: a build of SQLite may ignore what it does not know. Without a `busy_timeout` it says at once that another
 * process holds the database: it would wait inside the only thread, and nobody would be answered anything.
 */
const pragmas = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 0 } as const

/** Milliseconds between two looks at a database that another process holds; the first comes after one, each further one later. */
const longestPause = 20

/**
 * Statements kept ready. One with a bound LIMIT is planned anew each time it runs (this build of SQLite looks at the value), so
 * look-ups by a unique key ask without one.
 */
const cachedStatements = 400

/**
 * Opens (and makes) a SQLite database. Every acknowledged write is on the disk: `synchronous=FULL`.
 *
 * better-sqlite3 is one synchronous connection, so whoever holds a transaction holds the database: everything else waits its
 * turn, and using the outer executor from inside a transaction is refused rather than deadlocked. The guard that refuses it
 * slows every request down a little; what it catches is a mistake of ours that no test would survive, so production goes without.
 *
 * @param path of the file, or `:memory:`.
 */
export function openSqlite(
  path: string, { logger, readingLogger, guarded = true, timeLimit = usualTimeLimit }: OpenOptions = {},
): Database & { client: Sqlite.Database } {
  if (path !== ':memory:') makePrivateDatabase(path)
  const client = new Sqlite(path)
  applyPragmas(client, path)
  const refuseMoved = watchPlace(path)

  const { alone, single } = createTurns()
  /** Whoever another process keeps out looks again and again; one at a time, and everybody who only reads goes past them. */
  const { alone: oneByOne } = createTurns()
  const inTransaction = guarded ? new AsyncLocalStorage<true>() : null
  const run = createRunner(client)
  const options = logger ? { logger } : {}
  const optionsAside = readingLogger ? { logger: readingLogger } : options
  const inside = asPostgres<Executor>(drizzle(run, options))
  const refusedWithin = (runner: AsyncRemoteCallback): AsyncRemoteCallback => (...call) => {
    if (inTransaction?.getStore()) throw new Error('inside a transaction, use the store it hands out')
    return runner(...call)
  }
  const outside = asPostgres<Executor>(drizzle(refusedWithin((...call) => inTime(begins => single(async () => {
    begins()
    return run(...call)
  }))), options))

  // A database in memory is seen by its own connection only.
  const aside = path === ':memory:' ? null : createSqliteReading(path)
  const reading = aside ? asPostgres<Executor>(drizzle(refusedWithin(aside.run), optionsAside)) : outside

  /** Has something done before the time is up, however often the database is held by somebody else; `begins` is called at its turn. */
  async function inTime<T>(attempt: (begins: () => void) => Promise<T>): Promise<T> {
    const endsAt = performance.now() + timeLimit
    function begins() {
      if (performance.now() > endsAt) throw new TimeLimitExceeded('the database was busy with others for too long')
      refuseMoved()
      // What a disk that failed has left open: nothing may become part of it.
      if (client.inTransaction) client.exec('rollback')
    }
    try {
      return await attempt(begins)
    } catch (error) {
      if (!isLocked(error)) throw error
    }
    return oneByOne(async () => {
      for (let pause = 1; ; pause = Math.min(2 * pause, longestPause)) {
        try {
          return await attempt(begins)
        } catch (error) {
          if (!isLocked(error) || performance.now() + pause > endsAt) throw error
        }
        await sleep(pause)
      }
    })
  }

  async function transact<T>(work: (executor: Executor) => Promise<T>) {
    client.exec('begin immediate')
    try {
      const result = await work(inside)
      client.exec('commit')
      return result
    } catch (error) {
      if (client.inTransaction) client.exec('rollback')
      throw error
    }
  }

  return {
    client,
    dialect: 'sqlite',
    executor: outside,
    reading,
    transaction: work => inTime(begins => alone(async () => {
      begins()
      return inTransaction ? inTransaction.run(true, transact, work) : transact(work)
    })),
    ping: () => takesWrites(outside, 'sqlite'),
    async close() {
      await aside?.close()
      await alone(async () => { client.close() })
    },
  }
}

function createRunner(client: Sqlite.Database): AsyncRemoteCallback {
  const statements = new Map<string, Sqlite.Statement<unknown[], unknown[]>>()

  const prepare = (sql: string) => {
    const known = statements.get(sql)
    if (known) return known
    const statement = client.prepare<unknown[], unknown[]>(sql)
    if (statement.reader) statement.raw(true)
    if (statements.size >= cachedStatements) statements.clear()
    statements.set(sql, statement)
    return statement
  }

  return async (sql, params: unknown[]) => {
    const statement = prepare(sql)
    if (statement.reader) return { rows: statement.all(...params) }
    statement.run(...params)
    return { rows: [] }
  }
}

function applyPragmas(client: Sqlite.Database, path: string) {
  for (const [name, wanted] of Object.entries(pragmas)) {
    client.pragma(`${name} = ${wanted}`)
    const actual = client.pragma(name, { simple: true })
    if (actual !== wanted && !(path === ':memory:' && name === 'journal_mode')) {
      throw new Error(`SQLite keeps ${name} at ${String(actual)} instead of ${wanted}: refusing to run`)
    }
  }
}
