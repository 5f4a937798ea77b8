import type { Database } from './executor.ts'
import { migratePostgres, migrateSqlite } from './migrate.ts'
import { sqlitePath } from './places.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

interface Choice {
  url: string
  pool: number
  /** Milliseconds; see `OpenOptions`. */
  timeLimit: number
  /** For development. */
  guarded: boolean
}

/** Opens the database of an address, brought up to this release. */
export async function openDatabase({ url, pool, timeLimit, guarded }: Choice): Promise<Database> {
  if (url.startsWith('postgres')) {
    await migratePostgres(url)
    return openPostgres(url, { pool, timeLimit })
  }
  const database = openSqlite(sqlitePath(url), { timeLimit, guarded })
  await migrateSqlite(database.client)
  return database
}
