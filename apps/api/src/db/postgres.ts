import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Database, OpenOptions } from './executor.ts'
import { sqlState } from './faults.ts'

/** Milliseconds. A statement that takes longer is a fault, and waiting for it would only spread it. */
const timeouts = {
  connectionTimeoutMillis: 2000,
  statement_timeout: 5000,
  lock_timeout: 4000,
  idle_in_transaction_session_timeout: 10_000,
}

/** Serialization failure and deadlock: Postgres asks for the transaction to be run again. */
const worthAnotherTry = new Set(['40001', '40P01'])
const tries = 5

/** Opens a pool of connections to a Postgres database. READ COMMITTED; correctness rests on conditional updates. */
export function openPostgres(url: string, { logger, pool: max = 10 }: OpenOptions = {}): Database {
  const pool = new pg.Pool({ connectionString: url, max, ...timeouts })
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on('error', () => undefined)
  const db = drizzle(pool, logger ? { logger } : {})

  return {
    dialect: 'postgres',
    executor: db,
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction(work)
        } catch (error) {
          if (attempt === tries || !worthAnotherTry.has(sqlState(error) ?? '')) throw error
          await sleep(Math.random() * 20 * 2 ** attempt)
        }
      }
    },
    async ping() {
      const { rows } = await pool.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
      if (rows[0]?.standby !== false) throw new Error('this Postgres takes no writes')
    },
    close: () => pool.end(),
  }
}
