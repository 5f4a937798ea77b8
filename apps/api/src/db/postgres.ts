import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/pg-proxy'
import { readingTimeLimit, usualTimeLimit, type Database, type Executor, type OpenOptions } from './executor.ts'
import { sqlState } from './faults.ts'
import { createConnections, type Connection } from './postgres-connections.ts'
import { takesWrites } from './write-probe.ts'

/** Connections of a process for what reads much. */
const readers = 2

/** Serialization failure and deadlock: Postgres asks for the transaction to be run again. */
const worthAnotherTry = new Set(['40001', '40P01'])
const tries = 5

/**
 * Opens a pool of connections to a Postgres database. READ COMMITTED; correctness rests on conditional updates.
 *
 * Whatever the server does, or does not do, a statement on its own and a transaction as a whole end within the time limit: the wait for a
 * connection, making one, every answer, and trying again after a deadlock.
 */
export function openPostgres(url: string, { logger, readingLogger = logger, pool = 10, timeLimit = usualTimeLimit }: OpenOptions = {}): Database {
  const connections = createConnections(url, { size: pool, timeLimit })
  const aside = createConnections(url, { size: readers, timeLimit: readingTimeLimit })
  const options = logger ? { logger } : {}
  const outside: Executor = drizzle((sql, params) => connections.use(timeLimit, connection => connection.askAlone(sql, params)), options)

  /** One for each connection: what was prepared on it stays prepared. */
  const executors = new WeakMap<Connection, Executor>()
  function executorOf(connection: Connection) {
    const executor = executors.get(connection) ?? drizzle((sql, params) => connection.ask(sql, params), options)
    executors.set(connection, executor)
    return executor
  }

  const transact = <T>(work: (executor: Executor) => Promise<T>, limit: number) => connections.use(limit, async (connection) => {
    await connection.begin()
    try {
      const result = await work(executorOf(connection))
      // A transaction in which a statement has failed is rolled back by its COMMIT, without an error.
      if ((await connection.ask('commit')).command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement in it had failed')
      return result
    } catch (error) {
      // A connection that is lost, or does not answer, is closed, which ends its transaction as well.
      await connection.ask('rollback').catch(() => undefined)
      throw error
    }
  })

  return {
    dialect: 'postgres',
    executor: outside,
    reading: drizzle((sql, params) => aside.use(readingTimeLimit, connection => connection.askAlone(sql, params)), readingLogger ? { logger: readingLogger } : {}),
    async transaction(work) {
      const endsAt = performance.now() + timeLimit
      for (let attempt = 1; ; attempt++) {
        try {
          return await transact(work, endsAt - performance.now())
        } catch (error) {
          const wait = Math.random() * 20 * 2 ** attempt
          if (attempt === tries || !worthAnotherTry.has(sqlState(error) ?? '') || performance.now() + wait > endsAt) throw error
          await sleep(wait)
        }
      }
    },
    ping: () => takesWrites(outside, 'postgres'),
    async close() {
      await Promise.all([connections.close(), aside.close()])
    },
  }
}
