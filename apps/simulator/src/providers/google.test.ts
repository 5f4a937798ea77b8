import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.google
const redirectUri = callbackOf('google')
const long = 'https://www.googleapis.com/auth/userinfo.'

async function google() {
  const simulator = await upstream()
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack('/accounts.google.com/o/oauth2/v2/auth', {
    client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid email profile', state: 's1', nonce: 'n1', ...query,
  }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['code'] ?? ''
  const exchange = (form: Record<string, string>) => simulator.ask('/oauth2.googleapis.com/token', {
    form: { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...form },
  })
  async function tokensOf(person?: string, query?: Record<string, string>) {
    const reply: { access_token: string, id_token: string, refresh_token?: string } = JSON.parse((await exchange({ code: await codeOf(person, query) })).body)
    return reply
  }
  return { ...simulator, authorize, codeOf, exchange, tokensOf }
}

const refusal = (status: number, error: string, description: string) => ({
  status, type: 'application/json; charset=utf-8', body: `{\n  "error": "${error}",\n  "error_description": "${description}"\n}`,
})

test('the way back carries issuer, scopes, account and prompt beside the code, which has a slash', async () => {
  const { authorize, tokensOf } = await google()
  const { location } = await authorize('wan')
  expect(location).toMatch(new RegExp(`^${redirectUri}\\?state=s1&iss=https%3A%2F%2Faccounts\\.google\\.com&code=4%2F0A\\w{69}`
    + '&scope=email\\+profile\\+https%3A%2F%2Fwww\\.googleapis\\.com%2Fauth%2Fuserinfo\\.email\\+https%3A%2F%2Fwww\\.googleapis\\.com%2Fauth%2Fuserinfo\\.profile\\+openid&authuser=0&prompt=consent$'))
  await tokensOf('wan')
  expect((await authorize('wan')).parameters['prompt']).toBe('none')
  expect((await authorize('lan')).parameters).toMatchObject({ hd: 'example.com' })
  expect((await authorize('lan', { simulator_iss: 'off' })).parameters).not.toHaveProperty('iss')
})

test('a token is indented JSON with long scope names and an ID token', async () => {
  const { exchange, codeOf } = await google()
  const { status, type, body } = await exchange({ code: await codeOf() })
  expect([status, type]).toEqual([200, 'application/json; charset=utf-8'])
  expect(body).toMatch(new RegExp(`^\\{\\n {2}"access_token": "ya29\\.a0A\\w{160}",\\n {2}"expires_in": 3599,\\n {2}"scope": "openid ${long}email ${long}profile",\\n {2}"token_type": "Bearer",\\n {2}"id_token": "[\\w.-]+"\\n\\}$`))
})

test('the ID token is signed with a published key, in Google\'s name', async () => {
  const { url, tokensOf } = await google()
  const { id_token: idToken, access_token: accessToken } = await tokensOf()
  const keys = createRemoteJWKSet(new URL('/www.googleapis.com/oauth2/v3/certs', url))
  const { payload } = await jwtVerify(idToken, keys, { issuer: 'https://accounts.google.com', audience: clientId, algorithms: ['RS256'] })
  expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'RS256', kid: expect.any(String), typ: 'JWT' })
  expect(payload).toMatchObject({
    azp: clientId, sub: expect.stringMatching(/^\d{21}$/), nonce: 'n1', name: '岚', given_name: 'Lan', email: 'lan@example.com', email_verified: true, hd: 'example.com',
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
  })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
})

test('new keys take the place of the old ones', async () => {
  const { ask, tokensOf } = await google()
  const published = async () => (await ask('/www.googleapis.com/oauth2/v3/certs')).body
  const before = await published()
  expect((await ask('/signing-keys', { json: {} })).status).toBe(204)
  const { kid = '' } = decodeProtectedHeader((await tokensOf()).id_token)
  expect(before).not.toContain(kid)
  expect(await published()).toContain(kid)
})

test('an address may be unverified or missing', async () => {
  const { tokensOf } = await google()
  expect(decodeJwt((await tokensOf('yu')).id_token)).toMatchObject({ email: 'yu@example.com', email_verified: false })
  expect(decodeJwt((await tokensOf('bo')).id_token)).not.toHaveProperty('email')
  expect(decodeJwt((await tokensOf('lan', { scope: 'openid' })).id_token)).not.toHaveProperty('name')
})

test('a malformed code is told from a used, late or unknown one', async () => {
  const { exchange, codeOf, pass } = await google()
  const code = await codeOf()
  await exchange({ code })
  const late = await codeOf()
  pass(601)
  for (const bad of [code, late, '4/0Ax']) expect(await exchange({ code: bad })).toMatchObject(refusal(400, 'invalid_grant', 'Bad Request'))
  expect(await exchange({ code: 'x' })).toMatchObject(refusal(400, 'invalid_grant', 'Malformed auth code.'))
})

test('what is wrong with the request is named, and burns no code', async () => {
  const { ask, exchange, codeOf } = await google()
  const code = await codeOf()
  expect(await exchange({ code, client_secret: 'x' })).toMatchObject(refusal(401, 'invalid_client', 'Unauthorized'))
  expect(await exchange({ code, client_secret: '' })).toMatchObject(refusal(400, 'invalid_request', 'client_secret is missing.'))
  expect(await exchange({ code, client_id: 'x' })).toMatchObject(refusal(401, 'invalid_client', 'The OAuth client was not found.'))
  expect(await exchange({ code, redirect_uri: `${redirectUri}/` })).toMatchObject(refusal(400, 'redirect_uri_mismatch', 'Bad Request'))
  expect(await exchange({ code, code_verifier: 'x' })).toMatchObject(refusal(400, 'invalid_grant', 'code_verifier or verifier is not needed.'))
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  expect((await ask('/oauth2.googleapis.com/token', { form: { grant_type: 'authorization_code', code, redirect_uri: redirectUri }, headers: { authorization } })).status).toBe(200)
})

test('a promised verifier must come', async () => {
  const { exchange, codeOf } = await google()
  const code = await codeOf('lan', { code_challenge: createHash('sha256').update('v').digest('base64url'), code_challenge_method: 'S256' })
  expect(await exchange({ code })).toMatchObject(refusal(400, 'invalid_grant', 'Missing code verifier.'))
  expect(await exchange({ code, code_verifier: 'w' })).toMatchObject(refusal(400, 'invalid_grant', 'Invalid code verifier.'))
  expect((await exchange({ code, code_verifier: 'v' })).status).toBe(200)
})

test('denial goes back; a foreign redirect address or program stays on a page', async () => {
  const { ask, authorize } = await google()
  expect((await authorize('deny')).location).toBe(`${redirectUri}?error=access_denied&state=s1&iss=https%3A%2F%2Faccounts.google.com`)
  for (const [wrong, text] of [[{ redirect_uri: `${redirectUri}/` }, 'Error 400: redirect_uri_mismatch'], [{ client_id: 'x' }, 'Error 401: invalid_client']] as const) {
    const query = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid', simulator_person: 'lan', ...wrong }
    expect(await ask('/accounts.google.com/o/oauth2/v2/auth', { query })).toMatchObject({ status: 400, location: undefined, body: expect.stringContaining(text) })
  }
})

test('a refresh token comes with the first consent only, and only offline', async () => {
  const { exchange, tokensOf } = await google()
  expect(await tokensOf('bo')).not.toHaveProperty('refresh_token')
  const { refresh_token: refreshToken = '' } = await tokensOf('lan', { access_type: 'offline' })
  expect(refreshToken).toMatch(/^1\/\//)
  expect(await tokensOf('lan', { access_type: 'offline' })).not.toHaveProperty('refresh_token')
  expect(await tokensOf('lan', { access_type: 'offline', prompt: 'consent' })).toHaveProperty('refresh_token')
  expect((await exchange({ grant_type: 'refresh_token', refresh_token: refreshToken })).body).toContain('"access_token": "ya29.')
})

test('userinfo has the same subject, and is refused without a good token; the older one has other names', async () => {
  const { ask, tokensOf } = await google()
  const { access_token: token, id_token: idToken } = await tokensOf()
  const headers = { authorization: `Bearer ${token}` }
  const userinfo = () => ask('/openidconnect.googleapis.com/v1/userinfo', { headers })
  expect(JSON.parse((await userinfo()).body)).toMatchObject({ sub: decodeJwt(idToken).sub, email: 'lan@example.com', email_verified: true })
  expect(JSON.parse((await ask('/www.googleapis.com/oauth2/v2/userinfo', { headers })).body)).toMatchObject({ id: decodeJwt(idToken).sub, verified_email: true })
  await ask('/oauth2.googleapis.com/revoke', { form: { token } })
  expect(await userinfo()).toMatchObject(refusal(401, 'invalid_request', 'Invalid Credentials'))
})

test('discovery names the real addresses', async () => {
  const { ask } = await google()
  expect(JSON.parse((await ask('/accounts.google.com/.well-known/openid-configuration')).body)).toMatchObject({
    issuer: 'https://accounts.google.com', token_endpoint: 'https://oauth2.googleapis.com/token', jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
  })
})
