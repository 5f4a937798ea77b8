import * as oidc from 'openid-client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ask, basic, post } from '../../../test/protocol.ts'
import { harness, password } from '../../../test/harness.ts'
import { callback, relyingParty } from '../../../test/relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const orders = 'https://orders.example.com'
const bills = 'https://bills.example.com'
const OAUTH_RESOURCES = `${orders} orders.read orders.write, ${bills} bills.read`
const legacy = { settings: { LEGACY_GRANTS: 'true' } }

test('an application is given tokens for its own grants only', async () => {
  const app = await relyingParty(legacy)
  const ann = await app.register('ann-lee')
  const { clientId, clientSecret } = await app.registerApplication({ grantTypes: ['authorization_code'] })
  const grants = [
    { grant_type: 'client_credentials' }, { grant_type: 'refresh_token', refresh_token: 'x' }, { grant_type: 'password', username: 'ann-lee', password: ann.password }, { grant_type: device, device_code: 'x' },
  ]
  for (const fields of grants) {
    const { status, body } = await post(app, '/o/token', fields, basic(clientId, clientSecret))
    expect([fields.grant_type, status, body.error, body.access_token]).toEqual([fields.grant_type, 400, 'unauthorized_client', undefined])
  }
  for (const unknown of ['implicit', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'urn:ietf:params:oauth:grant-type:token-exchange', '__proto__', 'constructor', '']) {
    const { status, body } = await post(app, '/o/token', { grant_type: unknown }, basic(clientId, clientSecret))
    expect([unknown, status, body.error]).toEqual([unknown, 400, unknown === '' ? 'invalid_request' : 'unsupported_grant_type'])
  }
  expect((await post(app, '/o/device_authorization', { scope: 'openid' }, basic(clientId, clientSecret))).body.error).toBe('unauthorized_client')
  // And nobody is sent to sign in for one that works by itself.
  const robot = await app.registerApplication({ grantTypes: ['client_credentials'], redirectUris: [] })
  expect((await ask(app, { client_id: robot.clientId })).status).toBe(400)
})

test('the old grants are off, on the server and for each application, until somebody switches them on', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  for (const grantTypes of [['implicit'], ['password']] as const) {
    expect((await app.dev.browser.post('/o/applications', { name: 'x', clientType: 'confidential', grantTypes, redirectUris: [callback] })).status).toBe(400)
  }
  const asked = { grant_type: 'password', username: 'ann-lee', password: ann.password }
  expect((await post(app, '/o/token', asked, basic(app.registered.clientId, app.registered.clientSecret))).body.error).toBe('unsupported_grant_type')
  expect(app.client.serverMetadata().grant_types_supported).toEqual(['authorization_code', 'refresh_token', 'client_credentials', device])
  expect(app.client.serverMetadata().response_types_supported).toEqual(['code'])
})

test('where the server gives the old grants up, applications that had them are left with their others', async () => {
  const before = await relyingParty(legacy, { grantTypes: ['authorization_code', 'refresh_token', 'implicit', 'password'] })
  const ann = await before.register('ann-lee')
  const proof = basic(before.registered.clientId, before.registered.clientSecret)
  const asked = { grant_type: 'password', username: 'ann-lee', password: ann.password, scope: 'profile' }
  const held = await post(before, '/o/token', asked, proof)
  expect([held.status, held.body.scope]).toEqual([200, 'profile'])

  const after = await before.anotherNode()
  expect((await post(after, '/o/token', asked, proof)).status).toBe(200)
  const strict = await harness({ database: before.testDatabase, secret: before.secret, clock: before.clock, mailbox: before.mailbox })
  expect((await post(strict, '/o/token', asked, proof)).body.error).toBe('unsupported_grant_type')
  expect((await ask({ ...strict, registered: before.registered }, { response_type: 'id_token', nonce: 'one', code_challenge: undefined, code_challenge_method: undefined })).error).toBe('unsupported_response_type')
  expect((await ask({ ...strict, registered: before.registered }, {})).status).toBe(303)
})

test('what the password grant gives is not outlived by a reset between the judgement and the grant', async () => {
  const app = await relyingParty(legacy, { grantTypes: ['password', 'refresh_token'], redirectUris: [] })
  const ann = await app.register('ann-lee')
  const proof = basic(app.registered.clientId, app.registered.clientSecret)
  const { authorization } = app.store
  const { put } = authorization
  const other = 'quiet marble harbour'
  vi.spyOn(authorization, 'put').mockImplementationOnce(async (artifact) => {
    const code = await app.requestCode(app.browser(), ann.email, 'reset-password')
    expect((await app.browser().post('/users/password-resets', { email: ann.email, ...code, password: other, passwordConfirmation: other })).status).toBe(204)
    await put(artifact)
  })
  const late = await post(app, '/o/token', { grant_type: 'password', username: 'ann-lee', password: ann.password }, proof)
  expect([late.status, late.body.error]).toEqual([400, 'invalid_grant'])
  expect((await app.rows('authorization_artifacts')).filter(row => row['user_id'] === ann.id)).toEqual([])
  expect((await post(app, '/o/token', { grant_type: 'password', username: 'ann-lee', password: other }, proof)).status).toBe(200)
})

test('the password grant is within the throttles of signing in, and says no more than a sign-in', async () => {
  const app = await relyingParty(legacy, { grantTypes: ['password', 'refresh_token'], redirectUris: [] })
  const ann = await app.register('ann-lee')
  const proof = basic(app.registered.clientId, app.registered.clientSecret)
  const give = (username: string, password: string) => post(app, '/o/token', { grant_type: 'password', username, password }, proof)
  const [wrong, unknown] = [await give('ann-lee', 'wrong password'), await give('nobody-here', 'wrong password')]
  expect([wrong.status, wrong.text]).toEqual([400, unknown.text])
  expect(wrong.body.error).toBe('invalid_grant')
  for (let tries = 0; tries < 4; tries++) await give('ann-lee', `wrong ${tries}`)
  const throttled = await give('ann-lee', ann.password)
  expect([throttled.status, throttled.body.access_token]).toEqual([429, undefined])
  // One count for both ways.
  expect((await app.browser().post('/users/authorizations', { username: 'ann-lee', password: ann.password })).status).toBe(429)
  app.clock.advance(3600)
  expect((await give('ann-lee', ann.password)).status).toBe(200)
  expect((await give('ann-lee', '')).body.error).toBe('invalid_request')
  await app.store.users.update(ann.id, { disabledAt: app.clock.now() })
  expect((await give('ann-lee', ann.password)).body.error).toBe('invalid_grant')
  const events = (await app.rows('audit_events')).filter(({ client_id: about }) => about === app.registered.clientId).map(({ action, result }) => `${String(action)} ${String(result)}`)
  expect(new Set(events)).toEqual(new Set(['application.created success', 'token.granted-by-password success', 'token.granted-by-password failure']))
})

test.each(['ann\u0000lee', '\u0000'])('a name that can be nobody\'s (%j) is a wrong one for the password grant, on every database', async (username) => {
  const app = await relyingParty(legacy, { grantTypes: ['password'], redirectUris: [] })
  const { clientId, clientSecret } = app.registered
  const answer = await post(app, '/o/token', { grant_type: 'password', username, password }, basic(clientId, clientSecret))
  expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
})

test('a token is for one audience, and refreshing leads to no other', async () => {
  const app = await relyingParty({ settings: { OAUTH_RESOURCES } }, { scopes: ['openid', 'email', 'orders.read', 'bills.read'] })
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope: 'openid orders.read orders.write', resource: orders })
  const { url: landed } = await app.journey(ann.browser, url)
  const { refresh_token: first = '' } = await oidc.authorizationCodeGrant(app.client, landed, checks, { resource: orders })
  let token = first
  const refresh = (more: Record<string, string> | URLSearchParams) => oidc.refreshTokenGrant(app.client, token, more)
  for (const [more, error] of [
    [{ resource: bills }, 'invalid_target'], [{ resource: 'https://elsewhere.example.com' }, 'invalid_target'], [{ resource: 'nonsense' }, 'invalid_target'],
    [{ resource: `${orders}/` }, 'invalid_target'], [{ resource: orders.toUpperCase() }, 'invalid_target'], [{ resource: orders, scope: 'bills.read' }, 'invalid_scope'], [{ scope: 'openid email' }, 'invalid_scope'],
  ] as const) await expect(refresh(more).then(() => 'tokens', (fault: unknown) => fault)).resolves.toMatchObject({ error })
  // Neither of those mistakes has cost it, and the next is as good as the first and no better.
  const next = await refresh({ resource: orders })
  expect(next.scope).toBe('orders.read')
  token = next.refresh_token ?? ''
  const plain = await refresh({ scope: 'openid' })
  expect([plain.scope, plain.claims()?.sub]).toEqual(['openid', ann.id])
  token = plain.refresh_token ?? ''
  await expect(refresh({ resource: bills }).then(() => 'tokens', (fault: unknown) => fault)).resolves.toMatchObject({ error: 'invalid_target' })
  expect((await refresh({ resource: orders })).scope).toBe('orders.read')
})

test('a refresh token without openid makes no ID token', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile' })
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', { scope: 'profile' })
  expect([next.scope, next.id_token]).toEqual(['profile', undefined])
})

test('however often it is exchanged, a refresh token ends when the first one would have', async () => {
  const app = await relyingParty({ settings: { OAUTH_REFRESH_TOKEN_SECONDS: '3600' } }, { clientType: 'public' })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid offline_access', prompt: 'consent' })
  let token = tokens.refresh_token ?? ''
  // The library has no clock but this one.
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const pass = (seconds: number) => {
    vi.setSystemTime(Date.now() + seconds * 1000)
    app.clock.advance(seconds)
  }
  for (let times = 0; times < 3; times++) {
    pass(1000)
    token = (await oidc.refreshTokenGrant(app.client, token)).refresh_token ?? ''
  }
  pass(1000)
  await expect(oidc.refreshTokenGrant(app.client, token).then(() => 'tokens', (fault: unknown) => fault)).resolves.toMatchObject({ error: 'invalid_grant' })
})

test.each(['confidential', 'public'] as const)('a refresh that repeats what was asked for at first is granted, though offline_access was dropped then (%s)', async (clientType) => {
  const app = await relyingParty({}, { clientType })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile offline_access' })
  expect(tokens.scope).toBe('openid profile')
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', { scope: 'openid profile offline_access' })
  expect(next.scope).toBe('openid profile')
  expect((await oidc.refreshTokenGrant(app.client, next.refresh_token ?? '', { scope: 'offline_access' })).scope).toBe('openid profile')
  // It still widens nothing, and ends with the session.
  await expect(oidc.refreshTokenGrant(app.client, next.refresh_token ?? '', { scope: 'openid email offline_access' }).then(() => 'tokens', (fault: unknown) => fault)).resolves.toMatchObject({ error: 'invalid_scope' })
})

test('a service that is named only when somebody is asked gets its token, with the scope that was allowed', async () => {
  const app = await relyingParty({ settings: { OAUTH_RESOURCES } }, { scopes: ['openid', 'email', 'orders.read', 'bills.read'] })
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope: 'openid email orders.read', resource: orders })
  const { url: landed } = await app.journey(ann.browser, url)
  const tokens = await oidc.authorizationCodeGrant(app.client, landed, checks)
  const aud = (token: string) => /"aud":"([^"]*)"/.exec(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())?.[1]
  expect([tokens.scope, aud(tokens.access_token), tokens.claims()?.sub]).toEqual(['orders.read', orders, ann.id])
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')
  expect([next.scope, aud(next.access_token)]).toEqual(['orders.read', orders])
  // Asked for what is ours alone, it is none of that service.
  const plain = await oidc.refreshTokenGrant(app.client, next.refresh_token ?? '', { scope: 'openid email' })
  expect([plain.scope, aud(plain.access_token)]).toEqual(['openid email', undefined])
})
