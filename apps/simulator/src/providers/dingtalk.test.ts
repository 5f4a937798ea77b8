import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.dingtalk
const redirectUri = callbackOf('dingtalk')
const tokenPath = '/api.dingtalk.com/v1.0/oauth2/userAccessToken'

async function dingtalk() {
  const simulator = await upstream()
  const question = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid corpid', prompt: 'consent', state: 's1' }
  const show = (query: Record<string, string>) => simulator.ask('/login.dingtalk.com/oauth2/auth', { query: { ...question, ...query } })
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack('/login.dingtalk.com/oauth2/auth', { ...question, ...query }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['authCode'] ?? ''
  const exchange = (sent: Record<string, string>) => simulator.ask(tokenPath, { json: { clientId, clientSecret, grantType: 'authorization_code', ...sent } })
  async function tokenOf(person?: string) {
    const reply: { accessToken: string } = JSON.parse((await exchange({ code: await codeOf(person) })).body)
    return reply.accessToken
  }
  const me = (headers: Record<string, string>) => simulator.ask('/api.dingtalk.com/v1.0/contact/users/me', { headers })
  return { ...simulator, show, authorize, codeOf, exchange, tokenOf, me }
}

const refusal = (code: string, message: string) => ({
  status: 400, type: 'application/json;charset=utf-8', body: expect.stringMatching(new RegExp(`^\\{"code":"${code}","requestid":"[\\dA-F-]{36}","message":"${message}"\\}$`)),
})

test('the code is called authCode, and the reply has names of its own', async () => {
  const { authorize, exchange, codeOf } = await dingtalk()
  const { location, parameters } = await authorize()
  expect(location).toMatch(/\?authCode=[\da-f]{32}&state=s1$/)
  const { status, type, body } = await exchange({ code: parameters['authCode'] ?? '' })
  expect([status, type]).toEqual([200, 'application/json;charset=utf-8'])
  expect(body).toMatch(/^\{"accessToken":"[\da-f]{32}","refreshToken":"[\da-f]{32}","expireIn":7200,"corpId":"ding\w+"\}$/)
  expect((await exchange({ code: await codeOf('lan', { scope: 'openid' }) })).body).not.toContain('corpId')
})

test('a code is good once, for five minutes, and a wrong secret does not burn it', async () => {
  const { exchange, codeOf, pass } = await dingtalk()
  const code = await codeOf()
  expect(await exchange({ code, clientSecret: 'x' })).toMatchObject(refusal('invalidClientIdOrSecret', '无效的clientId或者clientSecret'))
  expect((await exchange({ code })).status).toBe(200)
  const unknown = refusal('invalidParameter.authCode.notFound', '不合法的临时授权码')
  expect(await exchange({ code })).toMatchObject(unknown)
  const late = await codeOf()
  pass(301)
  expect(await exchange({ code: late })).toMatchObject(unknown)
})

test('a form is no body', async () => {
  const { ask, codeOf } = await dingtalk()
  expect(await ask(tokenPath, { form: { clientId, clientSecret, code: await codeOf(), grantType: 'authorization_code' } })).toMatchObject(refusal('Missingbody', 'body is mandatory for this action.'))
})

test('denial goes back; a foreign redirect address or a missing prompt stays on a page', async () => {
  const { authorize, show } = await dingtalk()
  expect((await authorize('deny')).location).toBe(`${redirectUri}?error=access_denied&state=s1`)
  for (const wrong of [{ redirect_uri: 'https://evil.example/' }, { prompt: 'none' }, { scope: 'corpid' }, { client_id: 'x' }]) {
    expect(await show({ ...wrong, simulator_person: 'lan' })).toMatchObject({ status: 200, location: undefined })
  }
})

test('the profile leaves out what has no value', async () => {
  const { tokenOf, me } = await dingtalk()
  const of = async (person: string) => (await me({ 'x-acs-dingtalk-access-token': await tokenOf(person) })).body
  expect(await of('lan')).toMatch(/^\{"nick":"岚","unionId":"\w{22}","openId":"\w{20}","avatarUrl":"https:\/\/[^"]+","email":"lan@example.com","visitor":false\}$/)
  expect(await of('bo')).toMatch(/^\{"nick":"Bo","unionId":"\w{22}","openId":"\w{20}","visitor":false\}$/)
})

test('the token goes in a header of its own', async () => {
  const { tokenOf, me } = await dingtalk()
  expect(await me({ authorization: `Bearer ${await tokenOf()}` })).toMatchObject(refusal('AuthenticationFailed.MissingParameter', '缺少参数：x-acs-dingtalk-access-token'))
  expect(await me({ 'x-acs-dingtalk-access-token': 'x' })).toMatchObject(refusal('InvalidAuthentication', '不合法的access_token'))
})

test('addresses that do not exist are named so', async () => {
  const { ask } = await dingtalk()
  expect(await ask(tokenPath)).toMatchObject({ status: 404, body: expect.stringContaining('"InvalidAction.NotFound"') })
})
