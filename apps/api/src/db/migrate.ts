import { setTimeout as sleep } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import { drizzle as overSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateBySqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import pg from 'pg'
import type { Log } from '../lib/log.ts'
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

interface Waiting {
  log?: Log
  /** Milliseconds for which another node may migrate. */
  limit?: number
}

/**
 * Brings a Postgres database up to this release, one node at a time. Lock, migrations and their record are one transaction: behind a pooler
 * that hands out connections by transaction, a lock of the session would stay with whoever has the connection next.
 */
export async function migratePostgres(url: string, { log, limit = 120_000 }: Waiting = {}) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  const endsAt = performance.now() + limit
  try {
    for (let tries = 0; !await migrateUnlessLocked(client); tries++) {
      const holder = await holderOfLock(client)
      if (tries === 0) log?.warn({ holder }, 'waiting for the migration lock: another process is migrating the database')
      if (performance.now() > endsAt) throw new Error(`the lock for migrations of the database is still held after ${limit / 1000} s, by ${holder}`)
      await sleep(Math.min(100 * (tries + 1), 1000))
    }
    await refuseNewer('postgres', async applied => (await client.query<{ hash: string }>(applied)).rows)
  } finally {
    await client.end()
  }
}

/** Migrates in one transaction; `false` when another node is at it. */
async function migrateUnlessLocked(client: pg.Client) {
  await client.query('begin')
  try {
    const { rows: [lock] } = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [migrationLock])
    if (lock?.taken) await migrate(client)
    await client.query('commit')
    return lock?.taken === true
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** As drizzle's own migrator does, which begins and ends its transaction itself and so could not be inside ours. */
async function migrate(client: pg.Client) {
  const table = 'drizzle.__drizzle_migrations'
  await client.query('create schema if not exists drizzle')
  await client.query(`create table if not exists ${table} (id serial primary key, hash text not null, created_at bigint)`)
  const { rows: [last] } = await client.query<{ created_at: string }>(`select created_at from ${table} order by created_at desc limit 1`)
  const waiting = readMigrationFiles({ migrationsFolder: migrationsFolder('postgres') }).filter(({ folderMillis }) => !last || Number(last.created_at) < folderMillis)
  for (const { sql, hash, folderMillis } of waiting) {
    for (const statement of sql) await client.query(statement)
    await client.query(`insert into ${table} (hash, created_at) values ($1, $2)`, [hash, folderMillis])
  }
}

/** Who has the lock, for those who can find the process: a lock of the session outlives the work of a release before 0.2.0 behind a pooler. */
async function holderOfLock(client: pg.Client) {
  const { rows: [holder] } = await client.query<{ pid: number, state: string | null }>(`select pid, activity.state from pg_locks join pg_stat_activity activity using (pid)
    where locktype = 'advisory' and granted and objid = $1 and pg_locks.database = (select oid from pg_database where datname = current_database()) limit 1`, [migrationLock])
  if (!holder) return 'nobody by now'
  return `process ${holder.pid} of Postgres (${holder.state ?? 'unknown'}${holder.state === 'idle' ? '; left behind by an earlier release, and ended by pg_terminate_backend' : ''})`
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
