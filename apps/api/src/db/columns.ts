import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

/** Everything a table may be made of, on Postgres. Instants are UTC with millisecond precision. */
export const postgres = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  text: pg.text,
  integer: pg.integer,
  /** A primary key that counts up. */
  serial: (name: string) => pg.integer(name).primaryKey().generatedByDefaultAsIdentity(),
  boolean: pg.boolean,
  instant: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: 'date' }),
  json: pg.jsonb,
}
export type Columns = typeof postgres

/** The same vocabulary on SQLite, which has fewer types. Each yields the TypeScript type of its Postgres namesake. */
export const sqlite = asPostgres<Columns>({
  table: lite.sqliteTable,
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  text: lite.text,
  integer: lite.integer,
  serial: (name: string) => lite.integer(name).primaryKey({ autoIncrement: true }),
  boolean: (name: string) => lite.integer(name, { mode: 'boolean' }),
  instant: (name: string) => lite.integer(name, { mode: 'timestamp_ms' }),
  json: (name: string) => lite.text(name, { mode: 'json' }),
})

/**
 * The one unchecked cast: queries are written against Postgres, so what only SQLite accepts does not compile,
 * and run on both; that the SQLite side keeps the promise is what `db/store.test.ts` proves on real databases.
 */
export function asPostgres<T>(sqliteSide: unknown): T {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
  return sqliteSide as T
}
