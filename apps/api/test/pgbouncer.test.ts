import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { startPgBouncer } from '../../../scripts/pgbouncer.mjs'
import { migratePostgres } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { password } from './harness.ts'
import { startMailServer } from './mail-server.ts'
import { launchNode, startNode } from './node-process.ts'
import { freePort } from '../../../scripts/ports.mjs'

const lock = 7_041_503

async function connected(url: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** An empty database, directly and through PgBouncer in transaction mode. */
async function pooled() {
  const maintenance = inject('postgresUrl')
  const name = `pooled_${randomUUID().replaceAll('-', '')}`
  const admin = await connected(maintenance)
  await admin.query(`create database ${name}`)
  const bouncer = await startPgBouncer(maintenance)
  onTestFinished(async () => {
    await bouncer.stop()
    await admin.query(`drop database ${name} with (force)`)
  })
  const direct = new URL(`/${name}`, maintenance)
  const through = new URL(direct)
  through.port = String(bouncer.port)
  return { direct: direct.href, through: through.href }
}

test('two nodes start at once on an empty database behind it, migrate once, and serve registration, mail, sign-in and refreshing together', async () => {
  const { through, direct } = await pooled()
  const mail = await startMailServer()
  const shared = { databaseUrl: through, secret: randomBytes(32), smtpPort: mail.port }
  const nodes = await Promise.all([startNode(shared), startNode(shared)])
  const [one, other] = nodes
  const ann = one.browser()
  const code = await ann.post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })
  expect(code.status).toBe(202)
  await expect.poll(() => mail.codesFor('ann@example.com'), { timeout: 60_000 }).toHaveLength(1)
  const answer = await ann.post('/users', {
    username: 'ann-lee', email: 'ann@example.com', codeRequestId: code.body.requestId, emailCode: mail.codesFor('ann@example.com')[0], password, passwordConfirmation: password, acceptTerms: true,
  })
  expect(answer.status).toBe(201)
  const there = other.browser()
  expect((await there.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
  for (let turn = 0; turn < 5; turn++) expect((await Promise.all([ann, there].map(who => who.post('/sessions/refresh')))).map(({ status }) => status)).toEqual([200, 200])
  const together = await Promise.all(Array.from({ length: 30 }, (_, index) => nodes[index % 2 === 0 ? 0 : 1].browser().get('/usernames/ann-lee/count')))
  expect(together.filter(({ status, body }) => status !== 200 || body.count !== 1)).toEqual([])
  const { rows } = await (await connected(direct)).query(`select count(*)::int as locks from pg_locks where locktype = 'advisory' and objid = ${lock}`)
  expect(rows).toEqual([{ locks: 0 }])
  expect(await Promise.all(nodes.map(node => node.stop()))).toEqual([0, 0])
})

test('limits of one transaction are nobody else\'s, and hold for each', async () => {
  const { through } = await pooled()
  await migratePostgres(through)
  const database = openPostgres(through, { timeLimit: 1500, pool: 8 })
  onTestFinished(() => database.close())
  await Promise.all(Array.from({ length: 20 }, () => database.ping()))
  const bystander = await connected(through)
  for (let turn = 0; turn < 8; turn++) {
    const { rows } = await bystander.query('select current_setting(\'statement_timeout\') as limit')
    expect(rows).toEqual([{ limit: '0' }])
  }
  await database.transaction(async () => undefined)
})

test('a lock that somebody holds is waited for, said once with who has it, and given up after the limit', async () => {
  const { direct, through } = await pooled()
  const holder = await connected(direct)
  await holder.query('select pg_advisory_lock($1)', [lock])
  const said: object[] = []
  const log = { info: () => undefined, error: () => undefined, warn: (fields: object, message: string) => void said.push({ ...fields, message }) }
  await expect(migratePostgres(through, { log, limit: 300 })).rejects.toThrow(/lock for migrations of the database is still held after 0\.3 s, by process \d+ of Postgres \(idle; left behind/)
  expect(said).toEqual([{ holder: expect.stringMatching(/^process \d+ of Postgres/), message: 'waiting for the migration lock: another process is migrating the database' }])
  const waiting = migratePostgres(through, { log })
  await expect.poll(() => said.length).toBe(2)
  await holder.query('select pg_advisory_unlock($1)', [lock])
  await waiting
  await migratePostgres(direct)
})

test.each([['a start-up parameter that the pooler refuses', '?options=-c%20statement_timeout%3D5', /cannot start: .*unsupported startup parameter/]])('the API that cannot start says why: %s', async (_what, query, reason) => {
  const { through } = await pooled()
  const node = launchNode({ databaseUrl: through + query, secret: randomBytes(32), port: await freePort() })
  expect(await node.ended()).toBe(69)
  expect(node.output.err).toMatch(reason)
})
