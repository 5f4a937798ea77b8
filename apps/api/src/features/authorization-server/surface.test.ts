import { request } from 'node:http'
import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { ask, basic, post } from '../../../test/protocol.ts'
import { listeningParty, relyingParty } from '../../../test/relying-party.ts'

const discovery = '/.well-known/openid-configuration'

test('discovery says what is there, and nothing weak; its keys are public and strong', async () => {
  const app = await relyingParty()
  const answer = await app.app.inject(discovery)
  const said: Record<string, unknown> = answer.json()
  expect((await app.app.inject('/.well-known/oauth-authorization-server')).json()).toEqual(said)
  expect(said).toMatchObject({
    issuer: 'http://localhost:3000', authorization_endpoint: 'http://localhost:3000/o/authorize', token_endpoint: 'http://localhost:3000/o/token', userinfo_endpoint: 'http://localhost:3000/o/userinfo',
    jwks_uri: 'http://localhost:3000/.well-known/jwks.json', end_session_endpoint: 'http://localhost:3000/o/logout', revocation_endpoint: 'http://localhost:3000/o/revoke_token',
    introspection_endpoint: 'http://localhost:3000/o/introspect', device_authorization_endpoint: 'http://localhost:3000/o/device_authorization', pushed_authorization_request_endpoint: 'http://localhost:3000/o/par',
    authorization_response_iss_parameter_supported: true, response_types_supported: ['code'], response_modes_supported: ['form_post', 'fragment', 'query'], code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256', 'ES256'], backchannel_logout_supported: true, backchannel_logout_session_supported: true,
    request_uri_parameter_supported: false,
    scopes_supported: ['openid', 'profile', 'email', 'phone', 'permissions', 'offline_access'], claims_parameter_supported: false,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  })
  expect(said['claims_supported']).toEqual(expect.arrayContaining(['sub', 'name', 'email', 'email_verified', 'iss', 'auth_time', 'sid']))
  expect(JSON.stringify(said)).not.toMatch(/HS256|"plain"|implicit|password|registration_endpoint/)
  expect(answer.headers['cache-control']).toBe('public, max-age=300')

  const { keys } = (await app.app.inject('/.well-known/jwks.json')).json<{ keys: Record<string, string>[] }>()
  expect(keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256'])
  for (const key of keys) {
    expect(Object.keys(key).sort()).toEqual(key['kty'] === 'RSA' ? ['alg', 'e', 'kid', 'kty', 'n', 'use'] : ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    if (key['kty'] === 'RSA') expect(Buffer.from(key['n'] ?? '', 'base64url').length).toBeGreaterThanOrEqual(384)
  }
})

test('where we are is configuration: whatever a request says of it, nothing changes', async () => {
  const app = await listeningParty()
  const { port } = app.issuer
  const raw = (path: string, headers: Record<string, string>, method = 'GET', body = '') => new Promise<string>((resolve, reject) => {
    const sent = request({ host: 'localhost', port, path, method, headers }, (answer) => {
      let text = `${answer.statusCode} ${answer.headers.location ?? ''}\n`
      answer.on('data', (chunk: Buffer) => { text += chunk.toString() }).on('end', () => resolve(text))
    })
    sent.once('error', reject).end(body)
  })
  const honest = await raw(discovery, {})
  expect(honest).toContain(`"issuer":"${app.issuer.origin}"`)
  const lies: Record<string, string>[] = [
    { 'host': 'evil.example' }, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '1' }, { forwarded: 'host=evil.example;proto=https' }, { 'x-original-url': 'http://evil.example/' },
  ]
  for (const headers of lies) expect([headers, await raw(discovery, headers)]).toEqual([headers, honest])
  expect(await raw(`http://evil.example${discovery}`, {})).not.toContain('evil.example')

  const query = new URL((await app.request()).url).search
  const device = { 'content-type': 'application/x-www-form-urlencoded', ...basic(app.registered.clientId, app.registered.clientSecret) }
  for (const headers of lies) {
    expect(await raw(`/o/authorize${query}`, headers)).toMatch(new RegExp(`^303 ${app.issuer.origin}/o/interactions/`))
    expect(await raw('/o/device?user_code=x', headers)).toMatch(/^303 http:\/\/localhost:5173\/device/)
    expect(await raw('/o/token', { ...headers, ...device }, 'POST', 'grant_type=nonsense')).not.toContain('evil.example')
  }
})

test('only the addresses themselves are addresses', async () => {
  const app = await relyingParty()
  const proof = basic(app.registered.clientId, app.registered.clientSecret)
  for (const path of ['/O/Token', '/o/Token', '//o/token', '/o//token', '/o/token//', '/o%2ftoken', '/o/token/x', '/o/token.json', '/o/token;x', '/token', '/o/registration', '/reg', '/o/jwks', '/o/token%00']) {
    const { status, body } = await post(app, path, { grant_type: 'refresh_token', refresh_token: 'x' }, proof)
    expect([path, status === 404 || status === 400, body.error]).toEqual([path, true, undefined])
  }
  for (const path of ['/o/token', '/o/token/']) expect((await post(app, path, { grant_type: 'refresh_token', refresh_token: 'x' }, proof)).body.error).toBe('invalid_grant')
  for (const [method, path] of [['GET', '/o/token'], ['PUT', '/o/token'], ['DELETE', '/o/userinfo'], ['GET', '/o/revoke_token'], ['GET', '/o/introspect'], ['POST', '/o/device'], ['GET', '/o/logout/confirm']] as const) {
    expect([method, path, (await app.app.inject({ method, url: path })).statusCode]).toEqual([method, path, 404])
  }
})

test('a body that is too large, no form, or says a thing twice is refused, and the server goes on', async () => {
  const app = await relyingParty()
  const proof = basic(app.registered.clientId, app.registered.clientSecret)
  for (const [what, body, headers] of [
    ['70 KiB', `grant_type=refresh_token&refresh_token=${'x'.repeat(70 * 1024)}`, {}], ['JSON', '{"grant_type":"refresh_token"}', { 'content-type': 'application/json' }],
    ['multipart', '--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }], ['text', 'grant_type=refresh_token', { 'content-type': 'text/plain' }],
    ['twice', 'grant_type=refresh_token&grant_type=client_credentials', {}], ['twice the token', 'grant_type=refresh_token&refresh_token=x&refresh_token=y', {}], ['nested', 'grant_type[x]=refresh_token', {}], ['nothing', '', {}],
  ] as const) {
    const { status, body: said } = await post(app, '/o/token', body, { ...proof, ...headers })
    expect([what, status, said.error]).toEqual([what, 400, 'invalid_request'])
  }
  expect((await post(app, '/o/token', { grant_type: 'refresh_token', refresh_token: 'x' }, proof)).body.error).toBe('invalid_grant')
})

test('no page of the protocol can be framed, and after every form comes a 303', async () => {
  const app = await relyingParty({ settings: { LEGACY_GRANTS: 'true' } }, { postLogoutRedirectUris: ['https://app.example.com/bye'] })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const pages = {
    'an error': await ann.browser.visit('/o/authorize?client_id=nobody'),
    'signing out': await ann.browser.visit(`/o/logout?id_token_hint=${tokens.id_token ?? ''}`),
    'a form for the application': await ann.browser.visit(await app.request({ response_mode: 'form_post' }).then(({ url }) => url.pathname + url.search)),
    'an error as a form': await ann.browser.visit(await app.request({ response_mode: 'form_post', prompt: 'login consent none' }).then(({ url }) => url.pathname + url.search)),
    'a resume of nothing': await ann.browser.visit('/o/authorize/nothing'),
    'signing out with a bad hint': await ann.browser.visit('/o/logout?id_token_hint=nonsense'),
    'signed out by nobody': await app.browser().visit('/o/logout'),
  }
  for (const [what, { text, headers }] of Object.entries(pages)) {
    expect([what, headers['content-type']]).toEqual([what, 'text/html; charset=utf-8'])
    expect([what, headers['x-frame-options'], headers['x-content-type-options'], headers['referrer-policy']]).toEqual([what, 'DENY', 'nosniff', 'same-origin'])
    expect([what, headers['content-security-policy']]).toEqual([what, expect.stringMatching(/^default-src 'none'; frame-ancestors 'none'; base-uri 'none'(; script-src 'sha256-[\w+/=]+')?$/)])
    expect([what, /<script>/.test(text)]).toEqual([what, String(headers['content-security-policy']).includes('script-src')])
    expect([what, String(headers['cache-control'])]).toEqual([what, expect.stringMatching(/no-store/)])
  }
  expect((await ask(app, {})).status).toBe(303)
})

test('pages elsewhere read what is for them, without cookies: tokens where their application lets them, the sign-in never', async () => {
  const app = await relyingParty({}, { clientType: 'public', allowedOrigins: ['https://app.example.com'] })
  const other = await app.registerApplication({ clientType: 'public', allowedOrigins: ['https://other.example.com'] })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const seen = ({ headers }: { headers: Record<string, unknown> }) => [headers['access-control-allow-origin'], headers['access-control-allow-credentials']]
  const token = (origin: string, clientId = app.registered.clientId) => post(app, '/o/token', { grant_type: 'refresh_token', refresh_token: 'x', client_id: clientId }, { origin })
  const userinfo = (origin: string) => app.app.inject({ method: 'GET', url: '/o/userinfo', headers: { origin, authorization: `Bearer ${tokens.access_token}` } })

  expect(seen(await token('https://app.example.com'))).toEqual(['https://app.example.com', undefined])
  expect(seen(await userinfo('https://app.example.com'))).toEqual(['https://app.example.com', undefined])
  for (const origin of ['https://evil.example', 'null', 'http://localhost:5173', 'https://other.example.com', 'https://app.example.com.evil.example', 'http://app.example.com', 'https://app.example.com:8443', 'https://APP.example.com']) {
    const answer = await token(origin)
    expect([origin, answer.status, ...seen(answer)]).toEqual([origin, 400, undefined, undefined])
    const known = await userinfo(origin)
    expect([origin, known.statusCode >= 400, known.body.includes('ann'), ...seen(known)]).toEqual([origin, true, false, undefined, undefined])
  }
  // Naming somebody else's application opens that one's door, and one's own token is not behind it.
  expect(seen(await token('https://other.example.com', other.clientId))).toEqual(['https://other.example.com', undefined])

  for (const origin of ['https://anywhere.example', 'null']) {
    for (const url of [discovery, '/.well-known/jwks.json']) expect([url, ...seen(await app.app.inject({ url, headers: { origin } }))]).toEqual([url, expect.toBeOneOf([origin, '*']), undefined])
  }
  for (const origin of ['https://app.example.com', 'https://evil.example', 'http://localhost:5173']) {
    expect(seen(await ask(app, {}, { origin }))).toEqual([undefined, undefined])
    expect(seen(await app.app.inject({ method: 'GET', url: '/o/logout', headers: { origin } }))).toEqual([undefined, undefined])
  }
})

test('an application that is disabled is nobody, whatever it holds; enabled again it goes on', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const { url, checks } = await app.request()
  const { url: landed } = await app.journey(ann.browser, url)
  const { clientId, clientSecret } = app.registered
  const all = async () => {
    const proof = basic(clientId, clientSecret)
    const token = tokens.access_token
    return [
      (await ask(app, {})).status, (await post(app, '/o/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }, proof)).status, (await post(app, '/o/introspect', { token }, proof)).status,
      (await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${token}` } })).statusCode,
      (await app.app.inject({ url: '/public-api/current_user/base_info', headers: { authorization: `Bearer ${token}` } })).statusCode,
      (await post(app, '/o/token', { grant_type: 'authorization_code', code: landed.searchParams.get('code') ?? '', redirect_uri: 'https://app.example.com/callback', code_verifier: checks.pkceCodeVerifier }, proof)).status,
    ]
  }
  await app.store.applications.update(clientId, { disabledAt: app.clock.now() })
  expect(await all()).toEqual([400, 401, 401, 401, 401, 401])
  // Its owner cannot undo that.
  expect((await app.dev.browser.patch(`/o/applications/${clientId}`, { disabled: false })).status).toBe(400)
  await app.store.applications.update(clientId, { disabledAt: null })
  expect(await all()).toEqual([303, 200, 200, 200, 200, 200])
})

test('a token that is over is no token to anybody, and userinfo says so', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const looks = async (token: string) => {
    const known = await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${token}` } })
    return [(await oidc.tokenIntrospection(app.client, token)), known.statusCode, /^Bearer realm="http:\/\/localhost:3000", error="invalid_token"/.test(String(known.headers['www-authenticate']))]
  }
  const over = [{ active: false }, 401, true]
  const { tokens: revoked } = await app.signIn(ann.browser)
  await oidc.tokenRevocation(app.client, revoked.access_token)
  expect(await looks(revoked.access_token)).toEqual(over)
  const { tokens: ended } = await app.signIn(ann.browser)
  await ann.browser.delete('/sessions/current')
  expect(await looks(ended.access_token)).toEqual(over)
  for (const nonsense of ['nonsense', 'x'.repeat(500)]) expect(await looks(nonsense)).toEqual(over)
  for (const url of ['/o/userinfo', `/o/userinfo?access_token=${revoked.access_token}`]) {
    const nobody = await app.app.inject({ url })
    expect([nobody.statusCode === 401 || nobody.statusCode === 400, nobody.body.includes('ann')]).toEqual([true, false])
  }
})

test.each(['\0', 'shop\0', '\ud800', '', ' ', 'x'.repeat(5000)])('what calls itself %j is no application on any database', async (clientId) => {
  const app = await relyingParty()
  expect((await ask(app, { client_id: clientId })).status).toBe(400)
  expect((await app.app.inject(`/o/logout?${new URLSearchParams({ client_id: clientId }).toString()}`)).statusCode).toBeLessThan(500)
  for (const path of ['/o/token', '/o/introspect', '/o/revoke_token', '/o/par', '/o/device_authorization']) {
    for (const [fields, headers] of [[{ client_id: clientId, client_secret: 'x' }, {}], [{}, basic(new URLSearchParams([[clientId, '']]).toString().slice(0, -1), 'x')]] as const) {
      expect([400, 401], path).toContain((await post(app, path, { grant_type: 'client_credentials', token: 'x', ...fields }, headers)).status)
    }
  }
})
