import { AsyncLocalStorage } from 'node:async_hooks'
import Sqlite from 'better-sqlite3'
import { drizzle, type AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { asPostgres } from './columns.ts'
import type { Database, Executor, OpenOptions } from './executor.ts'
import { makePrivateDatabase } from './private-files.ts'
import { createSqliteReading } from './sqlite-reading.ts'
import { createTurns } from './turns.ts'

/** Read back after being set: a build of SQLite may ignore what it does not know. */
const pragmas = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 5000 } as const

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
export function openSqlite(path: string, { logger, readingLogger, guarded = true }: OpenOptions = {}): Database & { client: Sqlite.Database } {
  if (path !== ':memory:') makePrivateDatabase(path)
  const client = new Sqlite(path)
  applyPragmas(client, path)

  const { alone, single } = createTurns()
  const inTransaction = guarded ? new AsyncLocalStorage<true>() : null
  const run = createRunner(client)
  const options = logger ? { logger } : {}
  const optionsAside = readingLogger ? { logger: readingLogger } : options
  const inside = asPostgres<Executor>(drizzle(run, options))
  const refusedWithin = (runner: AsyncRemoteCallback): AsyncRemoteCallback => (...call) => {
    if (inTransaction?.getStore()) throw new Error('inside a transaction, use the store it hands out')
    return runner(...call)
  }
  const outside = asPostgres<Executor>(drizzle(refusedWithin((...call) => single(() => run(...call))), options))

  // A database in memory is seen by its own connection only.
  const aside = path === ':memory:' ? null : createSqliteReading(path)
  const reading = aside ? asPostgres<Executor>(drizzle(refusedWithin(aside.run), optionsAside)) : outside

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
    transaction: work => alone(() => inTransaction ? inTransaction.run(true, transact, work) : transact(work)),
    ping: () => alone(async () => { client.exec('begin immediate; rollback') }),
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
