import type { Logger } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** The result of a write without `returning` is unknown on purpose: drivers disagree about it. */
interface Opaque extends PgQueryResultHKT { type: unknown }

/** What queries are written against, on both databases. */
export type Executor = Pick<PgDatabase<Opaque, Record<string, never>>, 'select' | 'insert' | 'update' | 'delete'>

/** An open database of either kind. */
export interface Database {
  dialect: 'sqlite' | 'postgres'
  executor: Executor
  /**
   * For what only reads and may take long: runs where nobody waits behind it. Sees what has been committed, and has a longer limit.
   */
  reading: Executor
  /** Runs `work` over one transaction: everything done through its executor happens, or none of it. */
  transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T>
  /** Rejects unless the database takes a write now: it does one, of a row that is there for that. */
  ping(): Promise<void>
  close(): Promise<void>
}

/**
 * Milliseconds. Whoever asks for something is told within two seconds that it cannot be had now; what is left of them is for everything
 * that is not the database.
 */
export const usualTimeLimit = 1500

/**
 * Milliseconds that a statement of `Database.reading` may take, waiting included: longer than anybody looks at an empty page. Well before
 * the connection of whoever asked is cut for its silence (`transportLimits`), so that there is an answer.
 */
export const readingTimeLimit = 15_000

export interface OpenOptions {
  /** Told of every statement before it runs. */
  logger?: Logger
  /** The same for those that run aside; `logger` unless it is given. */
  readingLogger?: Logger
  /** Connections per process; Postgres only. */
  pool?: number
  /** Milliseconds in which a statement on its own, or a transaction as a whole, is done or given up, whatever it waits for. */
  timeLimit?: number
  /** Refuse the outer executor inside a transaction; SQLite only. */
  guarded?: boolean
}
