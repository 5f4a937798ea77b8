import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { readSettings } from '@gatehouse/settings'
import { drizzle as overSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateBySqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle as overPostgres } from 'drizzle-orm/node-postgres'
import { migrate as migrateByPostgres } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createJanitor } from '../src/background/janitor.ts'
import { migratePostgres, migrateSqlite } from '../src/db/migrate.ts'
import { migrationsFolder } from '../src/db/places.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { createStore } from '../src/features/store.ts'
import { createLog } from '../src/http/logging.ts'
import { createClock } from './clock.ts'
import { dialect } from './database.ts'

const day = 86_400_000
const now = new Date(Math.floor(Date.now() / day) * day + day / 2)
const at = (milliseconds: number) => dialect === 'sqlite' ? String(now.getTime() + milliseconds) : `'${new Date(now.getTime() + milliseconds).toISOString()}'`

/** What 0.1.0 left behind: two people, one of them with sessions, and events of three days. */
const earlier = [
  ...['ann-lee', 'wang-xm'].map((name, index) => `insert into users (id, username, username_key, username_skeleton, email, email_key, email_verified_at, display_name, display_name_key, locale, terms_accepted_at, created_at, updated_at)
    values ('user-${index}', '${name}', '${name}', '${name}', '${name}@example.com', '${name}@example.com', ${at(-40 * day)}, '${index === 0 ? 'Ann Lee' : '王小明'}', '${index === 0 ? 'ann lee' : '王小明'}', 'en', ${at(-40 * day)}, ${at(-40 * day)}, ${at(-40 * day)})`),
  ...['going', 'ended', 'used-up'].map(id => `insert into sessions (id, user_id, method, remember, created_at, last_seen_at, authenticated_at, expires_at, ended_at)
    values ('${id}', 'user-0', 'password', ${dialect === 'sqlite' ? '1' : 'true'}, ${at(-5 * day)}, ${at(-day)}, ${at(-5 * day)}, ${at(25 * day)}, ${id === 'ended' ? at(-3600_000) : 'null'})`),
  ...[['going', 'null'], ['going', at(-2 * day)], ['ended', 'null'], ['used-up', at(-day)]].map(([session, used], index) => `insert into refresh_tokens (id, session_id, token_hash, created_at, expires_at, used_at)
    values ('token-${index}', '${session}', 'hash-${index}', ${at(-3 * day)}, ${at(13 * day)}, ${used})`),
  ...([[-2 * day, 'success', 'password'], [-2 * day, 'success', 'github'], [-2 * day, 'failure', 'password'], [-day, 'success', 'password'], [-60_000, 'success', 'password'], [0, 'failure', null]] as const)
    .map(([when, result, method], index) => `insert into audit_events (id, at, action, result, user_id, method, details)
    values ('event-${index}', ${at(when)}, 'session.started', '${result}', 'user-0', ${method === null ? 'null' : `'${method}'`}, '{}')`),
]
const tables = ['users', 'sessions', 'refresh_tokens', 'audit_events']

/** The migrations of 0.1.0 alone. */
function earlierMigrations() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-migrations-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  cpSync(migrationsFolder(dialect), folder, { recursive: true })
  const journal = join(folder, 'meta', '_journal.json')
  const { entries, ...others } = z.looseObject({ entries: z.array(z.looseObject({ idx: z.number() })) }).parse(JSON.parse(readFileSync(journal, 'utf8')))
  writeFileSync(journal, JSON.stringify({ ...others, entries: entries.filter(({ idx }) => idx <= 2) }))
  return folder
}

async function upgraded() {
  if (dialect === 'sqlite') {
    const path = join(tmpdir(), `gatehouse-test-${randomUUID()}.db`)
    const database = openSqlite(path)
    const { client } = database
    migrateBySqlite(overSqlite(client), { migrationsFolder: earlierMigrations() })
    for (const statement of earlier) client.exec(statement)
    const rows = async (sql: string) => client.prepare<[], Record<string, unknown>>(sql).all()
    const before = await Promise.all(tables.map(table => rows(`select * from ${table} order by id`)))
    await migrateSqlite(client)
    onTestFinished(async () => {
      await database.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    })
    return { database, rows, before }
  }
  const name = `upgrade_${randomUUID().replaceAll('-', '')}`
  await runOn(inject('postgresUrl'), `create database ${name}`)
  const url = inject('postgresUrl').replace(/[^/]*$/, name)
  const old = new pg.Client({ connectionString: url })
  await old.connect()
  await migrateByPostgres(overPostgres(old), { migrationsFolder: earlierMigrations() })
  for (const statement of earlier) await old.query(statement)
  await old.end()
  const rows = (sql: string) => runOn(url, sql)
  const before = await Promise.all(tables.map(table => rows(`select * from ${table} order by id`)))
  await migratePostgres(url)
  const database = openPostgres(url)
  onTestFinished(async () => {
    await database.close()
    await runOn(inject('postgresUrl'), `drop database ${name} with (force)`)
  })
  return { database, rows, before }
}

/** One statement on a connection of its own. */
async function runOn(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql)
  await client.end()
  return rows
}

test('an upgrade from 0.1.0 loses nothing, counts what happened, knows which sessions go on, and makes people found', async () => {
  const { database, rows, before } = await upgraded()
  const after = await Promise.all(tables.map(table => rows(`select * from ${table} order by id`)))
  expect(after).toMatchObject(before)

  const store = createStore(database)
  expect(await store.overview.countGoing(now)).toBe(1)
  expect((await rows('select id from sessions where idle_ends_at is not null')).map(({ id }) => id)).toEqual(['going'])

  const today = Math.floor(now.getTime() / day)
  const { until, counts } = await store.auditCounts.read(0)
  expect(until).toEqual(new Date(now.getTime() - 300_000))
  const counted = (list: typeof counts) => list.map(({ day: on, method, result, count }) => [on - today, method, result, count]).sort()
  expect(counted(counts)).toEqual([[-1, 'password', 'success', 1], [-2, 'github', 'success', 1], [-2, 'password', 'failure', 1], [-2, 'password', 'success', 1]])
  expect(counted(await store.auditCounts.countEvents(until, new Date(now.getTime() + day)))).toEqual([[0, '', 'failure', 1], [0, 'password', 'success', 1]])

  expect(await store.userSearch.find(['小明'], null, 10)).toEqual([])
  const clock = createClock(new Date(now.getTime() + 600_000))
  const janitor = createJanitor({ settings: readSettings({ GATEHOUSE_MODE: 'development' }), store, clock, log: createLog('info', { write: () => undefined }) })
  await janitor.fillSearch()
  await janitor.fillSearch()
  expect((await store.userSearch.find(['小明'], null, 10)).map(({ user }) => user.id)).toEqual(['user-1'])
  expect(await rows('select * from user_search')).toHaveLength(2)
  await janitor.sweep()
  expect((await store.auditCounts.read(0)).counts.reduce((sum, { count }) => sum + count, 0)).toBe(6)
  expect((await rows('select id from refresh_tokens order by id')).map(({ id }) => id)).toEqual(['token-0', 'token-2'])
})
