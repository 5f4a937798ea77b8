import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.gitee
const redirectUri = callbackOf('gitee')
const agent = { 'user-agent': 'test' }

async function gitee() {
  const simulator = await upstream()
  const question = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'user_info emails', state: 's1' }
  const show = (query: Record<string, string>) => simulator.ask('/gitee.com/oauth/authorize', { query: { ...question, ...query } })
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack('/gitee.com/oauth/authorize', { ...question, ...query }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['code'] ?? ''
  const exchange = (form: Record<string, string>, headers: Record<string, string> = agent) => simulator.ask('/gitee.com/oauth/token', {
    form: { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...form }, headers,
  })
  async function tokenOf(person?: string, query?: Record<string, string>) {
    const reply: { access_token: string } = JSON.parse((await exchange({ code: await codeOf(person, query) })).body)
    return reply.access_token
  }
  const api = (path: string, token: string) => simulator.ask(`/gitee.com/api/v5${path}`, { headers: { ...agent, authorization: `Bearer ${token}` } })
  return { ...simulator, show, authorize, codeOf, exchange, tokenOf, api }
}

const refused = { status: 401, type: 'application/json; charset=utf-8', body: '{"error":"invalid_grant","error_description":"授权方式无效，或者登录回调地址无效、过期或已被撤销"}' }

test('a token has its moment, a life of a day and scopes with blanks', async () => {
  const { authorize, exchange } = await gitee()
  const { location, parameters } = await authorize()
  expect(location).toMatch(/\?code=[\da-f]{64}&state=s1$/)
  const { status, body } = await exchange({ code: parameters['code'] ?? '' })
  expect(status).toBe(200)
  expect(body).toMatch(/^\{"access_token":"[\da-f]{32}","token_type":"bearer","expires_in":86400,"refresh_token":"[\da-f]{64}","scope":"user_info emails","created_at":\d{10}\}$/)
})

test('used, late and unknown codes and another redirect address are all 401 invalid_grant', async () => {
  const { exchange, codeOf, pass } = await gitee()
  const code = await codeOf()
  expect(await exchange({ code, redirect_uri: `${redirectUri}/` })).toMatchObject(refused)
  expect((await exchange({ code })).status).toBe(200)
  expect(await exchange({ code })).toMatchObject(refused)
  const late = await codeOf()
  pass(601)
  expect(await exchange({ code: late })).toMatchObject(refused)
  expect(await exchange({ code: 'x' })).toMatchObject(refused)
})

test('a wrong secret is 401 invalid_client; without a User-Agent all is 403', async () => {
  const { exchange, codeOf, ask } = await gitee()
  const code = await codeOf()
  expect(await exchange({ code, client_secret: 'x' })).toMatchObject({ status: 401, body: '{"error":"invalid_client","error_description":"由于未知、不支持或没有客户端，认证失败"}' })
  expect((await exchange({ code }, {})).status).toBe(403)
  expect((await ask('/gitee.com/api/v5/user')).status).toBe(403)
})

test('denial goes back; an unknown program gets JSON, a foreign redirect address a page', async () => {
  const { authorize, show } = await gitee()
  expect((await authorize('deny')).parameters).toMatchObject({ error: 'access_denied', state: 's1' })
  expect(await show({ client_id: 'x' })).toMatchObject({ location: undefined, body: '{"error":"Application does not exist"}' })
  for (const foreign of ['https://evil.example/', redirectUri.replace('5173', '9')]) {
    expect(await show({ redirect_uri: foreign, simulator_person: 'lan' })).toMatchObject({ status: 400, location: undefined })
  }
})

test('addresses have a state and a list of what they are for, and need their scope', async () => {
  const { tokenOf, api } = await gitee()
  expect((await api('/emails', await tokenOf('lan'))).body).toBe('[{"email":"lan@example.com","state":"confirmed","scope":["primary","committed","notified"]}]')
  expect((await api('/emails', await tokenOf('yu'))).body).toContain('"state":"unconfirmed"')
  expect((await api('/emails', await tokenOf('bo'))).body).toBe('[]')
  expect((await api('/emails', await tokenOf('lan', { scope: 'user_info' }))).status).toBe(403)
})

test('the profile has a number for an id and no address', async () => {
  const { tokenOf, api } = await gitee()
  expect(JSON.parse((await api('/user', await tokenOf('mallory'))).body)).toMatchObject({ id: expect.any(Number), login: 'mallory-test', name: '<script>alert("Mallory")</script>', email: null })
  expect(await api('/user', 'x')).toMatchObject({ status: 401, body: '{"message":"401 Unauthorized: Access token does not exist"}' })
})

test('a refresh token is replaced', async () => {
  const { exchange, codeOf } = await gitee()
  const { refresh_token: refreshToken }: { refresh_token: string } = JSON.parse((await exchange({ code: await codeOf() })).body)
  const again = () => exchange({ grant_type: 'refresh_token', refresh_token: refreshToken })
  expect([(await again()).status, (await again()).status]).toEqual([200, 401])
})
