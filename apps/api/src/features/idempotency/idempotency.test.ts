import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { dialect } from '../../../test/database.ts'
import { federated, mei } from '../../../test/federated.ts'
import { harness, password } from '../../../test/harness.ts'
import { registering, webProgram } from '../../../test/registered.ts'
import type { Answer, Browser } from '../../../test/browser.ts'
import { later } from '../../lib/clock.ts'
import { createKeyring } from '../../lib/keyring.ts'

const sentWith = (key = randomUUID()) => ({ headers: { 'idempotency-key': `"${key}"` } })
const refreshCookieOf = ({ setCookies }: Answer) => setCookies.find(cookie => cookie.startsWith('gatehouse-3000-refresh='))?.split(';')[0]
const codesOf = (answers: Answer[]) => answers.map(({ status, body }) => status < 300 ? status : body.code)

/** Somebody at the last step of registration. */
async function aboutToRegister(options?: Parameters<typeof harness>[0]) {
  const app = await harness(options)
  const who = app.browser()
  const code = await app.requestCode(who, 'ann@example.com', 'register')
  const form = { username: 'ann-lee', email: 'ann@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true }
  return { ...app, who, form }
}

/** The request went out and was answered; nothing of the answer has reached the browser. */
async function withLostAnswer(who: Browser, send: () => Promise<Answer>) {
  const before = new Map(who.cookies)
  const token = who.accessToken
  const answer = await send()
  who.cookies.clear()
  before.forEach((value, name) => who.cookies.set(name, value))
  who.accessToken = token
  return answer
}

test('registration whose answer was lost ends signed in: the same answer, one account, one session, one welcome', async () => {
  const { who, form, rows, deliver, mailbox } = await aboutToRegister()
  const key = sentWith()
  const lost = await withLostAnswer(who, () => who.post('/users', form, key))
  expect(lost.status).toBe(201)
  const again = await who.post('/users', form, key)
  expect(again.status).toBe(201)
  expect(again.body.user).toEqual(lost.body.user)
  expect(again.body.expiresIn).toBe(lost.body.expiresIn)
  expect(refreshCookieOf(again)).toBe(refreshCookieOf(lost))
  expect((await who.get('/users/me')).body.username).toBe('ann-lee')
  expect((await who.post('/sessions/refresh')).status).toBe(200)

  await deliver()
  expect(await rows('users')).toHaveLength(1)
  expect(await rows('sessions')).toHaveLength(1)
  expect(mailbox.to('ann@example.com')).toHaveLength(2)
  expect((await rows('audit_events')).filter(({ action }) => action === 'session.started' || action === 'code.rejected')).toHaveLength(1)
})

test('without the key the same request is refused, as it always was', async () => {
  const { who, form } = await aboutToRegister()
  await withLostAnswer(who, () => who.post('/users', form))
  expect((await who.post('/users', form)).body.code).toBe('code_invalid')
})

test('a repeated request costs nothing: no limit counts it, no code is tried', async () => {
  const { who, form, rows } = await aboutToRegister({ settings: { CODE_TRIES_PER_NETWORK_PER_MINUTE: '1' } })
  const key = sentWith()
  await who.post('/users', form, key)
  for (let round = 0; round < 5; round++) expect((await who.post('/users', form, key)).status).toBe(201)
  expect(await rows('verification_codes')).toMatchObject([{ tries: 0 }])
})

test('a key belongs to one request: with another body it is refused, and the first answer stays', async () => {
  const { who, form, rows } = await aboutToRegister()
  const key = sentWith()
  await who.post('/users', form, key)
  const other = await who.post('/users', { ...form, username: 'ann-lin' }, key)
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
  expect((await who.post('/users', { ...form, password: `${password}!`, passwordConfirmation: `${password}!` }, key)).status).toBe(422)
  expect((await who.post('/users', form, key)).status).toBe(201)
  expect(await rows('users')).toHaveLength(1)
})

test('a refusal is not kept: what was wrong is put right and sent with the same key', async () => {
  const { who, form, rows } = await aboutToRegister()
  const key = sentWith()
  const wrong = form.emailCode === '000000' ? '000001' : '000000'
  expect((await who.post('/users', { ...form, emailCode: wrong }, key)).body.code).toBe('code_invalid')
  expect((await who.post('/users', { ...form, password: '12345678', passwordConfirmation: '12345678' }, key)).body.code).toBe('validation_failed')
  expect(await rows('idempotent_requests')).toEqual([])
  expect((await who.post('/users', form, key)).status).toBe(201)
})

test('another browser with the key and the whole request gets nothing', async () => {
  const { who, form, browser } = await aboutToRegister()
  const key = sentWith()
  await who.post('/users', form, key)
  const thief = browser()
  expect((await thief.post('/users', form, key)).body.code).toBe('code_invalid')
  await thief.post('/verification-codes', { email: 'eve@example.com', purpose: 'register' })
  expect((await thief.post('/users', form, key)).body.code).toBe('code_invalid')
})

test('a program without cookies is told by its request: the same one gets the same answer', async () => {
  const { browser, form, rows } = await aboutToRegister()
  const key = sentWith()
  const first = await browser().post('/users', form, key)
  const again = await browser().post('/users', form, key)
  expect([first.status, again.status, refreshCookieOf(again)]).toEqual([201, 201, refreshCookieOf(first)])
  expect((await browser().post('/users', { ...form, username: 'ann-lin' }, key)).status).toBe(422)
  expect(await rows('users')).toHaveLength(1)
})

test('an answer is kept for a day, and swept up after it', async () => {
  const { who, form, clock, janitor, rows } = await aboutToRegister()
  const key = sentWith()
  await who.post('/users', form, key)
  clock.advance(86_400 - 1)
  await janitor.sweep()
  expect((await who.post('/users', form, key)).status).toBe(201)
  clock.advance(1)
  expect((await who.post('/users', form, key)).body.code).toBe('code_invalid')
  await janitor.sweep()
  expect(await rows('idempotent_requests')).toEqual([])
})

test('after signing out, the lost answer is not given again', async () => {
  const { who, form } = await aboutToRegister()
  const key = sentWith()
  await who.post('/users', form, key)
  await who.delete('/sessions/current')
  who.accessToken = null
  expect((await who.post('/users', form, key)).body.code).toBe('session_ended')
})

test('a late repetition does not bring back a refresh cookie that has been exchanged', async () => {
  const { who, form } = await aboutToRegister()
  const key = sentWith()
  await who.post('/users', form, key)
  await who.post('/sessions/refresh')
  const again = await who.post('/users', form, key)
  expect([again.status, refreshCookieOf(again)]).toEqual([201, undefined])
  expect((await who.post('/sessions/refresh')).status).toBe(200)
})

test.each(['', ' ', 'two words', '"open', '"in"side"', 'ключ', 'x'.repeat(256), 'a, b'])('what is no key is refused: %j', async (value) => {
  const { who, form, rows } = await aboutToRegister()
  const refused = await who.post('/users', form, { headers: { 'idempotency-key': value } })
  expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ path: 'Idempotency-Key', code: 'invalid' }] } })
  expect(await rows('users')).toEqual([])
})

test('a key means the same with quotes (RFC 9651) and without', async () => {
  const { who, form } = await aboutToRegister()
  expect((await who.post('/users', form, { headers: { 'idempotency-key': '"order-66"' } })).status).toBe(201)
  expect((await who.post('/users', form, { headers: { 'idempotency-key': 'order-66' } })).status).toBe(201)
})

test('twenty at once with one key: one account, and everybody gets its answer or is asked to wait', async () => {
  const { who, form, rows, anotherNode } = await aboutToRegister()
  const other = await anotherNode()
  const twin = other.browser()
  who.cookies.forEach((value, name) => twin.cookies.set(name, value))
  const key = sentWith()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? who : twin).post('/users', form, key)))
  expect(codesOf(answers).filter(code => code !== 201 && code !== 'request_in_progress')).toEqual([])
  const waiting = answers.filter(({ status }) => status === 409)
  for (const { headers, body } of waiting) expect([headers['retry-after'], body.retryAfter]).toEqual(['1', 1])
  expect(new Set(answers.filter(({ status }) => status === 201).map(refreshCookieOf)).size).toBe(1)
  if (dialect === 'postgres') expect(waiting.length).toBeGreaterThan(0)
  expect(await rows('users')).toHaveLength(1)
  expect(await rows('sessions')).toHaveLength(1)
  expect((await who.post('/users', form, key)).status).toBe(201)
})

test('a process that died over a request holds its key for half a minute; what it still does afterwards keeps no answer', async () => {
  const { store, clock } = await harness()
  const take = (claim: string) => store.idempotency.claim({ id: 'request', claim, now: clock.now(), claimedUntil: later(clock.now(), 30), expiresAt: later(clock.now(), 86_400) })
  expect(await take('first')).toBe(true)
  expect(await take('second')).toBe(false)
  clock.advance(30)
  expect(await take('second')).toBe(true)
  expect(await store.idempotency.complete('request', 'first', 'sealed')).toBe(false)
  expect(await store.idempotency.complete('request', 'second', 'sealed')).toBe(true)
  await store.idempotency.release('request', 'second')
  clock.advance(31)
  expect(await take('third')).toBe(false)
})

test('the database, and the database with SECRET_KEY, yield no key, no password and no token', async () => {
  const { who, form, rows, secret } = await aboutToRegister()
  const key = randomUUID()
  const answer = await who.post('/users', form, sentWith(key))
  const [row] = await rows('idempotent_requests')
  const id = String(row?.['id'])
  const inner = createKeyring([secret]).open('idempotency', id, String(row?.['sealed_answer']))
  expect(inner).not.toBeNull()
  for (const hidden of [key, password, refreshCookieOf(answer)?.split('=')[1] ?? 'none', answer.body.user.id]) {
    expect(JSON.stringify(row)).not.toContain(hidden)
    expect(inner).not.toContain(hidden)
    expect(Buffer.from(inner ?? '', 'base64url').toString('latin1')).not.toContain(hidden)
  }
})

test('binding whose answer was lost: to an account by its password, to a new one, to whoever is signed in', async () => {
  const { browser, register, requestCode, visit, rows } = await federated()
  const bob = await register('bob-ray')
  const subject = (name: string) => ({ ...mei, keys: [{ ...mei.keys[0], subject: name }] as const })

  const byPassword = browser()
  await visit(byPassword, 'github', subject('one'))
  const key = sentWith()
  const login = { username: 'bob-ray', password: bob.password }
  const lost = await withLostAnswer(byPassword, () => byPassword.post('/oauth/bindings', login, key))
  expect(lost.status).toBe(200)
  const again = await byPassword.post('/oauth/bindings', login, key)
  expect([again.status, again.body.session.user, refreshCookieOf(again)]).toEqual([200, lost.body.session.user, refreshCookieOf(lost)])
  expect(byPassword.cookies.has('gatehouse-3000-binding')).toBe(false)

  const fresh = browser()
  await visit(fresh, 'github', subject('two'))
  const form = { username: 'cam-ode', email: 'cam@example.com', ...await requestCode(fresh, 'cam@example.com', 'register'), acceptTerms: true }
  const made = sentWith()
  const first = await withLostAnswer(fresh, () => fresh.post('/oauth/bindings/new-account', form, made))
  const second = await fresh.post('/oauth/bindings/new-account', form, made)
  expect([first.status, second.status, second.body.session.user]).toEqual([201, 201, first.body.session.user])

  await visit(bob.browser, 'github', subject('three'))
  const owner = sentWith()
  expect((await withLostAnswer(bob.browser, () => bob.browser.post('/oauth/bindings', {}, owner))).status).toBe(200)
  expect((await bob.browser.post('/oauth/bindings', {}, owner)).body.session.user.id).toBe(bob.id)
  expect((await fresh.post('/oauth/bindings', {}, owner)).body.code).toBe('ticket_invalid')
  expect(await rows('identities')).toHaveLength(3)
})

test('an application whose answer was lost: registered once, with the secret that was shown', async () => {
  const { ann, register, rows } = await registering()
  const key = sentWith()
  const lost = await ann.browser.post('/o/applications', webProgram, key)
  const again = await ann.browser.post('/o/applications', webProgram, key)
  expect([again.status, again.body]).toEqual([201, lost.body])
  expect(again.body.clientSecret).toMatch(/^[\w-]{43}$/)
  expect((await ann.browser.post('/o/applications', { ...webProgram, name: 'Other' }, key)).status).toBe(422)
  expect(await rows('applications')).toHaveLength(1)

  const bob = await register('bob-ray')
  const his = await bob.browser.post('/o/applications', webProgram, key)
  expect(his.status).toBe(201)
  expect(his.body.clientId).not.toBe(lost.body.clientId)
  expect((await ann.browser.post('/o/applications', webProgram, { headers: { ...key.headers, authorization: undefined } })).status).toBe(401)
})

test('pages may send the key across origins, and OpenAPI says where it counts', async () => {
  const { browser } = await harness()
  const preflight = await browser().request('OPTIONS', '/users', undefined, { headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,idempotency-key' } })
  expect(String(preflight.headers['access-control-allow-headers']).toLowerCase()).toContain('idempotency-key')
  const { paths }: { paths: Record<string, { post?: { parameters?: { in: string, name: string }[], responses: object } }> } = JSON.parse((await browser().get('/openapi.json')).text)
  const honouring = Object.entries(paths).filter(([, { post }]) => post?.parameters?.some(parameter => parameter.in === 'header' && parameter.name === 'Idempotency-Key'))
  expect(honouring.map(([path]) => path).sort()).toEqual(['/o/applications', '/oauth/bindings', '/oauth/bindings/new-account', '/users'])
  for (const [, { post }] of honouring) expect(Object.keys(post?.responses ?? {})).toEqual(expect.arrayContaining(['409', '422']))
})
