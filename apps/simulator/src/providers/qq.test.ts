import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.qq
const redirectUri = callbackOf('qq')

async function qq() {
  const simulator = await upstream()
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack('/graph.qq.com/oauth2.0/authorize', {
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 's1', ...query,
  }, person)
  const exchange = (query: Record<string, string>) => simulator.ask('/graph.qq.com/oauth2.0/token', {
    query: { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...query },
  })
  const codeOf = async (person?: string) => (await authorize(person)).parameters['code'] ?? ''
  async function tokenOf(person?: string) {
    const { body } = await exchange({ code: await codeOf(person) })
    return new URLSearchParams(body).get('access_token') ?? ''
  }
  const me = (token: string, query: Record<string, string> = {}) => simulator.ask('/graph.qq.com/oauth2.0/me', { query: { access_token: token, ...query } })
  async function openidOf(token: string) {
    const { openid }: { openid: string } = JSON.parse((await me(token, { fmt: 'json' })).body)
    return openid
  }
  const userInfo = (query: Record<string, string>) => simulator.ask('/graph.qq.com/user/get_user_info', { query })
  return { ...simulator, authorize, exchange, codeOf, tokenOf, me, openidOf, userInfo }
}

/** JSONP in the format without `fmt`, the bare object with it; always status 200. */
const jsonp = (object: string) => ({ status: 200, type: 'text/html', body: `callback( ${object} );\n` })

test('the way back carries a code of 32 upper-case hex digits and the state', async () => {
  const { authorize } = await qq()
  expect((await authorize()).location).toMatch(/^http:\/\/localhost:5173\/oauth\/callback\/qq\?code=[\dA-F]{32}&state=s1$/)
})

test('a token is form text said to be HTML, or JSON whose expiry is text', async () => {
  const { exchange, codeOf } = await qq()
  const form = await exchange({ code: await codeOf() })
  expect(form).toMatchObject({ status: 200, type: 'text/html' })
  expect(form.body).toMatch(/^access_token=[\dA-F]{32}&expires_in=5184000&refresh_token=[\dA-F]{32}$/)
  expect((await exchange({ code: await codeOf(), fmt: 'json' })).body).toMatch(/^\{"access_token":"[\dA-F]{32}","expires_in":"5184000","refresh_token":"[\dA-F]{32}"\}$/)
  expect((await exchange({ code: await codeOf(), fmt: 'json', need_openid: '1' })).body).toMatch(/,"openid":"[\dA-F]{32}"\}$/)
})

test('the token call works as a form, too', async () => {
  const { ask, codeOf } = await qq()
  const form = { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, code: await codeOf() }
  expect((await ask('/graph.qq.com/oauth2.0/token', { form })).body).toContain('access_token=')
})

test('a used code and a late one are told apart, as JSONP or JSON', async () => {
  const { exchange, codeOf, pass } = await qq()
  const code = await codeOf()
  await exchange({ code })
  expect(await exchange({ code })).toMatchObject(jsonp('{"error":100020,"error_description":"code is reused error"}'))
  expect((await exchange({ code, fmt: 'json' })).body).toBe('{"error":100020,"error_description":"code is reused error"}')
  const late = await codeOf()
  pass(601)
  expect(await exchange({ code: late })).toMatchObject(jsonp('{"error":100019,"error_description":"code to access token error"}'))
})

test('what is missing or wrong is named, blanks at the end of texts included, and burns no code', async () => {
  const { exchange, codeOf } = await qq()
  const code = await codeOf()
  for (const [wrong, error] of [
    [{ client_id: '' }, '100001,"error_description":"param client_id is wrong or lost "'],
    [{ client_secret: '' }, '100002,"error_description":"param client_secret is wrong or lost "'],
    [{ grant_type: 'x' }, '100004,"error_description":"param grant_type is wrong or lost "'],
    [{ client_secret: 'x' }, '100009,"error_description":"client secret is illegal"'],
    [{ redirect_uri: `${redirectUri}/x` }, '100010,"error_description":"redirect uri is illegal"'],
    [{ code: 'x' }, '100019,"error_description":"code to access token error"'],
  ] as const) expect(await exchange({ code, ...wrong })).toMatchObject(jsonp(`{"error":${error}}`))
  expect((await exchange({ code })).body).toContain('access_token=')
})

test('a foreign redirect address ends on a page of QQ\'s that names the error', async () => {
  const { ask } = await qq()
  for (const foreign of ['https://evil.example/', `${redirectUri}/`, `${redirectUri}er`]) {
    const { status, location = '' } = await ask('/graph.qq.com/oauth2.0/authorize', { query: { client_id: clientId, redirect_uri: foreign, simulator_person: 'lan' } })
    expect([status, location]).toEqual([302, `/graph.qq.com/oauth2.0/show?which=error&display=pc&error=100010&client_id=${clientId}`])
    expect((await ask(location)).body).toContain('redirect uri is illegal(100010)')
  }
})

test('denial closes the window: nobody is sent back', async () => {
  const { ask } = await qq()
  const answer = await ask('/graph.qq.com/oauth2.0/authorize', { query: { client_id: clientId, redirect_uri: redirectUri, simulator_person: 'deny' } })
  expect(answer).toMatchObject({ status: 200, location: undefined, type: 'text/html; charset=utf-8' })
})

test('who it is comes as JSONP, with the unionid last when asked for', async () => {
  const { tokenOf, me } = await qq()
  const token = await tokenOf()
  expect((await me(token)).body).toMatch(/^callback\( \{"client_id":"102004417","openid":"[\dA-F]{32}"\} \);\n$/)
  expect((await me(token, { unionid: '1', fmt: 'json' })).body).toMatch(/^\{"client_id":"102004417","openid":"[\dA-F]{32}","unionid":"UID_[\dA-F]{32}"\}$/)
  expect(await me('')).toMatchObject(jsonp('{"error":100007,"error_description":"param access token is wrong or lost "}'))
  expect(await me('x')).toMatchObject(jsonp('{"error":100013,"error_description":"access token is illegal"}'))
  expect(await me('0'.repeat(32))).toMatchObject(jsonp('{"error":100016,"error_description":"access token check failed"}'))
})

test('the unionid of some appears with their second sign-in, until all sign-ins are forgotten', async () => {
  const { ask, tokenOf, me } = await qq()
  const told = async () => (await me(await tokenOf('wan'), { unionid: '1' })).body.includes('unionid')
  expect([await told(), await told()]).toEqual([false, true])
  expect((await ask('/sign-ins', { method: 'DELETE' })).status).toBe(204)
  expect(await told()).toBe(false)
})

test('the profile mixes numbers and text, and escapes slashes in old addresses only', async () => {
  const { tokenOf, openidOf, userInfo } = await qq()
  const token = await tokenOf('mallory')
  const openid = await openidOf(token)
  const { body, type } = await userInfo({ access_token: token, oauth_consumer_key: clientId, openid })
  expect(type).toBe('text/html; charset=utf-8')
  expect(body).toBe(`{
    "ret": 0,
    "msg": "",
    "is_lost":0,
    "nickname": "<script>alert(\\"Mallory\\")</script>",
    "gender": "男",
    "gender_type": 2,
    "province": "",
    "city": "",
    "year": "0",
    "constellation": "",
    "figureurl": "http:\\/\\/qzapp.qlogo.cn\\/qzapp\\/102004417\\/${openid}\\/30",
    "figureurl_1": "http:\\/\\/qzapp.qlogo.cn\\/qzapp\\/102004417\\/${openid}\\/50",
    "figureurl_2": "http:\\/\\/qzapp.qlogo.cn\\/qzapp\\/102004417\\/${openid}\\/100",
    "figureurl_qq_1": "http://thirdqq.qlogo.cn/g?b=oidb&k=${openid.slice(0, 12)}&s=40&t=1700000000",
    "figureurl_qq_2": "http://thirdqq.qlogo.cn/g?b=oidb&k=${openid.slice(0, 12)}&s=100&t=1700000000",
    "figureurl_qq": "http://thirdqq.qlogo.cn/g?b=oidb&k=${openid.slice(0, 12)}&s=640&t=1700000000",
    "figureurl_type": "1",
    "is_yellow_vip": "0",
    "vip": "0",
    "yellow_vip_level": "0",
    "level": "0",
    "is_yellow_year_vip": "0"
}`)
})

test('the profile needs the openid that belongs to the token', async () => {
  const { tokenOf, openidOf, userInfo } = await qq()
  const [lan, bo] = [await tokenOf('lan'), await tokenOf('bo')]
  const base = { access_token: lan, appid: clientId, openid: await openidOf(lan) }
  expect((await userInfo(base)).body).toContain('"nickname": "岚"')
  expect((await userInfo({ ...base, openid: await openidOf(bo) })).body).toBe('{"ret":-22,"msg":"openid is invalid"}')
  expect((await userInfo({ ...base, access_token: 'x' })).body).toBe('{"ret":-23,"msg":"token is invalid"}')
  expect((await userInfo({ access_token: lan, appid: clientId })).body).toBe('{"ret":-1,"msg":"client request\'s parameters are invalid, invalid openid"}')
})

test('a refresh token works once and is replaced', async () => {
  const { exchange, codeOf } = await qq()
  const first = new URLSearchParams((await exchange({ code: await codeOf() })).body).get('refresh_token') ?? ''
  const again = () => exchange({ grant_type: 'refresh_token', refresh_token: first })
  expect((await again()).body).toMatch(/^access_token=[\dA-F]{32}&expires_in=5184000&refresh_token=[\dA-F]{32}$/)
  expect((await again()).body).toContain('"error":100021')
})
