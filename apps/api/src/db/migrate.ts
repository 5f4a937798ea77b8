import { setTimeout as sleep } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import { drizzle as overSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateBySqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle as overPostgres } from 'drizzle-orm/node-postgres'
import { migrate as migrateByPostgres } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { migrationsFolder } from './places.ts'

/** Any number, the same for every node: whoever holds the lock migrates, the others find it done. */
const migrationLock = 7_041_503

/** Milliseconds for which another process may hold the file; nobody is served yet whom the wait would hold up. */
const startTimeout = 5000

/** Brings a SQLite file up to this release. Two processes may start at once: the loser finds the work done. */
export async function migrateSqlite(client: Sqlite.Database) {
  const usually = Number(client.pragma('busy_timeout', { simple: true }))
  client.pragma(`busy_timeout = ${startTimeout}`)
  try {
    await tryToMigrate(client)
  } finally {
    client.pragma(`busy_timeout = ${usually}`)
  }
}

async function tryToMigrate(client: Sqlite.Database) {
  for (let attempt = 1; ; attempt++) {
    try {
      migrateBySqlite(overSqlite(client), { migrationsFolder: migrationsFolder('sqlite') })
      return refuseNewer('sqlite', applied => client.prepare<[], { hash: string }>(applied).all())
    } catch (error) {
      if (attempt === 5 || error instanceof NewerDatabase) throw error
      await sleep(100 * attempt)
    }
  }
}

/** Brings a Postgres database up to this release, one node at a time. */
export async function migratePostgres(url: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await migrateByPostgres(overPostgres(client), { migrationsFolder: migrationsFolder('postgres') })
    await refuseNewer('postgres', async applied => (await client.query<{ hash: string }>(applied)).rows)
  } finally {
    await client.end()
  }
}

/** The database was written by a later release, whose meaning of it we do not know. */
export class NewerDatabase extends Error {}

type Rows = { hash: string }[]

async function refuseNewer(dialect: 'sqlite' | 'postgres', query: (sql: string) => Rows | Promise<Rows>) {
  const table = dialect === 'sqlite' ? '__drizzle_migrations' : 'drizzle.__drizzle_migrations'
  const known = new Set(readMigrationFiles({ migrationsFolder: migrationsFolder(dialect) }).map(file => file.hash))
  const unknown = (await query(`select hash from ${table}`)).filter(row => !known.has(row.hash))
  if (unknown.length > 0) throw new NewerDatabase('the database belongs to a newer release of Gatehouse')
}
