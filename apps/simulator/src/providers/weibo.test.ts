import { expect, test } from 'vitest'
import { callbackOf, clients, otherProgram, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.weibo
const redirectUri = callbackOf('weibo')

async function weibo() {
  const simulator = await upstream()
  const authorize = (person = 'lan', query: Record<string, string> = {}) =>
    simulator.comeBack('/api.weibo.com/oauth2/authorize', { client_id: clientId, redirect_uri: redirectUri, state: 's1', ...query }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['code'] ?? ''
  const exchange = (form: Record<string, string>) => simulator.ask('/api.weibo.com/oauth2/access_token', {
    form: { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...form },
  })
  async function tokenOf(person?: string, query?: Record<string, string>) {
    const reply: { access_token: string, uid: string } = JSON.parse((await exchange({ code: await codeOf(person, query) })).body)
    return { token: reply.access_token, uid: reply.uid }
  }
  const api = (path: string, query: Record<string, string>) => simulator.ask(`/api.weibo.com${path}`, { query })
  return { ...simulator, authorize, codeOf, exchange, tokenOf, api }
}

const refusal = (error: string, code: number, description: string) =>
  `{"error":"${error}","error_code":${code},"request":"/oauth2/access_token","error_uri":"/oauth2/access_token","error_description":"${description}"}`

test('a token has no content type, a life once as text and once as a number, and the uid as text', async () => {
  const { exchange, codeOf } = await weibo()
  const { status, type, body, headers } = await exchange({ code: await codeOf() })
  expect([status, type, headers['pragma'], headers['cache-control']]).toEqual([200, undefined, 'No-cache', 'no-cache'])
  expect(body).toMatch(/^\{"access_token":"2\.00\w{28}","remind_in":"2591999","expires_in":2591999,"uid":"\d{10}","isRealName":"true"\}$/)
})

test('the fields may stand in the query of the POST; the same person gets the same token', async () => {
  const { ask, codeOf, tokenOf } = await weibo()
  const query = { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, code: await codeOf() }
  const { body } = await ask('/api.weibo.com/oauth2/access_token', { method: 'POST', query })
  expect(body).toContain((await tokenOf()).token)
})

test('a used, late or unknown code is echoed in the refusal', async () => {
  const { exchange, codeOf, pass } = await weibo()
  const code = await codeOf()
  await exchange({ code })
  const late = await codeOf()
  pass(601)
  for (const bad of [code, late, 'x']) {
    expect(await exchange({ code: bad })).toMatchObject({ status: 400, type: undefined, body: refusal('invalid_grant', 21325, `invalid authorization code:${bad}`) })
  }
})

test('a wrong secret is 401, another redirect address 400; neither burns the code', async () => {
  const { exchange, codeOf } = await weibo()
  const code = await codeOf()
  expect(await exchange({ code, client_secret: 'x' })).toMatchObject({ status: 401, body: refusal('invalid_client', 21324, 'client_secret error.') })
  expect(await exchange({ code, redirect_uri: otherProgram })).toMatchObject({ status: 400, body: expect.stringContaining('"error_code":21322') })
  expect(await exchange({ code, grant_type: 'x' })).toMatchObject({ status: 400, body: expect.stringContaining('"error_code":21328') })
  expect((await exchange({ code })).status).toBe(200)
})

test('denial goes back with four error parameters, blanks as %20', async () => {
  const { authorize } = await weibo()
  expect((await authorize('deny')).location).toBe(
    `${redirectUri}?state=s1&error_uri=%2Foauth2%2Fauthorize&error=access_denied&error_description=user%20denied%20your%20request.&error_code=21330`)
})

test('the redirect address is compared as text, and a foreign one stays on a page', async () => {
  const { ask, authorize } = await weibo()
  for (const foreign of [`${redirectUri}/`, `${redirectUri}?a=b`, 'https://evil.example/']) {
    const answer = await ask('/api.weibo.com/oauth2/authorize', { query: { client_id: clientId, redirect_uri: foreign, simulator_person: 'lan' } })
    expect(answer).toMatchObject({ status: 200, location: undefined, body: expect.stringContaining('error:redirect_uri_mismatch') })
  }
  expect((await authorize('lan', { redirect_uri: otherProgram })).target).toBe(otherProgram)
})

test('the profile has the id as a number and as text, and an empty status', async () => {
  const { tokenOf, api } = await weibo()
  const { token, uid } = await tokenOf('mallory')
  const { body } = await api('/2/users/show.json', { access_token: token, uid })
  expect(body).toMatch(new RegExp(`^\\{"id":${uid},"idstr":"${uid}","class":1,"screen_name":"<script>`))
  expect(JSON.parse(body)).toMatchObject({ status: {}, verified: false, created_at: 'Mon Jan 02 15:04:05 +0800 2023' })
})

test('an id beyond 2^53 is whole on the wire', async () => {
  const { tokenOf, api } = await weibo()
  const { token, uid } = await tokenOf('max')
  expect(uid).toBe('9007199254740993')
  expect((await api('/2/users/show.json', { access_token: token, uid })).body).toContain('{"id":9007199254740993,"idstr":"9007199254740993",')
  expect((await api('/2/account/get_uid.json', { access_token: token })).body).toBe('{"uid":9007199254740993}')
})

test('API errors are numbers with Weibo\'s own spelling', async () => {
  const { tokenOf, api } = await weibo()
  const { token } = await tokenOf()
  const show = (query: Record<string, string>) => api('/2/users/show.json', query)
  expect((await show({})).body).toBe('{"error":"source paramter(appkey) is missing","error_code":10006,"request":"/2/users/show.json"}')
  expect((await show({ access_token: 'x' })).body).toBe('{"error":"invalid_access_token","error_code":21332,"request":"/2/users/show.json"}')
  expect((await show({ access_token: token, uid: '1' })).body).toBe('{"error":"User does not exists!","error_code":20003,"request":"/2/users/show.json"}')
  expect((await show({ access_token: token, uid: 'x' })).body).toContain('"parameter (uid)\'s value invalid,expect (long[1~9223372036854775807]), but get (x), see doc for more info."')
})

test('whose token it is, and the end of it', async () => {
  const { ask, tokenOf, api } = await weibo()
  const { token, uid } = await tokenOf()
  expect((await ask('/api.weibo.com/oauth2/get_token_info', { form: { access_token: token } })).body).toMatch(
    new RegExp(`^\\{"uid":${uid},"appkey":"${clientId}","scope":null,"create_at":\\d{10},"expire_in":\\d+\\}$`))
  expect((await api('/oauth2/revokeoauth2', { access_token: token })).body).toBe('{"result":"true"}')
  expect((await api('/2/users/show.json', { access_token: token, uid })).body).toContain('21332')
})

test('an address needs its scope, comes in a list, and some have none', async () => {
  const { tokenOf, api } = await weibo()
  const emailOf = async (person: string, query?: Record<string, string>) => (await api('/2/account/profile/email.json', { access_token: (await tokenOf(person, query)).token })).body
  expect(await emailOf('lan')).toContain('"error_code":21337')
  expect(await emailOf('lan', { scope: 'email' })).toBe('[{"email":"lan@example.com"}]')
  expect(await emailOf('bo', { scope: 'email,all' })).toBe('[]')
})
