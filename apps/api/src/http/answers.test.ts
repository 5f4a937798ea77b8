import { expect, test } from 'vitest'
import { harness, password } from '../../test/harness.ts'
import { createReadiness } from './health.ts'

test('every answer tells the browser to trust nothing', async () => {
  const { register, browser } = await harness()
  const ann = await register('ann-lee')
  for (const { headers } of [await ann.browser.get('/users/me'), await browser().get('/nope'), await browser().post('/users', {}), await browser().get('/livez'), await ann.browser.delete('/sessions/current')]) {
    expect(headers).toMatchObject({
      'content-security-policy': 'default-src \'none\'; base-uri \'none\'; form-action \'none\'; frame-ancestors \'none\'',
      'strict-transport-security': 'max-age=31536000', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-site', 'cache-control': 'no-store',
    })
    expect(headers.server ?? headers['x-powered-by']).toBeUndefined()
  }
})

test('every cookie is bound to this host, unreadable for scripts, opaque and small', async () => {
  const { register, browser } = await harness()
  const ann = await register('ann-lee')
  const answers = [
    await browser().post('/users/authorizations', { username: 'ann-lee', password, remember: true }), await ann.browser.post('/sessions/refresh'),
    await ann.browser.post('/sessions/current/reauthentication', { password }), await browser().post('/verification-codes', { email: 'x@example.com', purpose: 'register' }), await ann.browser.delete('/sessions/current'),
  ]
  const cookies = answers.flatMap(answer => answer.setCookies)
  expect(cookies.length).toBeGreaterThanOrEqual(6)
  for (const cookie of cookies) {
    // The mark of a session is Lax: it opens nothing, and has to come along when a program of another site leads people here.
    expect(cookie).toMatch(/^gatehouse-3000-((refresh|device)=([\w.-]{43,})?;.*=Strict|session=([\w-]{36}\.[\w-]{43})?;.*=Lax)$/)
    expect(cookie).toMatch(/; Path=\/(;|$)/)
    expect(cookie).toMatch(/; HttpOnly; SameSite=(Strict|Lax)$/)
    expect(cookie).not.toMatch(/Domain/i)
    expect(cookie.length).toBeLessThan(300)
  }
})

test('a fault of ours is one sentence to the outside and a line in the log, and the next request is served', async () => {
  const app = await harness({ expectFaults: true })
  const ann = await app.register('ann-lee')
  const find = app.store.users.findById
  app.store.users.findById = async () => { throw Object.assign(new Error('relation "secret_table" does not exist'), { code: '42P01', query: 'select secret', params: ['ann-lee@example.com'] }) }
  const answer = await ann.browser.get('/users/me')
  expect([answer.status, answer.body]).toEqual([500, { type: 'urn:gatehouse:problem:internal', title: 'Internal server error', status: 500, code: 'internal', requestId: expect.any(String) }])
  const line = app.logLines.find(text => text.includes('"fault"')) ?? ''
  expect(JSON.parse(line)).toMatchObject({ requestId: answer.body.requestId, err: { message: 'a statement failed', errorCode: '42P01' } })
  expect(line).not.toMatch(/secret|ann-lee@/)
  app.store.users.findById = find
  expect((await ann.browser.get('/users/me')).status).toBe(200)
})

test('a database that is full, locked or gone is "later", not "our fault"', async () => {
  const app = await harness()
  const ann = await app.register('ann-lee')
  for (const code of ['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE', 'ECONNREFUSED', '57P01', '53300', '08006']) {
    app.store.users.findById = async () => { throw new Error('Failed query', { cause: Object.assign(new Error('gone'), { code }) }) }
    const answer = await ann.browser.get('/users/me')
    expect([code, answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([code, 503, 'overloaded', '2'])
    const line = app.logLines.findLast(text => text.includes('database unavailable')) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({ level: 50, requestId: answer.body.requestId, err: { cause: { message: 'gone', errorCode: code } } })
  }
})

test('health tells strangers nothing but yes or no', async () => {
  const { browser, database, announceStop } = await harness()
  expect(await browser().get('/livez')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(await browser().get('/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  announceStop()
  expect(await browser().get('/readyz')).toMatchObject({ status: 503, body: { status: 'unavailable' } })
  expect((await browser().get('/livez')).status).toBe(200)
  expect(database.dialect).toMatch(/sqlite|postgres/)
})

test('a database that does not answer makes us unready, not dead', async () => {
  const { browser, database } = await harness()
  const ping = database.ping
  database.ping = async () => { throw new Error('gone') }
  expect((await browser().get('/readyz')).status).toBe(503)
  expect((await browser().get('/livez')).status).toBe(200)
  database.ping = ping
  await expect.poll(async () => (await browser().get('/readyz')).status, { timeout: 30_000 }).toBe(200)
})

test('however often we are asked, the database is asked once a second at most, also while it does not answer', async () => {
  let pings = 0
  const answers: ((value: unknown) => void)[] = []
  const ready = createReadiness(async () => {
    pings++
    await new Promise(resolve => answers.push(resolve))
  }, { info: () => undefined, warn: () => undefined, error: () => undefined })
  const asked = Array.from({ length: 50 }, () => ready())
  expect(pings).toBe(1)
  answers[0]?.('there')
  expect(new Set(await Promise.all(asked))).toEqual(new Set([true]))
  await Promise.all(Array.from({ length: 50 }, () => ready()))
  expect(pings).toBe(1)
  await expect.poll(() => {
    void ready()
    return pings
  }, { timeout: 30_000 }).toBe(2)
})

test('the interface is described in OpenAPI 3.1 and shown as a page, in development only', async () => {
  const { app, browser } = await harness()
  const description: { openapi: string, paths: Record<string, Record<string, { responses: object }>> } = JSON.parse((await app.inject('/openapi.json')).body)
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(['/users', '/users/authorizations', '/sessions/refresh', '/users/me', '/verification-codes']))
  expect(Object.keys(description.paths['/users']?.post?.responses ?? {})).toEqual(expect.arrayContaining(['201', '400', '409', '429', '503']))
  const page = await app.inject('/docs/')
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')])
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self'/)

  const quiet = await harness({ settings: { API_DOCS: 'false' } })
  for (const path of ['/openapi.json', '/docs', '/docs/', '/metrics', '/.git/config', '/main.js.map']) expect([path, (await quiet.browser().get(path)).status]).toEqual([path, 404])
  expect((await browser().get('/livez')).status).toBe(200)
})

test('what the page of the interface tries out is answered, in development only, and never on the strength of the cookie', async () => {
  const tried = async (world: Awaited<ReturnType<typeof harness>>, origin: string) => (await world.app.inject({
    method: 'POST', url: '/users/authorizations', headers: { origin, 'content-type': 'application/json' }, payload: '{"username":"nobody","password":"copper lantern"}',
  })).statusCode
  const own = 'http://localhost:3000'
  const shown = await harness()
  const ann = await shown.register('ann-lee')
  expect([await tried(shown, own), await tried(shown, 'https://evil.example')]).toEqual([401, 403])
  expect((await ann.browser.post('/sessions/refresh', {}, { headers: { origin: own } })).status).toBe(403)
  expect(await tried(await harness({ settings: { API_DOCS: 'false' } }), own)).toBe(403)
})
