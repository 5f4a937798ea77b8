import { sql } from 'drizzle-orm'
import { consoleContracts } from '@gatehouse/contracts/console'
import { transportLimits } from '@gatehouse/settings/http-server'
import { expect, onTestFinished, test } from 'vitest'
import * as postgresTables from '../src/db/tables.postgres.ts'
import * as sqliteTables from '../src/db/tables.sqlite.ts'
import { readingTimeLimit } from '../src/db/executor.ts'
import { isUnavailable } from '../src/db/faults.ts'
import { as, withConsole } from './console.ts'
import { dialect, freshDatabase } from './database.ts'

/** Takes a second or so wherever it runs. */
const long = dialect === 'postgres'
  ? sql<number>`(select 1 from pg_sleep(1.5))`
  : sql<number>`(with recursive numbers(n) as (values (1) union all select n + 1 from numbers where n < 4000000) select count(*) from numbers)`
const { mailQuotas } = dialect === 'sqlite' ? sqliteTables : postgresTables
const oneRow = sql`(select 1 as one) as "row"`

/** With as many ordinary connections as there are long readings: one that took them would be noticed. */
async function open() {
  const testDatabase = await freshDatabase()
  const database = await testDatabase.open({ pool: 2 })
  onTestFinished(async () => {
    await database.close()
    await testDatabase.drop()
  })
  return { testDatabase, database }
}

test('what reads for long holds up nobody: everything else is answered meanwhile', async () => {
  const { database } = await open()
  const ended: string[] = []
  const reading = [1, 2].map(async () => {
    await database.reading.select({ found: long }).from(oneRow)
    ended.push('long')
  })
  for (let index = 0; index < 20; index++) {
    await database.executor.select({ found: sql<number>`1` }).from(oneRow)
    await new Promise(resolve => setImmediate(resolve))
  }
  await database.transaction(executor => executor.select({ found: sql<number>`1` }).from(oneRow))
  ended.push('short')
  await Promise.all(reading)
  expect(ended).toEqual(['short', 'long', 'long'])
})

test('what was committed is seen by the next reading', async () => {
  const { register, console } = await withConsole()
  for (let index = 0; index < 20; index++) {
    const { id } = await register(`person-${index}`)
    const { users } = as(consoleContracts.adminUsers.list, await console.get('/admin/users?limit=1'))
    expect(users[0]?.id).toBe(id)
  }
})

test('a fault of a statement keeps its name, and the next statement is answered', async () => {
  const { database, testDatabase } = await open()
  const fault: unknown = await database.reading.select({ found: sql`no_such_function()` }).from(oneRow).then(() => null, (error: unknown) => error)
  expect([fault instanceof Error, isUnavailable(fault)]).toEqual([true, false])
  expect(await database.reading.select({ found: sql<number>`2` }).from(oneRow)).toEqual([{ found: 2 }])
  if (dialect === 'postgres') return
  await expect(database.reading.insert(mailQuotas).values({ key: 'x', count: 1, endsAt: new Date() })).rejects.toThrow()
  expect(await testDatabase.rows('mail_quotas')).toEqual([])
})

test('what takes too long to read is answered before the connection is cut for its silence', () => {
  expect(readingTimeLimit + 5000).toBeLessThanOrEqual(transportLimits.silence)
})

test('everything that the console lists and counts is read aside', async () => {
  const statements: string[] = []
  const { console, register } = await withConsole({ logger: { logQuery: (sql) => { statements.push(sql) } }, readingLogger: { logQuery: () => undefined } })
  await register('ann-lee')
  for (const path of ['/admin/overview', '/admin/users', '/admin/users?search=ann', '/admin/audit-events', '/admin/audit-events?user=ann-lee', '/admin/applications', '/admin/groups', '/admin/jobs']) {
    statements.length = 0
    expect((await console.get(path)).status).toBe(200)
    expect([path, statements.filter(sql => !isLookUp(sql))]).toEqual([path, []])
  }
})

/** By a unique key, as every request does to know who asks. */
const isLookUp = (sql: string) => /from "users" where "users"\."id" = (\$1|\?)$/.test(sql)
