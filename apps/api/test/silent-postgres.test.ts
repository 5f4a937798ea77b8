import { readSettings } from '@gatehouse/settings'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openPostgres } from '../src/db/postgres.ts'
import { usualTimeLimit } from '../src/db/executor.ts'
import { isUnavailable, sqlState } from '../src/db/faults.ts'
import { createStore } from '../src/features/store.ts'
import { dialect, freshDatabase, type TestDatabase } from './database.ts'
import { harness, password } from './harness.ts'
import { startProxy } from './silent-proxy.ts'

const now = new Date('2026-01-02T03:04:05.678Z')
const user = (id: string) => ({
  id, username: id, usernameKey: id, usernameSkeleton: id, email: null, emailKey: null, displayName: id, locale: 'en' as const, createdAt: now, updatedAt: now,
})

/** A database behind a proxy, and a store over it that gives up after `timeLimit` milliseconds. */
async function behindProxy({ timeLimit, pool }: { timeLimit: number, pool: number }) {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const proxy = await startProxy(database.url)
  const opened = openPostgres(proxy.url, { timeLimit, pool })
  onTestFinished(opened.close)
  return { proxy, opened, rows: database.rows, store: createStore(opened) }
}

const reasonOf = (work: Promise<unknown>) => work.then(() => null, (reason: unknown) => reason)

/** Two nodes on one database; what the second one knows of it passes through a proxy. */
async function twoNodes() {
  const first = await harness()
  const proxy = await startProxy(first.testDatabase.url)
  const proxied: TestDatabase = { ...first.testDatabase, url: proxy.url, open: async options => openPostgres(proxy.url, options) }
  const { clock, mailbox, secret } = first
  const node = await harness({ database: proxied, clock, mailbox, secret, timeLimit: 1000, pool: 2 })
  return { first, node, proxy }
}

if (dialect === 'postgres') {
  test('whoever asks a database that has fallen silent is told so while it is silent, and served without a restart when it answers again', async () => {
    const { first, node, proxy } = await twoNodes()
    const { browser: ann } = await first.register('ann-lee')
    const here = node.browser()
    here.accessToken = ann.accessToken
    for (const [name, value] of ann.cookies) here.cookies.set(name, value)
    expect((await here.get('/users/me')).status).toBe(200)

    proxy.silence()
    // More of them than there are connections: some wait for one.
    const answers = await Promise.all([
      here.get('/users/me'), here.patch('/users/me', { displayName: 'Nobody' }), here.post('/sessions/refresh'), here.get('/usernames/ann-lee/count'),
      node.browser().post('/users/authorizations', { username: 'ann-lee', password }), node.browser().post('/verification-codes', { email: 'bob@example.com', purpose: 'register' }),
    ])
    const health = [await node.browser().get('/readyz'), await node.browser().get('/livez')]
    expect(proxy.isSilent).toBe(true)
    for (const { status, body, headers } of answers) expect([status, body.code, headers['retry-after']]).toEqual([503, 'overloaded', '2'])
    expect(health.map(({ status }) => status)).toEqual([503, 200])
    expect(await first.rows('users')).toMatchObject([{ display_name: 'ann-lee' }])
    expect(await first.rows('sessions')).toHaveLength(1)

    proxy.resume({ held: false })
    await expect.poll(async () => (await node.browser().get('/readyz')).status, { timeout: 30_000 }).toBe(200)
    expect((await here.post('/sessions/refresh')).status).toBe(200)
    expect((await here.patch('/users/me', { displayName: 'Ann' })).status).toBe(200)
  })

  test('a server that is gone, as while it is restarted, is answered for at once, and used again when it is back', async () => {
    const { first, node, proxy } = await twoNodes()
    const { browser: ann } = await first.register('ann-lee')
    proxy.vanish()
    const here = node.browser()
    here.accessToken = ann.accessToken
    for (const answer of [await here.get('/users/me'), await here.patch('/users/me', { displayName: 'Nobody' })]) expect([answer.status, answer.body.code]).toEqual([503, 'overloaded'])
    expect((await here.get('/readyz')).status).toBe(503)
    proxy.back()
    await expect.poll(async () => (await here.get('/readyz')).status, { timeout: 30_000 }).toBe(200)
    expect((await here.patch('/users/me', { displayName: 'Ann' })).status).toBe(200)
  })

  test('a server that takes no writes, as a standby or when its disk is full, makes us unready and is no fault of ours', async () => {
    const { first, node } = await twoNodes()
    const { browser: ann } = await first.register('ann-lee')
    const here = node.browser()
    here.accessToken = ann.accessToken
    const client = new pg.Client({ connectionString: first.testDatabase.url })
    await client.connect()
    const name = first.testDatabase.url.replace(/.*\//, '')
    const reopen = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
    onTestFinished(async () => {
      await client.query(`alter database ${name} reset default_transaction_read_only`)
      await client.end()
    })
    await client.query(`alter database ${name} set default_transaction_read_only = on`)
    await client.query(reopen)
    const refused = async () => here.patch('/users/me', { displayName: 'Nobody' })
    await expect.poll(async () => (await refused()).status, { timeout: 30_000 }).toBe(503)
    await expect.poll(async () => [(await here.get('/users/me')).status, (await here.get('/readyz')).status, (await refused()).status], { timeout: 30_000 }).toEqual([200, 503, 503])

    await client.query(`alter database ${name} reset default_transaction_read_only`)
    await client.query(reopen)
    await expect.poll(async () => (await here.get('/readyz')).status, { timeout: 30_000 }).toBe(200)
    await expect.poll(async () => (await here.patch('/users/me', { displayName: 'Ann' })).status, { timeout: 30_000 }).toBe(200)
    expect(await first.rows('users')).toMatchObject([{ display_name: 'Ann' }])
  })

  test('what a silent database was asked is not done twice when it goes on', async () => {
    const { proxy, store, rows } = await behindProxy({ timeLimit: 1000, pool: 2 })
    await store.users.insert(user('a'))
    proxy.silence()
    expect(isUnavailable(await reasonOf(store.users.insert(user('b'))))).toBe(true)
    expect(isUnavailable(await reasonOf(store.transaction(queries => queries.users.insert(user('c')))))).toBe(true)
    expect(proxy.isSilent).toBe(true)
    proxy.resume({ held: true })
    await expect.poll(async () => reasonOf(store.users.insert(user('b'))), { timeout: 30_000 }).toBe(null)
    expect((await rows('users')).map(({ id }) => id).sort()).toEqual(['a', 'b'])
  })

  test('a transaction that meets silence half way leaves nothing behind, and its connection is not used again', async () => {
    const { proxy, store, rows } = await behindProxy({ timeLimit: 1000, pool: 1 })
    await store.users.insert(user('a'))
    const reason = await reasonOf(store.transaction(async (queries) => {
      await queries.users.insert(user('b'))
      proxy.silence()
      await queries.users.insert(user('c'))
    }))
    expect([isUnavailable(reason), proxy.isSilent]).toEqual([true, true])
    const before = proxy.taken
    proxy.resume({ held: true })
    expect(await store.users.findById('b')).toBe(null)
    expect(proxy.taken).toBeGreaterThan(before)
    expect((await rows('users')).map(({ id }) => id)).toEqual(['a'])
  })

  test('connections that fell silent while nobody used them cost one request, not one each', async () => {
    const { proxy, store } = await behindProxy({ timeLimit: 1000, pool: 5 })
    await Promise.all(Array.from({ length: 5 }, () => store.transaction(async queries => queries.users.findById('a'))))
    expect(proxy.open).toBe(5)
    proxy.silence()
    expect(isUnavailable(await reasonOf(store.users.findById('a')))).toBe(true)
    proxy.resume({ held: false })
    for (let round = 0; round < 5; round++) expect(await store.users.findById('a')).toBe(null)
  })

  test('a connection that is cut in the middle of a transaction ends neither the process nor the pool', async () => {
    const { proxy, store, rows } = await behindProxy({ timeLimit: 5000, pool: 1 })
    const reason = await reasonOf(store.transaction(async (queries) => {
      await queries.users.insert(user('a'))
      proxy.cut()
      await expect.poll(() => proxy.open).toBe(0)
      await queries.users.insert(user('b'))
    }))
    expect(isUnavailable(reason)).toBe(true)
    await store.users.insert(user('c'))
    expect((await rows('users')).map(({ id }) => id)).toEqual(['c'])
  })

  test('who cannot have a connection in time is told so, and the pool does not shrink by those who have failed to begin', async () => {
    const { proxy, store } = await behindProxy({ timeLimit: 500, pool: 2 })
    proxy.silence()
    for (let round = 0; round < 3; round++) {
      const reasons = await Promise.all(Array.from({ length: 4 }, () => reasonOf(store.transaction(queries => queries.users.findById('a')))))
      expect(reasons.map(isUnavailable)).toEqual([true, true, true, true])
    }
    proxy.resume({ held: false })
    await expect.poll(() => reasonOf(Promise.all([1, 2].map(() => store.transaction(queries => queries.users.findById('a'))))), { timeout: 30_000 }).toBe(null)
  })

  test('a statement that waits for a lock is given up by the server, in time', async () => {
    const { store } = await behindProxy({ timeLimit: 500, pool: 2 })
    await store.users.insert(user('a'))
    const reasons: unknown[] = []
    await reasonOf(store.transaction(async (queries) => {
      await queries.users.update('a', { displayName: 'first' })
      reasons.push(await reasonOf(store.users.update('a', { displayName: 'second' })))
    }))
    expect(reasons.map(sqlState)).toEqual(['55P03'])
    expect(isUnavailable(reasons[0])).toBe(true)
  })

  test('a transaction in which a statement has failed is not taken for done because nobody looked', async () => {
    const { store, rows } = await behindProxy({ timeLimit: 5000, pool: 2 })
    await store.users.insert(user('a'))
    const reason = await reasonOf(store.transaction(async (queries) => {
      await queries.users.update('a', { displayName: 'changed' })
      await reasonOf(queries.sessions.insert({ id: 's', userId: 'nobody', method: 'password', remember: false, createdAt: now, lastSeenAt: now, authenticatedAt: now, expiresAt: now }))
    }))
    expect(reason).toBeInstanceOf(Error)
    expect(await rows('users')).toMatchObject([{ display_name: 'a' }])
  })
}

test('by default, the database has less than two seconds', () => {
  expect(usualTimeLimit).toBeLessThan(2000)
  expect(readSettings({}).DATABASE_TIMEOUT_MILLISECONDS).toBe(usualTimeLimit)
})
