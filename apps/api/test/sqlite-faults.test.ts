import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, chownSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../src/db/sqlite.ts'
import { dialect, freshDatabase, type TestDatabase } from './database.ts'
import { harness, password } from './harness.ts'
import { startNode } from './node-process.ts'

/** An application with Ann on a SQLite file that the test can get at, beside the application and below it. */
async function withAnn({ timeLimit }: { timeLimit?: number } = {}) {
  const first = await harness()
  const ann = await first.register('ann-lee')
  const path = first.testDatabase.url.replace('file:', '')
  const opened: ReturnType<typeof openSqlite>[] = []
  const database: TestDatabase = {
    ...first.testDatabase,
    open: async (options) => {
      const one = openSqlite(path, options)
      opened.push(one)
      return one
    },
  }
  const { clock, mailbox, secret } = first
  const node = await harness({ database, clock, mailbox, secret, ...(timeLimit !== undefined && { timeLimit }) })
  const [connection] = opened
  if (!connection) throw new Error('it was not opened')
  const browser = node.browser()
  browser.accessToken = ann.browser.accessToken
  for (const [name, value] of ann.browser.cookies) browser.cookies.set(name, value)
  const displayName = async () => (await first.rows('users'))[0]?.display_name
  return { ...node, browser, stranger: node.browser, path, client: connection.client, displayName }
}

/** Another process, as far as SQLite can tell, that holds the database until it is told to let go. */
function holdDatabase(path: string) {
  const other = new Sqlite(path)
  onTestFinished(() => { other.close() })
  other.exec('begin immediate')
  return () => other.exec('rollback')
}

const later = ({ status, body, headers }: { status: number, body: { code: string }, headers: Record<string, unknown> }) => [status, body.code, headers['retry-after']]
const saysLater = [503, 'overloaded', '2']

if (dialect === 'sqlite') {
  test('while another process holds the database, health and reading are answered, and a write waits until it lets go', async () => {
    const { browser, path, client, stranger, displayName } = await withAnn({ timeLimit: 60_000 })
    const letGo = holdDatabase(path)
    const exec = client.exec.bind(client)
    /** Milliseconds of the only thread that each look at the database has taken. */
    const took: number[] = []
    vi.spyOn(client, 'exec').mockImplementation((sql) => {
      const begun = performance.now()
      try {
        return exec(sql)
      } finally {
        took.push(performance.now() - begun)
      }
    })
    const order: string[] = []
    const writes = [browser.post('/sessions/refresh'), browser.patch('/users/me', { displayName: 'Ann' })].map(writing => writing.then((answer) => {
      order.push('write')
      return answer.status
    }))
    await expect.poll(() => took.length, { timeout: 60_000 }).toBeGreaterThan(2)
    // The quickest of them: a busy machine delays one or another, a wait inside SQLite all of them.
    expect(Math.min(...took)).toBeLessThan(1000)
    expect((await stranger().get('/livez')).status).toBe(200)
    expect((await browser.get('/users/me')).status).toBe(200)
    order.push('health and reading')
    letGo()
    expect(await Promise.all(writes)).toEqual([200, 200])
    expect(order).toEqual(['health and reading', 'write', 'write'])
    expect(await displayName()).toBe('Ann')
  })

  test('whoever would write to a database that another process keeps is told so while it keeps it, and unready is what we are', async () => {
    const { browser, path, stranger, displayName } = await withAnn({ timeLimit: 300 })
    const letGo = holdDatabase(path)
    const answers = await Promise.all([...Array.from({ length: 5 }, () => browser.patch('/users/me', { displayName: 'Nobody' })), browser.post('/sessions/refresh')])
    expect(answers.map(later)).toEqual(answers.map(() => saysLater))
    expect([(await stranger().get('/readyz')).status, (await stranger().get('/livez')).status, (await browser.get('/users/me')).status]).toEqual([503, 200, 200])
    letGo()
    await expect.poll(async () => (await stranger().get('/readyz')).status, { timeout: 30_000 }).toBe(200)
    expect(await displayName()).toBe('ann-lee')
    expect((await browser.post('/sessions/refresh')).status).toBe(200)
  })

  test('a database that can grow no more answers 503 to what needs room, keeps nothing half done, and serves when there is room again', async () => {
    const { browser, client, rows, stranger, path } = await withAnn()
    client.exec('create table ballast (content blob)')
    client.pragma(`max_page_count = ${String(client.pragma('page_count', { simple: true }))}`)
    const fill = client.prepare('insert into ballast values (randomblob(1500))')
    expect(() => { for (;;) fill.run() }).toThrow(/full/)
    const tables = ['users', 'sessions', 'refresh_tokens', 'known_devices', 'audit_events', 'jobs', 'verification_codes', 'mail_quotas']
    const before = await Promise.all(tables.map(rows))

    const refused: unknown[] = []
    for (let round = 0; round < 40 && refused.length === 0; round++) {
      const kept = await Promise.all(tables.map(rows))
      const answer = await stranger().post('/users/authorizations', { username: 'ann-lee', password })
      if (answer.status === 200) continue
      refused.push(later(answer))
      expect(await Promise.all(tables.map(rows))).toEqual(kept)
    }
    expect([refused, before.length]).toEqual([[saysLater], tables.length])
    expect((await browser.get('/users/me')).status).toBe(200)

    client.pragma('max_page_count = 1000000')
    expect((await stranger().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
    const checked = new Sqlite(path, { readonly: true })
    onTestFinished(() => { checked.close() })
    expect(checked.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  test('a database that has become read-only answers 503 to writes, is unready, and serves when it is not any more', async () => {
    const { browser, client, stranger, displayName } = await withAnn()
    client.pragma('query_only = 1')
    expect(later(await browser.patch('/users/me', { displayName: 'Nobody' }))).toEqual(saysLater)
    expect([(await stranger().get('/readyz')).status, (await browser.get('/users/me')).status]).toEqual([503, 200])
    client.pragma('query_only = 0')
    expect((await browser.patch('/users/me', { displayName: 'Ann' })).status).toBe(200)
    expect(await displayName()).toBe('Ann')
    await expect.poll(async () => (await stranger().get('/readyz')).status, { timeout: 30_000 }).toBe(200)
  })

  test('a database whose file was removed takes nothing any more, and goes on when the file is back', async () => {
    const { browser, path, stranger, displayName } = await withAnn()
    renameSync(path, `${path}-away`)
    await expect.poll(async () => later(await browser.patch('/users/me', { displayName: 'Nobody' })), { timeout: 30_000 }).toEqual(saysLater)
    expect((await stranger().get('/readyz')).status).toBe(503)
    renameSync(`${path}-away`, path)
    expect((await browser.patch('/users/me', { displayName: 'Ann' })).status).toBe(200)
    expect(await displayName()).toBe('Ann')
  })

  /** A folder of an unprivileged user's, with a database as a crash has left it. */
  async function afterCrash() {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-folder-'))
    const data = join(folder, 'data')
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
    onTestFinished(() => {
      for (const place of [folder, data]) chmodSync(place, 0o700)
      rmSync(folder, { recursive: true, force: true })
    })
    const started = { databaseUrl: `file:${join(data, 'gatehouse.db')}`, secret: randomBytes(32), user }
    const node = await startNode(started)
    await node.kill()
    return { started, data, files: ['', '-wal', '-shm'].map(suffix => `${join(data, 'gatehouse.db')}${suffix}`) }
  }

  test('a start on a read-only folder, or with read-only files, is refused in one line that names it', async () => {
    const { started, data, files } = await afterCrash()
    const said = async () => startNode(started).then(() => 'it has started', (error: unknown) => error instanceof Error ? error.message.replace(/oidc-provider WARNING: .*\n/, '') : '')
    for (const file of files) chmodSync(file, 0o400)
    expect(await said()).toMatch(/^the node ended: gatehouse api: cannot start: DATABASE_URL: .*gatehouse\.db is not writable \(EACCES\)(: [^\n]+)?\n$/)
    for (const file of files) chmodSync(file, 0o600)
    chmodSync(data, 0o500)
    expect(await said()).toMatch(/^the node ended: gatehouse api: cannot start: DATABASE_URL: .*data is not writable \(EACCES\)(: [^\n]+)?\n$/)
    chmodSync(data, 0o700)
    const node = await startNode(started)
    expect((await fetch(`${node.address}/readyz`)).status).toBe(200)
  })

  // The kernel refuses to let a file grow, as it does when the disk is full: a limit of the process that can be taken back from outside.
  test.runIf(process.platform === 'linux')('on a disk that takes no more, the running program is unready and alive, and ready when there is room again', async () => {
    const place = await freshDatabase()
    onTestFinished(() => place.drop())
    const node = await startNode({ databaseUrl: place.url, secret: randomBytes(32) })
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(node.pid), `--fsize=${bytes}:unlimited`])
    const status = async (path: string) => (await fetch(`${node.address}${path}`)).status
    const ask = () => node.browser().post('/verification-codes', { email: `${randomUUID()}@example.com`, purpose: 'register' })
    expect([await status('/readyz'), (await ask()).status]).toEqual([200, 202])

    limit('4096')
    await expect.poll(() => status('/readyz'), { timeout: 30_000 }).toBe(503)
    const before = (await place.rows('verification_codes')).length
    expect([await status('/livez'), later(await ask())]).toEqual([200, saysLater])
    expect((await place.rows('verification_codes')).length).toBe(before)

    limit('unlimited')
    await expect.poll(() => status('/readyz'), { timeout: 30_000 }).toBe(200)
    expect((await ask()).status).toBe(202)
  })
}
