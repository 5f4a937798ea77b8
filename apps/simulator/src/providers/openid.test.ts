import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, test, vi } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.oidc
const redirectUri = callbackOf('oidc')

async function openid() {
  // It warns of Node 20, on which it runs.
  vi.spyOn(console, 'warn').mockReturnValue()
  const simulator = await upstream()
  const issuer = `${simulator.url}/openid.example.com`
  const question = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid profile email', state: 's1', nonce: 'n1' }
  const show = (query: Record<string, string> = {}) => simulator.ask('/openid.example.com/auth', { query: { ...question, ...query } })
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack('/openid.example.com/auth', { ...question, ...query }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['code'] ?? ''
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const exchange = (form: Record<string, string>, authorization = basic) =>
    simulator.ask('/openid.example.com/token', { form: { grant_type: 'authorization_code', redirect_uri: redirectUri, ...form }, headers: { authorization } })
  async function tokensOf(person?: string, query?: Record<string, string>) {
    const reply: { access_token: string, id_token: string, refresh_token?: string } = JSON.parse((await exchange({ code: await codeOf(person, query) })).body)
    return reply
  }
  return { ...simulator, issuer, show, authorize, codeOf, exchange, tokensOf }
}

test('discovery is that of the address it is served under, whatever name it was asked by', async () => {
  const { ask, issuer, url } = await openid()
  for (const host of [new URL(url).host, '127.0.0.1:1']) {
    const { status, body } = await ask('/openid.example.com/.well-known/openid-configuration', { headers: { host } })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({
      issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, userinfo_endpoint: `${issuer}/me`, jwks_uri: `${issuer}/jwks`,
      authorization_response_iss_parameter_supported: true,
    })
  }
})

test('a whole sign-in: code, signed ID token, userinfo', async () => {
  const { ask, issuer, authorize, exchange } = await openid()
  const { parameters, target } = await authorize()
  expect([target, parameters]).toEqual([redirectUri, { code: expect.any(String), state: 's1', iss: issuer }])
  const { status, body } = await exchange({ code: parameters['code'] ?? '' })
  expect(status).toBe(200)
  const reply: { access_token: string, id_token: string } = JSON.parse(body)
  expect(reply).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid profile email' })
  const { payload } = await jwtVerify(reply.id_token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer, audience: clientId, algorithms: ['RS256'] })
  expect(payload).toMatchObject({ nonce: 'n1', sub: expect.stringMatching(/^\w{24}$/) })
  const me = await ask('/openid.example.com/me', { headers: { authorization: `Bearer ${reply.access_token}` } })
  expect(JSON.parse(me.body)).toMatchObject({ sub: payload.sub, name: '岚', preferred_username: 'lan', email: 'lan@example.com', email_verified: true })
})

test('the ID token says when the person signed in: now, since they choose anew each time; or when a test wants it', async () => {
  const { tokensOf } = await openid()
  const age = async (query: Record<string, string>) => Math.floor(Date.now() / 1000) - Number(decodeJwt((await tokensOf('lan', query)).id_token)['auth_time'])
  for (const query of [{}, { prompt: 'login', max_age: '0' }]) expect(await age(query)).toBeLessThan(60)
  const stale = await age({ prompt: 'login', max_age: '0', simulator_signed_in: '3600' })
  expect(stale).toBeGreaterThanOrEqual(3600)
  expect(stale).toBeLessThan(3660)
})

test('a code is good once', async () => {
  const { exchange, codeOf } = await openid()
  const code = await codeOf()
  expect((await exchange({ code })).status).toBe(200)
  expect(await exchange({ code })).toMatchObject({ status: 400, body: '{"error":"invalid_grant","error_description":"grant request is invalid"}' })
})

test('a wrong secret, redirect address or verifier is refused', async () => {
  const { exchange, codeOf, show } = await openid()
  const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url')
  const code = await codeOf('lan', { code_challenge: challenge, code_challenge_method: 'S256' })
  expect(await exchange({ code }, `Basic ${Buffer.from(`${clientId}:x`).toString('base64')}`)).toMatchObject({ status: 401, body: expect.stringContaining('"invalid_client"') })
  expect(await exchange({ code, redirect_uri: `${redirectUri}/` })).toMatchObject({ status: 400 })
  expect(await exchange({ code })).toMatchObject({ status: 400 })
  expect((await exchange({ code, code_verifier: 'v'.repeat(43) })).status).toBe(200)
  expect(await show({ redirect_uri: 'https://evil.example/', simulator_person: 'lan' })).toMatchObject({ status: 400, location: undefined, type: 'text/html; charset=utf-8', body: expect.stringContaining('invalid_redirect_uri') })
})

test('people choose on a page, and get a new choice every time; nothing is kept in cookies', async () => {
  const { ask, show, authorize } = await openid()
  await authorize('bo', { prompt: 'login consent' })
  const { status, location = '', headers } = await show()
  expect([status, headers['set-cookie']]).toEqual([303, undefined])
  const { body } = await ask(location)
  const [, href = ''] = /href="([^"]*simulator_person=wan)"/.exec(body) ?? []
  expect(await ask(href.replaceAll('&amp;', '&'))).toMatchObject({ status: 303, location: expect.stringContaining('code=') })
})

test('denial and a request that must not ask go back with an error', async () => {
  const { authorize, show } = await openid()
  expect((await authorize('deny')).parameters).toMatchObject({ error: 'access_denied', state: 's1' })
  expect((await authorize('nobody')).parameters).toMatchObject({ error: 'invalid_request' })
  expect((await show({ prompt: 'none' })).location).toContain('error=login_required')
})

test('two people are two, and an address may be unverified or missing', async () => {
  const { ask, tokensOf } = await openid()
  const me = async (person: string) => {
    const { access_token: token, id_token: idToken } = await tokensOf(person)
    const claims: { sub: string } = JSON.parse((await ask('/openid.example.com/me', { headers: { authorization: `Bearer ${token}` } })).body)
    expect(claims.sub).toBe(decodeJwt(idToken).sub)
    return claims
  }
  const [bo, yu] = [await me('bo'), await me('yu')]
  expect(bo).not.toHaveProperty('email')
  expect(yu).toMatchObject({ email: 'yu@example.com', email_verified: false })
  expect(bo.sub).not.toBe(yu.sub)
})

test('faults and the end of all sign-ins reach it as any other', async () => {
  const { ask, plan, codeOf, exchange } = await openid()
  const code = await codeOf()
  await plan({ host: 'openid.example.com', fault: 'http_500' })
  expect((await exchange({ code })).status).toBe(500)
  await ask('/sign-ins', { method: 'DELETE' })
  expect((await exchange({ code })).status).toBe(400)
})

test('a new key signs what was begun before it', async () => {
  const { ask, issuer, codeOf, exchange } = await openid()
  const code = await codeOf()
  const before = (await ask('/openid.example.com/jwks')).body
  await ask('/signing-keys', { json: {} })
  const { id_token: idToken }: { id_token: string } = JSON.parse((await exchange({ code })).body)
  const { protectedHeader } = await jwtVerify(idToken, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer })
  expect(before).not.toContain(protectedHeader.kid)
})

test('offline access gives a refresh token', async () => {
  const { exchange, tokensOf } = await openid()
  const { refresh_token: refreshToken = '' } = await tokensOf('lan', { scope: 'openid offline_access', prompt: 'consent' })
  expect((await exchange({ grant_type: 'refresh_token', refresh_token: refreshToken })).status).toBe(200)
})
