import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.github
const redirectUri = callbackOf('github')
const docs = 'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/'
const agent = { 'user-agent': 'test' }

async function github() {
  const simulator = await upstream()
  const authorize = (query: Record<string, string> = {}, person = 'lan') => simulator.comeBack('/github.com/login/oauth/authorize', {
    client_id: clientId, redirect_uri: redirectUri, scope: 'read:user user:email', state: 'a b&c', ...query,
  }, person)
  const exchange = (form: Record<string, string>, headers: Record<string, string> = { accept: 'application/json' }) =>
    simulator.ask('/github.com/login/oauth/access_token', { form: { client_id: clientId, client_secret: clientSecret, ...form }, headers })
  async function tokenOf(person: string, scope = 'read:user user:email') {
    const { parameters } = await authorize({ scope }, person)
    const { body } = await exchange({ code: parameters['code'] ?? '' }, {})
    return new URLSearchParams(body).get('access_token') ?? ''
  }
  const api = (path: string, token: string) => simulator.ask(`/api.github.com${path}`, { headers: { ...agent, authorization: `Bearer ${token}` } })
  return { ...simulator, authorize, exchange, tokenOf, api }
}

test('the way back carries a code of 20 hex digits, the state and the issuer', async () => {
  const { authorize } = await github()
  const { location } = await authorize()
  expect(location).toMatch(/^http:\/\/localhost:5173\/oauth\/callback\/github\?code=[\da-f]{20}&state=a\+b%26c&iss=https%3A%2F%2Fgithub.com%2Flogin%2Foauth$/)
  expect((await authorize({ simulator_iss: 'off' })).parameters).not.toHaveProperty('iss')
})

test('a token is form text, or JSON or XML when asked for, with commas between scopes and nothing about its life', async () => {
  const { authorize, exchange } = await github()
  const codeOf = async () => (await authorize()).parameters['code'] ?? ''
  const form = await exchange({ code: await codeOf() }, {})
  expect(form).toMatchObject({ status: 200, type: 'application/x-www-form-urlencoded; charset=utf-8' })
  expect(form.body).toMatch(/^access_token=gho_[A-Za-z\d]{36}&token_type=bearer&scope=read%3Auser%2Cuser%3Aemail$/)
  const json = await exchange({ code: await codeOf() })
  expect(json).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' })
  expect(json.body).toMatch(/^\{"access_token":"gho_\w{36}","token_type":"bearer","scope":"read:user,user:email"\}$/)
  expect((await exchange({ code: await codeOf() }, { accept: 'application/xml' })).body).toContain('<token_type>bearer</token_type>')
})

test('a code is good once, for ten minutes; the refusal has status 200 and the format of the success', async () => {
  const { authorize, exchange, pass } = await github()
  const code = (await authorize()).parameters['code'] ?? ''
  await exchange({ code })
  const refused = `{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired.","error_uri":"${docs}#bad-verification-code"}`
  expect(await exchange({ code })).toMatchObject({ status: 200, body: refused })
  const late = (await authorize()).parameters['code'] ?? ''
  pass(601)
  expect(await exchange({ code: late }, {})).toMatchObject({ status: 200, body: `error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired.&error_uri=${encodeURIComponent(docs)}%23bad-verification-code` })
})

test('a wrong secret, another redirect address and an unknown program are told apart, and burn no code', async () => {
  const { authorize, exchange, ask } = await github()
  const code = (await authorize()).parameters['code'] ?? ''
  expect((await exchange({ code, client_secret: 'x' })).body).toBe(
    `{"error":"incorrect_client_credentials","error_description":"The client_id and/or client_secret passed are incorrect.","error_uri":"${docs}#incorrect-client-credentials"}`)
  expect((await exchange({ code, redirect_uri: `${redirectUri}/x` })).body).toBe(
    `{"error":"redirect_uri_mismatch","error_description":"The redirect_uri MUST match the registered callback URL for this application.","error_uri":"${docs}#redirect-uri-mismatch"}`)
  expect(await exchange({ code, client_id: 'x' })).toMatchObject({ status: 404, body: '{"error":"Not Found"}' })
  expect((await ask('/github.com/login/oauth/access_token')).status).toBe(404)
  expect((await exchange({ code, redirect_uri: redirectUri })).body).toContain('gho_')
})

test('a promised verifier must come', async () => {
  const { authorize, exchange } = await github()
  const verifier = 'v'.repeat(43)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const code = (await authorize({ code_challenge: challenge, code_challenge_method: 'S256' })).parameters['code'] ?? ''
  expect((await exchange({ code })).body).toContain('bad_verification_code')
  expect((await exchange({ code, code_verifier: verifier })).body).toContain('gho_')
})

test('denial goes back with an error; a foreign redirect address goes back to the registered one; an unknown program goes nowhere', async () => {
  const { authorize, ask } = await github()
  expect((await authorize({}, 'deny')).location).toBe(`${redirectUri}?error=access_denied&error_description=The+user+has+denied+your+application+access.`
    + '&error_uri=https%3A%2F%2Fdocs.github.com%2Fapps%2Fmanaging-oauth-apps%2Ftroubleshooting-authorization-request-errors%2F%23access-denied&state=a+b%26c&iss=https%3A%2F%2Fgithub.com%2Flogin%2Foauth')
  const foreign = await authorize({ redirect_uri: 'https://evil.example/' })
  expect([foreign.target, foreign.parameters['error']]).toEqual([redirectUri, 'redirect_uri_mismatch'])
  for (const below of [`${redirectUri}/deeper`, redirectUri.replace('5173', '9')]) expect((await authorize({ redirect_uri: below })).target).toBe(below)
  expect(await ask('/github.com/login/oauth/authorize', { query: { client_id: 'x', simulator_person: 'lan' } })).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' })
})

test('the profile names no address; addresses are a list of their own, each with its flags', async () => {
  const { tokenOf, api } = await github()
  const lan = await tokenOf('lan')
  const user = await api('/user', lan)
  expect(user).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' })
  expect(JSON.parse(user.body)).toMatchObject({ login: 'lan-test', id: expect.any(Number), name: '岚', email: null, type: 'User' })
  expect((await api('/user/emails', lan)).body).toMatch(/^\[\{"email":"lan@example.com","primary":true,"verified":true,"visibility":"private"\},\{"email":"\d{8}\+lan-test@users.noreply.github.com","primary":false,"verified":true,"visibility":null\}\]$/)
  expect((await api('/user/emails', await tokenOf('yu'))).body).toContain('"email":"yu@example.com","primary":true,"verified":false')
  expect((await api('/user/emails', await tokenOf('bo'))).body).toMatch(/^\[\{"email":"\d+\+bo-test@users.noreply.github.com","primary":true,"verified":true,"visibility":null\}\]$/)
  expect(JSON.parse((await api('/user', await tokenOf('bo'))).body)).toMatchObject({ name: null })
})

test('the API refuses a missing agent, a wrong token and a missing scope, each in its way', async () => {
  const { ask, api, tokenOf } = await github()
  expect(await ask('/api.github.com/user', { headers: { authorization: 'Bearer x' } })).toMatchObject({ status: 403, body: expect.stringContaining('User-Agent') })
  expect(await api('/user', 'x')).toMatchObject({ status: 401, body: '{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}' })
  expect(await api('/user/emails', await tokenOf('lan', 'read:user'))).toMatchObject({ status: 404, body: expect.stringContaining('"Not Found"') })
})
