import type { Database } from './executor.ts'
import { migratePostgres, migrateSqlite } from './migrate.ts'
import { sqlitePath } from './places.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** Opens the database of an address, brought up to this release. `guarded` is for development. */
export async function openDatabase({ url, pool, guarded }: { url: string, pool: number, guarded: boolean }): Promise<Database> {
  if (url.startsWith('postgres')) {
    await migratePostgres(url)
    return openPostgres(url, { pool })
  }
  const database = openSqlite(sqlitePath(url), { guarded })
  await migrateSqlite(database.client)
  return database
}
