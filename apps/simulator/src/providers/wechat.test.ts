import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.wechat
const redirectUri = callbackOf('wechat')

async function wechat() {
  const simulator = await upstream()
  const question = { appid: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'snsapi_login', state: 's1' }
  const page = '/open.weixin.qq.com/connect/qrconnect'
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack(page, { ...question, ...query }, person)
  const show = (query: Record<string, string>) => simulator.ask(page, { query: { ...question, ...query } })
  const codeOf = async (person?: string) => (await authorize(person)).parameters['code'] ?? ''
  const api = (path: string, query: Record<string, string>) => simulator.ask(`/api.weixin.qq.com/sns${path}`, { query })
  const exchange = (query: Record<string, string>) => api('/oauth2/access_token', { appid: clientId, secret: clientSecret, grant_type: 'authorization_code', ...query })
  async function tokenOf(person?: string) {
    const reply: { access_token: string, openid: string, refresh_token: string, unionid?: string } = JSON.parse((await exchange({ code: await codeOf(person) })).body)
    return reply
  }
  return { ...simulator, authorize, show, codeOf, api, exchange, tokenOf }
}

/** Always status 200 and plain text; the last part changes with every answer. */
const failure = (code: number, text: string) => ({
  status: 200, type: 'text/plain', body: expect.stringMatching(new RegExp(`^\\{"errcode":${code},"errmsg":"${text}, rid: [\\da-f]{8}-[\\da-f]{8}-[\\da-f]{8}"\\}$`)),
})

test('a token is compact JSON said to be plain text, with openid, scope and unionid', async () => {
  const { authorize, exchange } = await wechat()
  const { location, parameters } = await authorize()
  expect(location).toMatch(/^http:\/\/localhost:5173\/oauth\/callback\/wechat\?code=\w{32}&state=s1$/)
  const answer = await exchange({ code: parameters['code'] ?? '' })
  expect(answer).toMatchObject({ status: 200, type: 'text/plain' })
  expect(answer.body).toMatch(/^\{"access_token":"80_\w{86}","expires_in":7200,"refresh_token":"80_\w{86}","openid":"o\w{27}","scope":"snsapi_login","unionid":"o\w{27}"\}$/)
})

test('a code is good once, for ten minutes', async () => {
  const { exchange, codeOf, pass } = await wechat()
  const code = await codeOf()
  await exchange({ code })
  expect(await exchange({ code })).toMatchObject(failure(40163, 'code been used'))
  const late = await codeOf()
  pass(601)
  expect(await exchange({ code: late })).toMatchObject(failure(42003, 'code expired'))
})

test('the application is judged first, then the code, then the secret; none burns a good code', async () => {
  const { exchange, codeOf, api } = await wechat()
  const code = await codeOf()
  expect(await exchange({ code, appid: 'wx0', secret: 'x' })).toMatchObject(failure(40013, 'invalid appid'))
  expect(await exchange({ code: 'x', secret: 'x' })).toMatchObject(failure(40029, 'invalid code'))
  expect(await exchange({ code, secret: 'x' })).toMatchObject(failure(40125, 'invalid appsecret'))
  expect(await api('/oauth2/access_token', { client_id: clientId, client_secret: clientSecret, code })).toMatchObject(failure(41002, 'appid missing'))
  expect(await exchange({})).toMatchObject(failure(41008, 'missing code'))
  expect((await exchange({ code })).body).toContain('access_token')
})

test('of the redirect address only the host counts; whatever is wrong stays on a page', async () => {
  const { authorize, show } = await wechat()
  expect((await authorize('lan', { redirect_uri: 'https://localhost:1/elsewhere?a=b' })).location).toMatch(/^https:\/\/localhost:1\/elsewhere\?a=b&code=/)
  for (const [wrong, text] of [
    [{ redirect_uri: 'https://evil.example/' }, 'redirect_uri 参数错误'], [{ redirect_uri: 'javascript://localhost/%0aalert(1)' }, 'redirect_uri 参数错误'],
    [{ scope: 'snsapi_userinfo' }, 'Scope 参数错误'], [{ appid: 'x' }, 'AppID 参数错误'],
  ] as const) expect(await show({ ...wrong, simulator_person: 'lan' })).toMatchObject({ status: 200, location: undefined, body: expect.stringContaining(text) })
})

test('denial closes the window; the older ways back can be chosen', async () => {
  const { show, authorize } = await wechat()
  expect(await show({ simulator_person: 'deny' })).toMatchObject({ status: 200, location: undefined })
  expect((await authorize('deny-state')).location).toBe(`${redirectUri}?state=s1`)
  expect((await authorize('deny-error')).location).toBe(`${redirectUri}?error=access_denied&state=s1`)
})

test('the profile escapes every slash and keeps emoji and tags as they are', async () => {
  const { tokenOf, api } = await wechat()
  const profile = async (person: string) => {
    const { access_token: token, openid } = await tokenOf(person)
    return (await api('/userinfo', { access_token: token, openid })).body
  }
  expect(await profile('yu')).toMatch(
    /^\{"openid":"o\w{27}","nickname":"小雨🌧️👩‍👩‍👧","sex":0,"language":"","city":"","province":"","country":"","headimgurl":"https:\\\/\\\/thirdwx.qlogo.cn\\\/mmopen\\\/vi_32\\\/\w{40}\\\/132","privilege":\[\],"unionid":"o\w{27}"\}$/u)
  expect(await profile('mallory')).toContain('"nickname":"<script>alert(\\"Mallory\\")<\\/script>"')
  expect(await profile('bo')).toContain('"headimgurl":""')
})

test('the unionid of some appears with their second sign-in, the openid being the same', async () => {
  const { tokenOf } = await wechat()
  const [first, second] = [await tokenOf('wan'), await tokenOf('wan')]
  expect(first).not.toHaveProperty('unionid')
  expect(second).toHaveProperty('unionid')
  expect(first.openid).toBe(second.openid)
})

test('token and openid belong together; the check answers with errcode 0', async () => {
  const { tokenOf, api } = await wechat()
  const { access_token: token, openid } = await tokenOf()
  expect((await api('/auth', { access_token: token, openid })).body).toBe('{"errcode":0,"errmsg":"ok"}')
  expect(await api('/userinfo', { access_token: token, openid: 'x' })).toMatchObject(failure(40003, 'invalid openid'))
  expect(await api('/userinfo', { access_token: 'x', openid })).toMatchObject(failure(40001, 'invalid credential, access_token is invalid or not latest'))
  expect(await api('/userinfo', { openid })).toMatchObject(failure(41001, 'access_token missing'))
  expect(await api('/userinfo', { access_token: token })).toMatchObject(failure(41009, 'missing openid'))
})

test('refreshing needs no secret and gives a living token back', async () => {
  const { tokenOf, api, pass } = await wechat()
  const { access_token: token, refresh_token: refreshToken } = await tokenOf()
  const refresh = () => api('/oauth2/refresh_token', { appid: clientId, grant_type: 'refresh_token', refresh_token: refreshToken })
  expect(JSON.parse((await refresh()).body)).toMatchObject({ access_token: token, refresh_token: refreshToken, scope: 'snsapi_login' })
  pass(7201)
  expect(JSON.parse((await refresh()).body)).not.toMatchObject({ access_token: token })
})
