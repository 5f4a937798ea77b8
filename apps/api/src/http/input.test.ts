import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { contracts, type Endpoint } from '@gatehouse/contracts'
import { consoleContracts } from '@gatehouse/contracts/console'
import { programContracts } from '@gatehouse/contracts/programs'
import { harness, password, webOrigin } from '../../test/harness.ts'

const json = JSON.stringify({ username: 'ann-lee', password })

test.each([
  ['application/json', 200], ['application/json; charset=utf-8', 200], ['APPLICATION/JSON', 200], ['application/json;charset=UTF-8', 200],
  ['application/json\t', 'parsed or refused'], [' application/json', 'parsed or refused'], ['application/json garbage', 415], ['application/jsonx', 415], ['application/json+x', 415], ['text/json', 415], [undefined, 415],
])('a body of type %j is validated or refused, never taken as it is: %s', async (type, expected) => {
  const { register, browser } = await harness()
  await register('ann-lee')
  const good = await browser().request('POST', '/users/authorizations', undefined, { payload: json, headers: { 'content-type': type } })
  if (expected === 'parsed or refused') expect(good.status).toBeOneOf([200, 415])
  else expect(good.status).toBe(expected)
  const bad = await browser().request('POST', '/users/authorizations', undefined, { payload: '{"username":["ann-lee"],"password":{}}', headers: { 'content-type': type } })
  expect(bad.status).toBeOneOf([400, 415])
})

test.each([
  ['not JSON', '{'], ['an empty body', ''], ['an array', '[]'], ['a string', '"x"'], ['null', 'null'], ['a number', '1'], ['a polluted prototype', '{"__proto__":{"isSuperuser":true},"username":"a","password":"b"}'],
  ['a polluted constructor', '{"constructor":{"prototype":{"isSuperuser":true}},"username":"a","password":"b"}'], ['deep nesting', `{"username":${'['.repeat(10_000)}${']'.repeat(10_000)},"password":"x"}`],
  ['numbers for text', '{"username":1,"password":true}'], ['twice the same field', '{"username":"a","username":{"$ne":""},"password":"b"}'],
])('%s is a problem of the sender', async (_name, payload) => {
  const { browser } = await harness()
  const answer = await browser().request('POST', '/users/authorizations', undefined, { payload, headers: { 'content-type': 'application/json' } })
  expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed'])
  expect(Reflect.get({}, 'isSuperuser')).toBeUndefined()
})

test('too much is refused: a large body, many keys, a long header, a long address', async () => {
  const { browser, app } = await harness()
  expect((await browser().post('/users', { username: 'x'.repeat(10 * 1024 * 1024) })).body.code).toBe('payload_too_large')
  expect((await browser().post('/users', Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 1])))).status).toBe(413)
  const address = await app.listen({ port: 0, host: 'localhost' })
  expect((await fetch(`${address}/users/me`, { headers: { 'x-long': 'x'.repeat(100_000) } })).status).toBe(431)
})

test('a request with two lengths, or a length and chunks, is refused and its connection closed', async () => {
  const { app } = await harness()
  const { port } = new URL(await app.listen({ port: 0, host: 'localhost' }))
  for (const headers of ['Content-Length: 5\r\nContent-Length: 6', 'Content-Length: 5\r\nTransfer-Encoding: chunked']) {
    const answer = await raw(port, `POST /users/authorizations HTTP/1.1\r\nHost: localhost\r\nOrigin: ${webOrigin}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 400/)
  }
})

test('hostile text of any length is answered at once', async () => {
  const { browser } = await harness()
  const evil = ['a@'.repeat(8000), `${'a'.repeat(15_000)}!`, `${'ａ'.repeat(5000)}@`, '\u0301'.repeat(8000), '('.repeat(15_000), `${'a.'.repeat(7000)}@b`, ' '.repeat(15_000), 'İ'.repeat(7000)]
  for (const text of evil) {
    const begun = process.cpuUsage()
    await browser().post('/users', { username: text, email: text, codeRequestId: text, emailCode: text, password: text, passwordConfirmation: text, acceptTerms: true })
    await browser().post('/users/authorizations', { username: text, password: text })
    await browser().post('/verification-codes', { email: text, purpose: text })
    await browser().get('/livez', { headers: { 'user-agent': text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 8000), 'accept-language': 'a,'.repeat(4000) } })
    // Four requests, with a margin of ten: nothing here may take work that grows with the square of the text. Work, not time: others may be busy beside us.
    const { user, system } = process.cpuUsage(begun)
    expect((user + system) / 1000).toBeLessThan(2000)
  }
})

test('64 KB of hostile text at an address, a scope, a redirect, a header or a field is refused at once', async () => {
  const { browser } = await harness()
  const long = 64 * 1024
  for (const part of ['a@', '%0a', '../', 'ａ', '\u0301', 'https://a.', 'openid ']) {
    const text = part.repeat(Math.ceil(long / part.length)).slice(0, long)
    const query = encodeURIComponent(text)
    const begun = process.cpuUsage()
    const answers = [
      await browser().post('/users', { username: text, email: text, password: text }),
      await browser().post('/users/authorizations', { username: text, password: text }),
      await browser().get(`/usernames/${query}/count`),
      await browser().get(`/oauth/github/callback?code=${query}&state=${query}`),
      await browser().get(`/o/authorize?client_id=${query}&scope=${query}&redirect_uri=${query}&response_type=code`),
      await browser().request('POST', '/o/token', undefined, { payload: `grant_type=password&username=${query}&password=${query}&scope=${query}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ]
    for (const { status } of answers) expect(status).toBeOneOf([303, 400, 401, 404, 413, 414])
    const { user, system } = process.cpuUsage(begun)
    // Six requests, with a margin of ten: work that grows with the square of the text would take many times that.
    expect((user + system) / 1000).toBeLessThan(3000)
  }
})

test('reading changes nothing: no path that acts answers to GET, HEAD or OPTIONS', async () => {
  const { browser } = await harness()
  const endpoints = Object.values({ ...contracts, ...programContracts, ...consoleContracts }).flatMap(feature => Object.values<Endpoint>(feature))
  const reading = new Set(endpoints.filter(({ method }) => method === 'GET').map(({ path }) => path))
  for (const { method, path } of endpoints) {
    if (method === 'GET' || reading.has(path)) continue
    for (const safe of ['GET', 'HEAD'] as const) expect([path, (await browser().request(safe, path.replaceAll(/:\w+/g, 'x'))).status]).toEqual([path, 404])
  }
})

test('methods that are not served are refused', async () => {
  const { browser, app } = await harness()
  expect((await browser().put('/users/authorizations', {})).status).toBe(404)
  expect((await browser().patch('/sessions/refresh', {})).status).toBe(404)
  const { port } = new URL(await app.listen({ port: 0, host: 'localhost' }))
  for (const method of ['TRACE', 'FOO']) expect(await raw(port, `${method} /users/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 40[045]/)
})

test('a trailing slash makes no difference, nor opens a way around a guard', async () => {
  const { register, browser } = await harness()
  const ann = await register('ann-lee')
  expect((await ann.browser.get('/users/me/')).body.username).toBe('ann-lee')
  expect((await browser().get('/users/me/')).status).toBe(401)
  expect((await browser().post('/users/authorizations/', { username: 'ann-lee', password })).status).toBe(200)
  expect((await browser().post('/users/authorizations/', { username: 'ann-lee', password }, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  for (const path of ['//users/me', '/users//me', '/USERS/ME', '/users/me%2f', '/users/me/..;/me']) expect([path, (await browser().get(path)).status]).toEqual([path, 404])
})

test.each(['/usernames/%zz/count', '/%', `/usernames/${'a'.repeat(400)}/count`])('the address %.30s is refused as everything else is', async (address) => {
  const { browser } = await harness()
  const answer = await browser().get(address)
  expect([answer.status, answer.body]).toEqual([400, expect.objectContaining({ code: 'validation_failed', status: 400, requestId: answer.headers['x-request-id'] })])
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8', 'vary': 'Origin', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
    'access-control-allow-origin': webOrigin, 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'Date, Retry-After, X-Request-Id',
  })
  expect((await browser().get(address, { headers: { origin: 'https://evil.example' } })).headers['access-control-allow-origin']).toBeUndefined()
})

test('line breaks in what we put into headers or mail are refused', async () => {
  const { browser, register } = await harness()
  const ann = await register('ann-lee')
  expect((await ann.browser.patch('/users/me', { locale: 'en\r\nSet-Cookie: a=b' })).status).toBe(400)
  expect((await ann.browser.patch('/users/me', { displayName: 'a\r\nb' })).status).toBe(400)
  expect((await browser().get('/usernames/ann%0d%0aSet-Cookie:%20a=b/count')).status).toBe(400)
})

function raw(port: string, request: string) {
  return new Promise<string>((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(request))
    socket.on('data', (chunk) => { answer += chunk.toString() }).on('close', () => resolve(answer)).on('error', reject)
    setTimeout(() => socket.end(), 1500).unref()
  })
}
