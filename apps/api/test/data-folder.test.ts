import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../src/db/sqlite.ts'
import { secretBeside } from '../src/keys/secret-file.ts'
import { gatehouse } from './command-line.ts'
import { password } from './harness.ts'
import { startNode } from './node-process.ts'

/** A folder for data that nobody has made yet. */
function place() {
  const parent = mkdtempSync(join(tmpdir(), 'gatehouse-data-'))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  const data = join(parent, 'deep', 'data')
  return { data, database: join(data, 'gatehouse.db'), secret: join(data, 'secret.key'), url: `file:${join(data, 'gatehouse.db')}` }
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
const contents = (folder: string) => readdirSync(folder).sort().map(name => [name, readFileSync(join(folder, name)).toString('base64')])

const superuser = { SUPERUSER_USERNAME: 'ann-lee', SUPERUSER_EMAIL: 'ann@example.com', SUPERUSER_PASSWORD: password, SECRET_KEY: '' }
const create = (url: string, umask?: string) => gatehouse(url, ['create-superuser'], { settings: superuser, ...(umask !== undefined && { umask }) })

test.each(['000', '022', '077'])('data, secret and the folder around them are the owner\'s only, with the umask %s', async (umask) => {
  const { data, database, secret, url } = place()
  expect(await create(url, umask)).toMatchObject({ code: 0, err: '' })
  expect([data, database, secret].map(mode)).toEqual(['700', '600', '600'])
})

test('so are the files that SQLite keeps beside the database while it is open', async () => {
  const { database } = place()
  const opened = openSqlite(database)
  onTestFinished(() => opened.close())
  opened.client.exec('create table things (name text)')
  expect(['', '-wal', '-shm'].map(suffix => [suffix, mode(database + suffix)])).toEqual([['', '600'], ['-wal', '600'], ['-shm', '600']])
})

test('what others may read already is named in one warning, and left as it is', async () => {
  const { data, database, secret, url } = place()
  await create(url)
  const settings = { SECRET_KEY: '', LOG_LEVEL: 'warn' }
  const start = () => startNode({ databaseUrl: url, secret: randomBytes(32), settings })
  const strict = await start()
  expect(await strict.stop()).toBe(0)
  expect(strict.output.out).toBe('')

  chmodSync(data, 0o755)
  chmodSync(database, 0o640)
  chmodSync(secret, 0o604)
  const lax = await start()
  const lines = lax.output.out.trim().split('\n')
  expect(lines).toHaveLength(1)
  const line: unknown = JSON.parse(lines[0] ?? '')
  expect(line).toMatchObject({ paths: expect.arrayContaining([`${data} (0755)`, `${database} (0640)`, `${secret} (0604)`]) })
  expect([data, database, secret].map(mode)).toEqual(['755', '640', '604'])
})

test('the seeding tool makes the secret with the database, so that what it filled can be used', async () => {
  const { data, url } = place()
  const env = { PATH: process.env.PATH, DATABASE_URL: url, BCRYPT_COST: '4' }
  execFileSync(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('seeding/seed.ts', import.meta.url)), '3'], { env, stdio: 'pipe' })
  expect(readdirSync(data)).toContain('secret.key')
  expect(await create(url)).toMatchObject({ code: 0, err: '' })
})

test('a secret that is missing beside data is asked for in one line, by the server and by every command, and nothing is written', async () => {
  const { data, secret, url } = place()
  await create(url)
  unlinkSync(secret)
  const before = contents(data)
  const line = `secret.key: is missing at ${secret}, and gatehouse.db next to it contains data encrypted with it; restore the file from its backup or set SECRET_KEY to its content (docs/deployment.md, "Keys"); nothing was changed`

  await expect(startNode({ databaseUrl: url, secret: randomBytes(32), settings: { SECRET_KEY: '' } })).rejects.toThrow(`gatehouse api: ${line}\n`)
  expect(await create(url)).toMatchObject({ code: 1, out: '', err: `gatehouse: ${line}\n` })
  for (const command of [['create-superuser', '--promote', 'ann-lee'], ['rotate-keys']]) {
    expect(await gatehouse(url, command, { settings: { SECRET_KEY: '' } })).toMatchObject({ code: 1, out: '', err: `gatehouse: ${line}\n` })
  }
  expect(contents(data)).toEqual(before)
  expect(await gatehouse(url, ['create-superuser', '--demote', 'ann-lee'])).toMatchObject({ code: 0 })
})

test('programs that start at once on a new folder have one secret', async () => {
  const { data, url } = place()
  const made = await Promise.all([create(url), gatehouse(url, ['rotate-keys'], { settings: { SECRET_KEY: '' } })])
  expect(made.map(({ code, err }) => [code, err])).toEqual([[0, ''], [0, '']])
  expect(readdirSync(data).filter(name => !name.startsWith('gatehouse.db'))).toEqual(['secret.key'])
  expect(await gatehouse(url, ['rotate-keys'], { settings: { SECRET_KEY: '' } })).toMatchObject({ code: 0 })
})

test('a secret file that holds no secret is named, and kept', () => {
  const { database, secret } = place()
  secretBeside(database)
  expect(secretBeside(database)).toHaveLength(32)
  writeFileSync(secret, 'too short\n')
  expect(() => secretBeside(database)).toThrow(`secret.key: ${secret} does not contain 32 bytes in base64`)
  expect(readFileSync(secret, 'utf8')).toBe('too short\n')
})
