import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { inject } from 'vitest'
import type { Database, OpenOptions } from '../src/db/executor.ts'
import { migrateSqlite } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { openSqlite } from '../src/db/sqlite.ts'

/** The database this run of the suite is about. */
export const dialect = inject('postgresUrl') === '' ? 'sqlite' : 'postgres'

/** Milliseconds: a busy machine must not be mistaken for a database that is gone. */
const unhurried = 30_000

export interface TestDatabase {
  url: string
  /** Opens it (again): a second opening is a second process, as far as the database can tell. */
  open(options?: OpenOptions): Promise<Database>
  drop(): Promise<void>
  /** Every row of a table, as the database has it. */
  rows(table: string): Promise<Record<string, unknown>[]>
  /** Runs a statement beside the program, as a migration does. */
  run(statement: string): Promise<unknown>
}

/** A fresh database with the real migrations. */
export async function freshDatabase(): Promise<TestDatabase> {
  return dialect === 'sqlite' ? freshSqlite() : freshPostgres()
}

async function freshSqlite(): Promise<TestDatabase> {
  const path = join(tmpdir(), `gatehouse-test-${randomUUID()}.db`)
  const first = openSqlite(path)
  await migrateSqlite(first.client)
  await first.close()
  return {
    url: `file:${path}`,
    async open(options) {
      const database = openSqlite(path, { timeLimit: unhurried, ...options })
      // The disk is not what is tested here, and it is most of the time a test takes.
      database.client.pragma('synchronous = OFF')
      return database
    },
    async rows(table) {
      const client = new Sqlite(path, { readonly: true })
      try {
        return client.prepare<[], Record<string, unknown>>(`select * from ${table}`).all()
      } finally {
        client.close()
      }
    },
    async run(statement) {
      const client = new Sqlite(path)
      client.exec(statement)
      client.close()
    },
    async drop() {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    },
  }
}

/** Emptied by tests that are over: making one copies three hundred files, emptying one is a statement. */
const emptied: string[] = []

async function freshPostgres(): Promise<TestDatabase> {
  const maintenance = inject('postgresUrl')
  const name = emptied.pop() ?? await copyOfTemplate(maintenance)
  const url = maintenance.replace(/[^/]*$/, name)
  return {
    url,
    open: async options => openPostgres(url, { timeLimit: unhurried, ...options }),
    rows: table => runOn(url, `select * from ${table}`),
    run: statement => runOn(url, statement),
    async drop() {
      if (await empty(url)) emptied.push(name)
      else await runOn(maintenance, `drop database ${name} with (force)`)
    },
  }
}

async function copyOfTemplate(maintenance: string) {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runOn(maintenance, `create database ${name} template gatehouse_template`)
  return name
}

/** Takes every row out. `false` for one that is still in use, or was changed beyond its rows: nobody else can have it. */
async function empty(url: string) {
  const [state] = await runOn(url, `select
    (select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()) as others,
    (select max(created_at)::text from drizzle.__drizzle_migrations) as newest,
    (select string_agg(format('delete from %I', tablename), ';') from pg_tables where schemaname = 'public') as deletions`)
  if (state?.['others'] !== 0 || state['newest'] === '9999999999999') return false
  await runOn(url, `set session_replication_role = replica; ${String(state['deletions'])}`)
  return true
}

async function runOn(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(statement)
  await client.end()
  return rows
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty when the suite runs on SQLite. */
    postgresUrl: string
  }
}
