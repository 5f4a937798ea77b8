import type { Log } from '../lib/log.ts'
import type { Database } from './executor.ts'
import { migratePostgres, migrateSqlite } from './migrate.ts'
import { sqlState } from './faults.ts'
import { refuseUnwritable } from './file-place.ts'
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
export async function openDatabase({ url, pool, timeLimit, guarded }: Choice, log?: Log): Promise<Database> {
  if (url.startsWith('postgres')) {
    await migratePostgres(url, log && { log })
    return openPostgres(url, { pool, timeLimit })
  }
  const path = sqlitePath(url)
  refuseUnwritable(path)
  const database = openSqlite(path, { timeLimit, guarded })
  await migrateSqlite(database.client)
  try {
    await database.ping()
  } catch (error) {
    throw new Error(`DATABASE_URL: ${path} is not writable (${sqlState(error) ?? 'no reason given'})`, { cause: error })
  }
  return database
}
