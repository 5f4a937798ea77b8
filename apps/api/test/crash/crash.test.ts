import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { bundle } from '../../../../scripts/bundle.mjs'
import type { Browser } from '../browser.ts'
import { harness, password, webOrigin } from '../harness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
type App = Awaited<ReturnType<typeof harness>>
type Task = 'deliver' | { method: 'POST' | 'PUT' | 'DELETE', url: string, headers: Record<string, string>, payload: string }

const cookieNames = { refresh: 'gatehouse-3000-refresh' }

/** Bundled, as in production: it is started some forty times, and from the sources each start takes longer than all that it does. */
let place = ''
beforeAll(async () => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  place = mkdtempSync(join(root, 'node_modules/.cache/crash-'))
  await bundle({
    'victim': 'test/crash/victim.ts', 'password-worker': 'src/passwords/password-worker.ts', 'judge-worker': 'src/passwords/judge-worker.ts',
  }, place, root)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

function request(browser: Browser, method: 'POST' | 'PUT' | 'DELETE', url: string, body: object): Task {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return { method, url, payload: JSON.stringify(body), headers: { 'origin': webOrigin, 'content-type': 'application/json', ...(cookie && { cookie }), ...(browser.accessToken && { authorization: `Bearer ${browser.accessToken}` }) } }
}

/** Has another process do it and die before its n-th statement; answers what it managed to say. */
async function dieAt(app: App, statement: number, task: Task, mailFile = '/dev/null') {
  const order = { databaseUrl: app.testDatabase.url, secret: app.secret.toString('base64'), statement, task, mailFile }
  const child = spawn(process.execPath, [join(place, 'victim.js'), JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const signal = await new Promise(resolve => child.once('close', (_code, name) => resolve(name)))
  const answer: { statements: number, status: number, cookies: { name: string, value: string }[] } | null = said === '' ? null : JSON.parse(said)
  expect(signal).toBe(answer ? null : 'SIGKILL')
  return answer
}

/** What must be true of a database at any moment, whatever happened. */
async function expectWhole({ rows }: App) {
  const [users, sessions, tokens, jobs, codes] = await Promise.all(['users', 'sessions', 'refresh_tokens', 'jobs', 'verification_codes'].map(rows))
  for (const session of sessions ?? []) {
    expect(users?.map(user => user.id)).toContain(session.user_id)
    expect(tokens?.filter(token => token.session_id === session.id && token.used_at === null)).toHaveLength(1)
  }
  for (const token of tokens ?? []) {
    expect(token.used_at === null).toBe(token.successor_id === null)
    if (token.successor_id !== null) expect(tokens?.map(other => other.id)).toContain(token.successor_id)
  }
  for (const user of users ?? []) expect(user.password_hash).toMatch(/^gatehouse-password-v1/)
  for (const job of jobs ?? []) expect(['pending', 'leased', 'sent', 'dead']).toContain(job.state)
  for (const code of codes ?? []) expect(code.used_at !== null && code.voided_at !== null).toBe(false)
}

test('a registration that is killed at any statement leaves all of it or nothing, and can be finished', async () => {
  let unacknowledged = 0
  for (let statement = 1; ; statement++) {
    const app = await harness()
    const ann = app.browser()
    const code = await app.requestCode(ann, 'ann@example.com', 'register')
    const body = { username: 'ann-lee', email: 'ann@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true }
    const answer = await dieAt(app, statement, request(ann, 'POST', '/users', body))
    await expectWhole(app)
    const counts = async () => (await Promise.all(['users', 'sessions', 'refresh_tokens', 'known_devices', 'audit_events'].map(app.rows))).map(rows => rows.length)
    const welcomes = (await app.rows('jobs')).filter(job => job.kind === 'notice').length

    if (answer) {
      expect([answer.status, ...await counts(), welcomes]).toEqual([201, 1, 1, 1, 1, 2, 1])
      expect(statement).toBeGreaterThan(8)
      break
    }
    unacknowledged++
    expect([...await counts(), welcomes]).toEqual([0, 0, 0, 0, 0, 0])
    expect((await ann.post('/users', body)).status).toBe(201)
    await expectWhole(app)
  }
  expect(unacknowledged).toBeGreaterThan(7)
})

test('a rotation that is killed at any statement leaves the old token or the new one, and signs nobody out', async () => {
  for (let statement = 1; ; statement++) {
    const app = await harness()
    const ann = await app.register('ann-lee')
    const old = ann.browser.refreshToken
    const answer = await dieAt(app, statement, request(ann.browser, 'POST', '/sessions/refresh', {}))
    await expectWhole(app)
    if (answer) {
      expect(answer.status).toBe(200)
      // The answer got lost on its way: the browser still holds the old token, and is given the successor that was made.
      expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
      expect(ann.browser.refreshToken).toBe(answer.cookies.find(({ name }) => name === cookieNames.refresh)?.value)
      expect(statement).toBeGreaterThan(4)
      break
    }
    expect(ann.browser.refreshToken).toBe(old)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
    expect((await app.rows('refresh_tokens')).filter(row => row.used_at === null)).toHaveLength(1)
  }
})

test('a reset and a deletion that are killed at any statement have happened or not', async () => {
  for (let statement = 4; ; statement += 2) {
    const app = await harness()
    const ann = await app.register('ann-lee')
    const phone = app.browser()
    const code = await app.requestCode(phone, ann.email, 'reset-password')
    const fresh = 'quiet marble harbour'
    const answer = await dieAt(app, statement, request(phone, 'POST', '/users/password-resets', { email: ann.email, ...code, password: fresh, passwordConfirmation: fresh }))
    await expectWhole(app)
    const works = async (secret: string) => (await app.browser().post('/users/authorizations', { username: 'ann-lee', password: secret })).status === 200
    expect([await works(password), await works(fresh)]).toEqual(answer ? [false, true] : [true, false])
    expect((await app.rows('sessions')).filter(row => row.ended_at === null)).toHaveLength(answer ? 1 : 2)
    if (answer) break
  }
  for (let statement = 2; ; statement += 2) {
    const app = await harness()
    const ann = await app.register('ann-lee')
    const answer = await dieAt(app, statement, request(ann.browser, 'DELETE', '/users/me', {}))
    await expectWhole(app)
    expect((await app.rows('users')).length).toBe(answer ? 0 : 1)
    if (answer) break
    expect((await ann.browser.get('/users/me')).status).toBe(200)
  }
})

test('a sender that is killed at any statement loses no mail; what is sent again is the same mail', async () => {
  for (let statement = 1; ; statement++) {
    const mailFile = join(tmpdir(), `gatehouse-mail-${randomUUID()}`)
    onTestFinished(() => rmSync(mailFile, { force: true }))
    const app = await harness()
    const ann = app.browser()
    const { body } = await ann.post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })
    const answer = await dieAt(app, statement, 'deliver', mailFile)
    const sentBefore: { messageId: string, text: string }[] = JSON.parse(`[${existsSync(mailFile) ? readFileSync(mailFile, 'utf8').trim().replaceAll('\n', ',') : ''}]`)

    // The lease that died with its process was taken at the time of that process, some seconds after ours.
    app.clock.advance(120)
    await app.deliver()
    const mails = [...sentBefore, ...app.mailbox.mails]
    expect(mails.length).toBeGreaterThanOrEqual(1)
    expect(new Set(mails.map(mail => `${mail.messageId} ${mail.text}`)).size).toBe(1)
    const emailCode = /\b\d{6}\b/.exec(mails[0]?.text ?? '')?.[0]
    expect((await ann.post('/users', { username: 'ann-lee', email: 'ann@example.com', codeRequestId: body.requestId, emailCode, password, passwordConfirmation: password, acceptTerms: true })).status).toBe(201)
    if (answer) {
      expect(sentBefore).toHaveLength(1)
      expect(app.mailbox.mails.filter(mail => mail.subject === 'Your registration code')).toEqual([])
      break
    }
  }
})
