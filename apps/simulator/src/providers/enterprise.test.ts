import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.enterprise
const redirectUri = callbackOf('enterprise')
const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

async function enterprise() {
  const simulator = await upstream()
  const question = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'profile email permissions', state: 's1' }
  const show = (query: Record<string, string>) => simulator.ask('/sso.example.com/o/authorize/', { query: { ...question, ...query } })
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack('/sso.example.com/o/authorize/', { ...question, ...query }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['code'] ?? ''
  const exchange = (form: Record<string, string>, authorization = basic) =>
    simulator.ask('/sso.example.com/o/token/', { form: { grant_type: 'authorization_code', redirect_uri: redirectUri, ...form }, headers: { authorization } })
  async function tokenOf(person?: string, query?: Record<string, string>) {
    const reply: { access_token: string } = JSON.parse((await exchange({ code: await codeOf(person, query) })).body)
    return reply.access_token
  }
  const current = (path: string, token: string) => simulator.ask(`/sso.example.com/public-api/current_user/${path}`, { headers: { authorization: `Bearer ${token}` } })
  return { ...simulator, show, authorize, codeOf, exchange, tokenOf, current }
}

test('a token is JSON as Python writes it, for credentials in the header or the body', async () => {
  const { ask, codeOf, exchange } = await enterprise()
  const { status, type, body } = await exchange({ code: await codeOf() })
  expect([status, type]).toEqual([200, 'application/json'])
  expect(body).toMatch(/^\{"access_token": "\w{30}", "expires_in": 36000, "token_type": "Bearer", "scope": "profile email permissions", "refresh_token": "\w{30}"\}$/)
  const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code: await codeOf(), client_id: clientId, client_secret: clientSecret }
  expect((await ask('/sso.example.com/o/token', { form })).status).toBe(200)
})

test('a code is good once, for a minute', async () => {
  const { codeOf, exchange, pass } = await enterprise()
  const code = await codeOf()
  await exchange({ code })
  expect(await exchange({ code })).toMatchObject({ status: 400, body: '{"error": "invalid_grant"}' })
  const late = await codeOf()
  pass(61)
  expect(await exchange({ code: late })).toMatchObject({ status: 400, body: '{"error": "invalid_grant"}' })
})

test('a wrong secret, redirect address or verifier is refused and burns no code', async () => {
  const { codeOf, exchange } = await enterprise()
  const code = await codeOf('lan', { code_challenge: createHash('sha256').update('v').digest('base64url'), code_challenge_method: 'S256' })
  expect(await exchange({ code, code_verifier: 'v' }, 'Basic eDp4')).toMatchObject({ status: 401, body: '{"error": "invalid_client"}' })
  expect(await exchange({ code })).toMatchObject({ status: 400, body: '{"error": "invalid_grant"}' })
  expect((await exchange({ code, code_verifier: 'v', redirect_uri: `${redirectUri}/` })).body).toBe('{"error": "invalid_request", "error_description": "Mismatching redirect URI."}')
  expect((await exchange({ code, code_verifier: 'v' })).status).toBe(200)
})

test('denial and strange scopes go back; a foreign redirect address or program stays on a page', async () => {
  const { authorize, show } = await enterprise()
  expect((await authorize('deny')).location).toBe(`${redirectUri}?error=access_denied&state=s1`)
  expect((await authorize('lan', { scope: 'root' })).parameters).toMatchObject({ error: 'invalid_scope' })
  expect(await show({ redirect_uri: 'https://evil.example/', simulator_person: 'lan' })).toMatchObject({ status: 400, location: undefined })
  expect(await show({ client_id: 'x', simulator_person: 'lan' })).toMatchObject({ status: 400, location: undefined })
})

test('who somebody is needs profile and email; beyond ASCII everything is escaped', async () => {
  const { tokenOf, current } = await enterprise()
  expect((await current('base_info', await tokenOf('lan'))).body).toBe('{"name": "lan", "name_cn": "\\u5c9a", "email": "lan@example.com"}')
  expect((await current('base_info', await tokenOf('bo'))).body).toBe('{"name": "bo", "name_cn": "Bo", "email": ""}')
  expect((await current('base_info', await tokenOf('lan', { scope: 'permissions' }))).status).toBe(403)
  expect((await current('base_info', 'x')).status).toBe(401)
})

test('what somebody may do needs its scope', async () => {
  const { tokenOf, current } = await enterprise()
  expect((await current('all_permissions', await tokenOf('lan'))).body).toBe('{"groups": ["staff", "release managers"], "permissions": ["view_dashboard", "publish_release"]}')
  expect((await current('all_permissions', await tokenOf('bo'))).body).toBe('{"groups": ["staff"], "permissions": ["view_dashboard"]}')
  expect((await current('all_permissions', await tokenOf('lan', { scope: 'profile email' }))).status).toBe(403)
})

test('a refresh token is replaced, and revoked tokens are dead', async () => {
  const { ask, exchange, codeOf, current } = await enterprise()
  const { refresh_token: refreshToken }: { refresh_token: string } = JSON.parse((await exchange({ code: await codeOf() })).body)
  const again = () => exchange({ grant_type: 'refresh_token', refresh_token: refreshToken })
  const { access_token: token }: { access_token: string } = JSON.parse((await again()).body)
  expect((await again()).status).toBe(400)
  expect((await ask('/sso.example.com/o/revoke_token/', { form: { token }, headers: { authorization: basic } })).status).toBe(200)
  expect((await current('base_info', token)).status).toBe(401)
})
