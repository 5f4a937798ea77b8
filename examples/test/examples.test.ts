import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { freePort } from '../../scripts/ports.mjs'
import { begin, finish } from '../spa/flow.mjs'
import { runExample, running, visitor } from './running.ts'

const Token = z.object({ access_token: z.string().optional() })
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

test('web: signs in, shows who it is and what they may do, refreshes, signs out', async () => {
  const { issuer, ann, register, journey } = await running()
  const port = await freePort()
  const home = `http://localhost:${port}`
  const { clientId, clientSecret } = await register({
    clientType: 'confidential', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [`${home}/callback`], postLogoutRedirectUris: [`${home}/`],
  })
  const example = runExample('web/server.mjs', { GATEHOUSE_ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, PORT: String(port) })
  await example.says(/Open http/)
  const visit = visitor()

  expect((await visit(home)).text).toContain('Sign in')
  const landed = await journey((await visit(`${home}/sign-in`)).location)
  expect((await visit(landed)).location).toBe('/')
  for (const step of ['/', '/refresh', '/']) {
    const { text } = await visit(home + step)
    if (step === '/') expect(text.replaceAll('&#34;', '"')).toMatch(/"preferred_username": "ann-lee"[^]*"permissions": \[\]/)
  }
  // The ID token says who is meant: the browser is back without a question, by a form that sends itself.
  const { location } = await visit(`${home}/sign-out`)
  expect(location).toMatch(new RegExp(`^${issuer}/o/logout\\?.*id_token_hint=`))
  const page = await ann.visit(location.slice(issuer.length))
  const fields = Object.fromEntries([...page.text.matchAll(/name="(\w+)" value="(\w+)"/g)].map(([, name = '', value = '']) => [name, value]))
  const left = await ann.request('POST', '/o/logout/confirm', undefined, { payload: new URLSearchParams(fields).toString(), headers: { 'origin': issuer, 'content-type': 'application/x-www-form-urlencoded' } })
  expect([left.status, left.headers['location']]).toEqual([303, `${home}/`])
  expect((await ann.get('/users/me')).status).toBe(401)
  expect((await visit(home)).text).toContain('Sign in')
})

test('spa: a page signs somebody in from its own origin, and no other origin can', async () => {
  const { issuer, register, journey } = await running()
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const { clientId } = await register({ clientType: 'public', grantTypes: ['authorization_code'], redirectUris: [`${origin}/`], allowedOrigins: [origin] })
  await runExample('spa/server.mjs', { GATEHOUSE_ISSUER: issuer, CLIENT_ID: clientId, PORT: String(port) }).says(/Open http/)
  for (const file of ['/', '/app.mjs', '/flow.mjs', '/oauth4webapi.js', '/config.json']) expect([file, (await fetch(origin + file)).status]).toEqual([file, 200])
  const program = { issuer, clientId, redirectUri: `${origin}/` }

  /** As a browser does it: names the page's origin, and withholds answers that do not allow it. */
  function fetchFrom(page: string) {
    const really = globalThis.fetch
    return async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(input, init)
      request.headers.set('origin', page)
      const answer = await really(request)
      if (![page, '*'].includes(answer.headers.get('access-control-allow-origin') ?? '')) throw new TypeError('blocked by CORS')
      return answer
    }
  }
  const signIn = async (page: string) => {
    const kept = new Map<string, string>()
    const storage = { getItem: (name: string) => kept.get(name), setItem: (name: string, value: string) => kept.set(name, value), removeItem: (name: string) => kept.delete(name) }
    vi.stubGlobal('fetch', fetchFrom(page))
    const start = await begin(program, storage).finally(vi.unstubAllGlobals)
    const landed = await journey(start)
    vi.stubGlobal('fetch', fetchFrom(page))
    return finish(program, landed, storage).finally(vi.unstubAllGlobals)
  }
  expect((await signIn(origin)).person).toMatchObject({ preferred_username: 'ann-lee', permissions: [] })
  await expect(signIn('https://evil.example')).rejects.toThrow('blocked by CORS')
})

test('native: the browser comes back to a port of this one sign-in', async () => {
  const { issuer, register, journey } = await running()
  const { clientId } = await register({ clientType: 'public', applicationType: 'native', grantTypes: ['authorization_code'], redirectUris: ['http://127.0.0.1/callback'] })
  const example = runExample('native/cli.mjs', { GATEHOUSE_ISSUER: issuer, CLIENT_ID: clientId })
  const landed = await journey(await example.says(/Open (\S+)/))
  expect(landed.hostname).toBe('127.0.0.1')
  await fetch(landed)
  expect(await example.says(/Signed in as (\S+)/)).toBe('ann-lee')
})

test('machine and resource server: a token for one service opens that service, and needs the scope', async () => {
  const port = await freePort()
  const RESOURCE = `http://localhost:${port}`
  const { issuer, register } = await running({ OAUTH_RESOURCES: `${RESOURCE} notes.read notes.write, https://elsewhere.example notes.read` })
  const { clientId, clientSecret } = await register({ clientType: 'confidential', grantTypes: ['client_credentials'], scopes: ['notes.read', 'notes.write'] })
  await runExample('resource-server/server.mjs', { GATEHOUSE_ISSUER: issuer, PORT: String(port) }).says(/Serving/)
  const example = runExample('machine/client.mjs', { GATEHOUSE_ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, RESOURCE })
  await example.says(/Token expires in 300 seconds, scope notes\.read/)
  expect(JSON.parse(await example.says(/200 (\{.*\})/))).toEqual({ notes: ['buy bread'], for: clientId })

  const ask = async (form: Record<string, string>) => {
    const answer = await fetch(`${issuer}/o/token`, { method: 'POST', headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` }, body: new URLSearchParams({ grant_type: 'client_credentials', ...form }) })
    const { access_token: token = '' } = Token.parse(await answer.json())
    return (await fetch(`${RESOURCE}/notes`, { headers: { authorization: `Bearer ${token}` } })).status
  }
  expect(await ask({ resource: RESOURCE, scope: 'notes.read' })).toBe(200)
  expect(await ask({ resource: RESOURCE, scope: 'notes.write' })).toBe(403)
  expect(await ask({ resource: 'https://elsewhere.example', scope: 'notes.read' })).toBe(401)
  expect(await ask({})).toBe(401)
})

test.each([['allow', /Signed in as (ann-lee)/], ['deny', /Not signed in: (access_denied)/]] as const)('device: it shows a code, and somebody elsewhere decides to %s', async (decision, outcome) => {
  const { issuer, ann, register } = await running()
  const { clientId } = await register({ clientType: 'public', grantTypes: [deviceGrant] })
  const example = runExample('device/cli.mjs', { GATEHOUSE_ISSUER: issuer, CLIENT_ID: clientId })
  const userCode = await example.says(/Open \S+\/o\/device and enter (\S+)/)
  expect((await ann.post('/o/device/verification', { userCode })).body).toMatchObject({ userCode })
  expect((await ann.post('/o/device/decision', { userCode, decision })).status).toBe(200)
  await example.says(outcome)
})

test('plain OAuth 2: a program written for django-oauth-toolkit finds what it expects', async () => {
  const { issuer, register, journey } = await running()
  const port = await freePort()
  const home = `http://localhost:${port}`
  const { clientId, clientSecret } = await register({ clientType: 'confidential', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [`${home}/callback`], requirePkce: false })
  await runExample('plain-oauth2/server.mjs', { GATEHOUSE_ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, PORT: String(port) }).says(/Open http/)
  const visit = visitor()
  const landed = await journey((await visit(`${home}/sign-in`)).location)
  // Somebody else's browser did not begin this sign-in.
  expect((await visitor()(landed)).status).toBe(400)
  expect(JSON.parse((await visit(landed)).text)).toEqual({ name: 'ann-lee', name_cn: 'ann-lee', email: 'ann-lee@example.com', groups: [], permissions: [] })
})
