import { describe, expect, test } from 'vitest'
import { harness, password, webOrigin } from '../../test/harness.ts'

const allowOrigin = 'access-control-allow-origin'

const foreign = [
  `${webOrigin}.evil.example`, 'http://evillocalhost:5173', 'http://localhostX5173', 'https://localhost:5173', 'http://localhost:5174', 'http://localhost:5173.', 'http://LOCALHOST:5173', 'http://localhost.:5173',
  'null', 'file://', `${webOrigin}, https://evil.example`, `${webOrigin}/`, ` ${webOrigin}x`, 'http://127.0.0.1:5173', '*', 'http://user@localhost:5173',
]

describe('a page of an allowed origin', () => {
  test('may read every answer with credentials, errors included, and no cache mixes it up with another', async () => {
    const { browser, register } = await harness()
    const ann = await register('ann-lee')
    const answers = [
      await ann.browser.get('/users/me'), await browser().get('/users/me'), await browser().get('/nothing/here'), await browser().post('/users', {}),
      await browser().post('/users', 'x'.repeat(40_000)), await browser().request('POST', '/users', undefined, { payload: 'a=b', headers: { 'content-type': 'text/plain' } }),
      await browser().get('/livez'),
    ]
    expect(answers.map(answer => answer.status)).toEqual([200, 401, 404, 400, 413, 415, 200])
    for (const { headers } of answers) {
      expect(headers).toMatchObject({ [allowOrigin]: webOrigin, 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'Date, Retry-After, X-Request-Id' })
      expect(headers.vary).toMatch(/Origin/)
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/)
    }
  })

  test('is told once for two hours what it may send', async () => {
    const { browser } = await harness()
    const preflight = await browser().request('OPTIONS', '/users/me', undefined, { headers: { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization,content-type' } })
    expect(preflight.status).toBe(204)
    expect(preflight.headers).toMatchObject({
      [allowOrigin]: webOrigin, 'access-control-allow-credentials': 'true', 'access-control-max-age': '7200',
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE', 'access-control-allow-headers': 'Authorization, Content-Type, Accept-Language, Idempotency-Key',
    })
    expect(preflight.headers.vary).toMatch(/Origin/)
  })
})

describe('any other origin', () => {
  test.each(foreign)('%j gets no permission to read, and changes nothing', async (origin) => {
    const { browser, register, store } = await harness()
    const ann = await register('ann-lee')
    const headers = { origin }
    const answers = [
      await ann.browser.get('/users/me', { headers }),
      await ann.browser.patch('/users/me', { displayName: 'Eve' }, { headers }),
      await ann.browser.post('/sessions/refresh', {}, { headers }),
      await ann.browser.delete('/sessions/current', { headers }),
      await browser().post('/users/authorizations', { username: 'ann-lee', password }, { headers }),
      await browser().post('/verification-codes', { email: 'ann@example.com', purpose: 'register' }, { headers }),
      await browser().request('OPTIONS', '/users/me', undefined, { headers: { origin, 'access-control-request-method': 'PATCH' } }),
    ]
    for (const answer of answers) {
      expect(answer.headers[allowOrigin]).toBeUndefined()
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
      expect(answer.setCookies).toEqual([])
      expect(answer.headers.vary).toMatch(/Origin/)
    }
    for (const answer of answers.slice(1, 6)) expect([answer.status, answer.body.code]).toEqual([403, 'origin_not_allowed'])
    expect((await store.users.findById(ann.id))?.displayName).toBe('ann-lee')
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
  })
})

test('signing in needs JSON from a page of ours: neither forms, nor disguised JSON, nor programs that name no page', async () => {
  const { register, browser } = await harness()
  await register('ann-lee')
  const body = JSON.stringify({ username: 'ann-lee', password })
  const tries = [
    { payload: `username=ann-lee&password=${password}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415 },
    { payload: body, headers: { 'content-type': 'text/plain' }, status: 415 },
    { payload: body, headers: { 'content-type': 'application/json', 'origin': undefined }, status: 403 },
    { payload: body, headers: { 'content-type': 'application/json', 'origin': 'https://evil.example' }, status: 403 },
    { payload: body, headers: { 'content-type': 'multipart/form-data; boundary=x' }, status: 415 },
  ]
  for (const { status, ...options } of tries) {
    const answer = await browser().request('POST', '/users/authorizations', undefined, options)
    expect([options.headers, answer.status, answer.setCookies]).toEqual([options.headers, status, []])
  }
})

test('programs that are no browsers name no origin, and need none where no cookie counts', async () => {
  const { register, browser } = await harness()
  const ann = await register('ann-lee')
  const headers = { origin: undefined }
  expect((await browser().post('/verification-codes', { email: 'new@example.com', purpose: 'register' }, { headers })).status).toBe(202)
  expect((await browser().post('/sessions/refresh', {}, { headers })).status).toBe(204)
  expect((await ann.browser.post('/sessions/refresh', {}, { headers })).body.code).toBe('origin_not_allowed')
  ann.browser.cookies.clear()
  expect((await ann.browser.patch('/users/me', { displayName: 'Ann' }, { headers })).status).toBe(200)
  expect((await ann.browser.post('/sessions/current/reauthentication', { password }, { headers })).status).toBe(200)
  expect((await ann.browser.delete('/sessions/current', { headers })).status).toBe(204)
})

test('several origins can be allowed, each compared by itself', async () => {
  const { browser } = await harness({ settings: { CORS_ORIGINS: 'https://www.example.com, https://app.example.com' } })
  for (const [origin, allowed] of [['https://www.example.com', true], ['https://app.example.com', true], ['https://example.com', false], [webOrigin, false]] as const) {
    const answer = await browser().get('/livez', { headers: { origin } })
    expect([origin, answer.headers[allowOrigin]]).toEqual([origin, allowed ? origin : undefined])
  }
})
