import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'
import { dialect } from '../../../test/database.ts'
import * as postgresTables from '../../db/tables.postgres.ts'
import * as sqliteTables from '../../db/tables.sqlite.ts'
import { displayNameKey } from '../../lib/display-name.ts'
import { newId } from '../../lib/ids.ts'

const { list } = consoleContracts.adminUsers
const users = dialect === 'sqlite' ? sqliteTables.users : postgresTables.users

async function crowded(people: { username: string, email?: string, displayName?: string }[]) {
  const statements: { sql: string, params: unknown[] }[] = []
  const h = await withConsole({ logger: { logQuery: (sql, params) => { statements.push({ sql, params }) } } })
  const createdAt = h.clock.now()
  const rows = people.map(({ username, email = `${username}@example.com`, displayName = username }) => ({
    id: newId(), username, usernameKey: username, usernameSkeleton: username, email, emailKey: email, displayName, displayNameKey: displayNameKey(displayName),
    locale: 'en' as const, createdAt, updatedAt: createdAt,
  }))
  for (let index = 0; index < rows.length; index += 500) await h.database.executor.insert(users).values(rows.slice(index, index + 500))
  await h.janitor.fillSearch()
  if (dialect === 'postgres') await h.testDatabase.run('analyze')

  /** Every page of a list, one after the other. */
  async function pages(query: Record<string, string>) {
    const found = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const asked: string = new URLSearchParams({ ...query, ...(cursor && { cursor }) }).toString()
      const answer = as(list, await h.console.get(`/admin/users?${asked}`))
      found.push(answer.users.map(({ username }) => username))
      cursor = answer.nextCursor
    }
    return found
  }
  return { ...h, pages, statements, rows }
}

test('people are found by whole id, then by the beginning and then by any part of username, address and name, each once, however it is written', async () => {
  const { pages, rows } = await crowded([
    { username: 'mei-lin', email: 'contact@mei.example', displayName: 'Mei 🌿' }, { username: 'zhang-wei', email: 'mei-lin.zhang@example.com', displayName: '张伟' },
    { username: 'somebody', email: 'somebody@example.com', displayName: 'ＭEI-LIN the second' }, { username: 'per_cent', displayName: '100% sure' }, { username: 'perxcent' },
  ])
  const find = async (search: string) => (await pages({ search, limit: '2' })).flat()
  expect(await find('MEI-lin')).toEqual(['mei-lin', 'zhang-wei', 'somebody'])
  expect(await find(' mei ')).toEqual(['mei-lin', 'zhang-wei', 'somebody'])
  expect(await find('张')).toEqual(['zhang-wei'])
  expect(await find('per_')).toEqual(['per_cent'])
  expect(await find('100%')).toEqual(['per_cent'])
  expect(await find('%')).toEqual([])
  expect(await find('lin')).toEqual(['somebody', 'zhang-wei', 'mei-lin'])
  expect(await find('n')).toEqual([])
  expect(await find(rows[1]?.id.toUpperCase() ?? '')).toEqual(['zhang-wei'])
  expect((await pages({ limit: '3' })).map(page => page.length)).toEqual([3, 3])
  expect((await pages({})).flat()[0]).toBe('perxcent')
})

test('parts in the middle are found in every script: two characters of a Chinese name, a given name, a domain, each once and on the right pages', async () => {
  const { pages } = await crowded([
    { username: 'wxm', displayName: '王小明' }, { username: 'lxm', displayName: '李小明（行政部）' }, { username: 'ming', displayName: '小 明' },
    { username: 'annasmith', displayName: 'Anna Smith', email: 'a.smith@school.example' }, { username: 'smitty', displayName: 'Bob Goldsmith-Jones' },
    { username: 'jose', displayName: 'María José Núñez' }, { username: 'olga', displayName: 'Ольга Петровна' }, { username: 'wei', displayName: 'Zhang (Wei)' },
  ])
  const find = async (search: string) => (await pages({ search, limit: '2' })).flat()
  expect(await find('小明')).toEqual(['lxm', 'wxm'])
  expect(await find('明')).toEqual(['ming', 'lxm', 'wxm'])
  expect(await find('行政')).toEqual(['lxm'])
  expect(await find('李小明(')).toEqual(['lxm'])
  expect(await find('smith')).toEqual(['smitty', 'annasmith'])
  expect(await find('smit')).toEqual(['smitty', 'annasmith'])
  expect(await find('GOLDSMITH')).toEqual(['smitty'])
  expect(await find('school.example')).toEqual(['annasmith'])
  expect(await find('school_example')).toEqual([])
  expect(await find('josé')).toEqual(['jose'])
  expect(await find('é N')).toEqual(['jose'])
  expect(await find('петр')).toEqual(['olga'])
  expect(await find('(wei)')).toEqual(['wei'])
  expect(await find('" OR "')).toEqual([])
})

test('people are found by what they are called now, and not when they are gone', async () => {
  const { console, register, rows, store, clock } = await withConsole()
  const find = async (search: string) => as(list, await console.get(`/admin/users?${new URLSearchParams({ search }).toString()}`)).users.map(({ username }) => username)
  const ann = await register('ann-lee')
  await ann.browser.patch('/users/me', { displayName: '张小红' })
  expect([await find('小红'), await find('-lee')]).toEqual([['ann-lee'], ['ann-lee']])
  await store.users.update(ann.id, { email: null, emailKey: null })
  await store.users.adoptEmail(ann.id, { email: 'adopted@school.example', emailKey: 'adopted@school.example' }, clock.now())
  expect(await find('school')).toEqual(['ann-lee'])
  await ann.browser.patch('/users/me', { displayName: '张大白' })
  expect([await find('小红'), await find('大白')]).toEqual([[], ['ann-lee']])
  expect((await ann.browser.delete('/users/me')).status).toBe(204)
  expect([await find('大白'), (await rows('user_search')).length]).toEqual([[], 1])
})

test('the page after many pages costs what the first one does: it is looked for, and not walked to', async () => {
  const people = Array.from({ length: 3000 }, (_, index) => ({ username: `person${String(index).padStart(5, '0')}`, displayName: 'Li Wei' }))
  const { statements, store, testDatabase } = await crowded(people)
  for (const [by, after] of [['usernameKey', { key: 'person02990', id: '' }], ['displayNameKey', { key: 'li wei', id: newId() }]] as const) {
    statements.length = 0
    await store.adminUsers.listByPrefix(by, by === 'usernameKey' ? 'person' : 'li', after, 10)
    const [asked] = statements
    const bounds = (asked?.sql ?? '').match(/>=? (\(?(\?|\$\d))/g)
    expect([by, bounds?.length]).toEqual([by, 1])
    expect(await explain(testDatabase.url, asked?.sql ?? '', asked?.params ?? [])).toMatch(/index/i)
  }
})

test('among twenty thousand every page is a walk along an index, and nobody comes twice or is missed', async () => {
  const people = Array.from({ length: 20_000 }, (_, index) => {
    const number = String(index).padStart(5, '0')
    return { username: `person${number}`, email: `${index % 3 === 0 ? 'person' : 'mail'}${number}@example.com`, displayName: index % 2 === 0 ? 'Li Wei' : `Person ${number}` }
  })
  const { pages, statements, testDatabase, console } = await crowded(people)
  const page = async (query: string) => as(list, await console.get(`/admin/users?limit=100&${query}`))
  statements.length = 0

  const everybody = (await pages({ search: 'person0', limit: '100' })).flat()
  expect(everybody).toEqual(people.slice(0, 10_000).map(({ username }) => username))
  const named = (await pages({ search: 'li wei', limit: '100' })).flat()
  expect([named.length, new Set(named).size]).toEqual([10_000, 10_000])
  const first = await page('')
  await page(`cursor=${encodeURIComponent(first.nextCursor ?? '')}`)

  const asked = new Map(statements.filter(({ sql }) => sql.includes('from "users"') && sql.includes('order by')).map(statement => [statement.sql, statement]))
  expect(asked.size).toBeGreaterThanOrEqual(6)
  for (const { sql, params } of asked.values()) {
    const plan = await explain(testDatabase.url, sql, params)
    expect(plan).not.toMatch(dialect === 'sqlite' ? /SCAN users(?! USING INDEX)|TEMP B-TREE/ : /Seq Scan|Sort/)
    expect(plan).toMatch(/index/i)
  }
})

async function explain(url: string, sql: string, params: unknown[]) {
  if (dialect === 'sqlite') {
    const client = new Sqlite(url.replace('file:', ''), { readonly: true })
    const plan = client.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...params)
    client.close()
    return plan.map(({ detail }) => detail).join('\n')
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params)
  await client.end()
  return rows.map(row => row['QUERY PLAN']).join('\n')
}
