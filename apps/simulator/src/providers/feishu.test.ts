import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const { clientId, clientSecret } = clients.feishu
const redirectUri = callbackOf('feishu')
const open = '/open.feishu.cn/open-apis'

async function feishu() {
  const simulator = await upstream()
  const page = '/accounts.feishu.cn/open-apis/authen/v1/authorize'
  const question = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'auth:user.id:read', state: 's1' }
  const show = (query: Record<string, string>) => simulator.ask(page, { query: { ...question, ...query } })
  const authorize = (person = 'lan', query: Record<string, string> = {}) => simulator.comeBack(page, { ...question, ...query }, person)
  const codeOf = async (person?: string, query?: Record<string, string>) => (await authorize(person, query)).parameters['code'] ?? ''
  const fields = (sent: Record<string, string>) => ({ grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...sent })
  const exchange = (sent: Record<string, string>) => simulator.ask('/accounts.feishu.cn/oauth/v3/token', { form: fields(sent) })
  async function tokenOf(person?: string, query?: Record<string, string>) {
    const reply: { access_token: string } = JSON.parse((await exchange({ code: await codeOf(person, query) })).body)
    return reply.access_token
  }
  const userInfo = (authorization?: string) => simulator.ask(`${open}/authen/v1/user_info`, { ...(authorization !== undefined && { headers: { authorization } }) })
  return { ...simulator, show, authorize, codeOf, fields, exchange, tokenOf, userInfo }
}

const refusal = (code: number, error = 'invalid_grant') => ({ status: 400, body: expect.stringMatching(new RegExp(`^\\{"error":"${error}","error_description":"[^"]+","code":${code}\\}$`)) })

test('a token is flat JSON with code 0, from a form or JSON; refresh fields come with offline_access only', async () => {
  const { ask, authorize, codeOf, fields, exchange } = await feishu()
  expect((await authorize()).location).toMatch(/\?code=\w{64}&state=s1$/)
  const { status, body } = await exchange({ code: await codeOf() })
  expect(status).toBe(200)
  expect(body).toMatch(/^\{"code":0,"access_token":"eyJ\w{1200}","expires_in":7200,"scope":"auth:user.id:read","token_type":"Bearer"\}$/)
  const offline = { scope: 'offline_access auth:user.id:read' }
  for (const path of ['/accounts.feishu.cn/oauth/v3/token', `${open}/authen/v2/oauth/token`]) {
    const answer = await ask(path, { json: fields({ code: await codeOf('lan', offline) }) })
    expect(answer.body).toMatch(/"expires_in":7200,"refresh_token":"eyJ\w{1200}","refresh_token_expires_in":604800,"scope":"offline_access auth:user.id:read"/)
  }
})

test('a code is good once, for five minutes', async () => {
  const { exchange, codeOf, pass } = await feishu()
  const code = await codeOf()
  await exchange({ code })
  expect(await exchange({ code })).toMatchObject({
    status: 400, body: '{"error":"invalid_grant","error_description":"The authorization code is not found. Please note that an authorization code can only be used once.","code":20003}',
  })
  const late = await codeOf()
  pass(301)
  expect(await exchange({ code: late })).toMatchObject(refusal(20004))
})

test('secret, redirect address, verifier and two ways at once have numbers, and burn no code', async () => {
  const { ask, exchange, codeOf, fields } = await feishu()
  const code = await codeOf('lan', { code_challenge: createHash('sha256').update('v').digest('base64url'), code_challenge_method: 'S256' })
  expect(await exchange({ code, client_secret: 'x' })).toMatchObject(refusal(20002, 'invalid_client'))
  expect(await exchange({ code, redirect_uri: 'https://evil.example/' })).toMatchObject(refusal(20071))
  expect(await exchange({ code })).toMatchObject(refusal(20049))
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  expect(await ask('/accounts.feishu.cn/oauth/v3/token', { form: fields({ code }), headers: { authorization } })).toMatchObject(refusal(20070, 'invalid_request'))
  expect((await exchange({ code, code_verifier: 'v' })).status).toBe(200)
  expect(await exchange({ code: await codeOf(), code_verifier: 'v' })).toMatchObject(refusal(20049))
})

test('denial goes back; a foreign redirect address stays on a page; wrong methods are plain 404', async () => {
  const { ask, authorize, show } = await feishu()
  expect((await authorize('deny')).location).toBe(`${redirectUri}?error=access_denied&state=s1`)
  expect(await show({ redirect_uri: 'https://evil.example/', simulator_person: 'lan' })).toMatchObject({ status: 400, location: undefined })
  expect(await ask('/accounts.feishu.cn/oauth/v3/token')).toMatchObject({ status: 404, type: 'text/plain', body: '404 page not found' })
})

test('the profile is wrapped, its address needs a permission, and a bad token is 400', async () => {
  const { tokenOf, userInfo } = await feishu()
  const lan = await userInfo(`Bearer ${await tokenOf('lan', { scope: 'contact:user.email:readonly' })}`)
  expect(lan.body).toMatch(/^\{"code":0,"msg":"success","data":\{"name":"岚","en_name":"Lan","avatar_url":"[^"]+",.*"open_id":"ou_[\da-f]{32}","union_id":"on_[\da-f]{32}","tenant_key":"[\da-f]{16}","email":"lan@example.com"\}\}$/)
  expect((await userInfo(`Bearer ${await tokenOf('lan')}`)).body).not.toContain('email')
  expect(await userInfo('Bearer x')).toMatchObject({ status: 400, body: expect.stringMatching(/^\{"code":99991668,"msg":"Invalid access token for authorization\..*","error":\{"log_id":/) })
  expect(await userInfo()).toMatchObject({ status: 400, body: expect.stringContaining('99991661') })
})

test('a refresh token is good once', async () => {
  const { exchange, codeOf } = await feishu()
  const { refresh_token: refreshToken }: { refresh_token: string } = JSON.parse((await exchange({ code: await codeOf('lan', { scope: 'offline_access' }) })).body)
  const again = () => exchange({ grant_type: 'refresh_token', refresh_token: refreshToken })
  expect((await again()).status).toBe(200)
  expect(await again()).toMatchObject(refusal(20073))
})

test('the first generation: a token for the program, then one for the person, wrapped in data', async () => {
  const { ask, codeOf, userInfo } = await feishu()
  const internal = (secret: string) => ask(`${open}/auth/v3/app_access_token/internal`, { json: { app_id: clientId, app_secret: secret } })
  expect(await internal('x')).toMatchObject({ status: 200, body: '{"code":10003,"data":{},"msg":"invalid param"}' })
  const { app_access_token: program }: { app_access_token: string } = JSON.parse((await internal(clientSecret)).body)
  const personal = (token: string, code: string) => ask(`${open}/authen/v1/access_token`, { json: { grant_type: 'authorization_code', code }, headers: { authorization: `Bearer ${token}` } })
  const code = await codeOf()
  expect(await personal('x', code)).toMatchObject({ status: 400, body: expect.stringContaining('99991663') })
  const { body } = await personal(program, code)
  expect(body).toMatch(/^\{"code":0,"msg":"success","data":\{"access_token":"u-\w{40}","token_type":"Bearer","expires_in":6900,"refresh_token":"ur-\w{40}","refresh_expires_in":2591700\}\}$/)
  const { data }: { data: { access_token: string } } = JSON.parse(body)
  expect((await userInfo(`Bearer ${data.access_token}`)).status).toBe(200)
  expect((await personal(program, code)).status).toBe(400)
})
