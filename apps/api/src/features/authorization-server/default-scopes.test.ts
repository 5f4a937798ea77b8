import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { begin } from '../../../test/interacting.ts'
import { ask, basic, post, verifier } from '../../../test/protocol.ts'
import { callback, relyingParty } from '../../../test/relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const orders = 'https://orders.example.com'
const OAUTH_RESOURCES = `${orders} orders.read orders.write, https://bills.example.com bills.read`
const everything = { settings: { LEGACY_GRANTS: 'true', OAUTH_RESOURCES } }
const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
/** Of an application that says nothing about its scopes, but for those that say who somebody is or go on without them. */
const own = 'profile email phone permissions'
const words: unknown = expect.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]{20,}$/)

test.each([undefined, ''])('whoever asks for nothing (%j) is given what the application may have, without an ID token and beyond no session', async (scope) => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope, nonce: undefined })
  const { url: landed, asked } = await app.journey(ann.browser, url)
  expect(asked).toEqual(['login', 'consent'])
  const tokens = await oidc.authorizationCodeGrant(app.client, landed, checks)
  expect([tokens.scope, tokens.id_token]).toEqual([own, undefined])
  const read = (path: string) => app.app.inject({ url: path, headers: { authorization: `Bearer ${tokens.access_token}` } })
  expect((await read('/public-api/current_user/base_info')).json()).toMatchObject({ name: 'ann-lee', email: ann.email })
  expect((await read('/public-api/current_user/all_permissions')).statusCode).toBe(200)
  expect((await read('/o/userinfo')).statusCode).toBe(403)
  // It ends with the session, and is not asked for again.
  const again = await app.journey(ann.browser, (await app.request({ scope, nonce: undefined })).url)
  expect(again.asked).toEqual([])
  await ann.browser.delete('/sessions/current')
  expect((await read('/public-api/current_user/base_info')).statusCode).toBe(401)
})

test('people are told what that is before they allow it', async () => {
  const app = await relyingParty({}, { scopes: ['openid', 'email', 'permissions', 'offline_access'] })
  const ann = await app.register('ann-lee')
  const { uid } = await begin(app, ann.browser, { scope: undefined, nonce: undefined })
  const { scopes } = JSON.parse((await ann.browser.get(`/o/interactions/${uid}/details`)).text)
  expect(scopes).toEqual(['email', 'permissions'].map(name => ({ name, resource: null, known: false })))
})

test('programs of the house that ask for nothing are given the same, and nobody is asked', async () => {
  const app = await relyingParty()
  await app.store.users.update(app.dev.id, { isSuperuser: true })
  const trusted = await app.clientOf(await app.registerApplication({ skipConsent: true, scopes: ['openid', 'email'] }))
  const ann = await app.register('ann-lee')
  const { tokens, asked } = await app.signIn(ann.browser, { scope: undefined, nonce: undefined }, trusted)
  expect([asked, tokens.scope]).toEqual([['login'], 'email'])
})

test('a request that is handed over beforehand follows the same rule', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { clientId, clientSecret } = app.registered
  const push = (scope?: string) => post(app, '/o/par', { client_id: clientId, redirect_uri: callback, response_type: 'code', scope, ...challenge }, basic(clientId, clientSecret))
  const refused = await push('nonsense')
  expect([refused.status, JSON.parse(refused.text)]).toEqual([400, { error: 'invalid_scope', error_description: words, scope: 'nonsense' }])
  const { request_uri: uri } = JSON.parse((await push()).text)
  const { url: landed } = await app.journey(ann.browser, new URL(`/o/authorize?${new URLSearchParams({ client_id: clientId, request_uri: uri }).toString()}`, app.issuer))
  const { body } = await post(app, '/o/token', {
    grant_type: 'authorization_code', code: landed.searchParams.get('code') ?? '', redirect_uri: callback, code_verifier: verifier,
  }, basic(clientId, clientSecret))
  expect(body.scope).toBe(own)
})

test.each([
  ['nonsense'], ['nonsense more'], ['orders.read'],
  // Dropped, for nobody is asked whether it may go on without them (OpenID Connect Core 1.0 section 11): nothing is left.
  ['offline_access'],
])('whoever asks only for what is not known here (%s) is told so at once, in words', async (scope) => {
  const app = await relyingParty({ settings: { OAUTH_RESOURCES } }, { scopes: ['openid', 'email', 'offline_access', 'orders.read'] })
  const { status, location, said } = await ask(app, { scope })
  expect([status, location?.origin, Object.fromEntries(said)]).toEqual([303, 'https://app.example.com', {
    error: 'invalid_scope', error_description: words, state: 'of mine', iss: 'http://localhost:3000', ...(scope !== undefined && { scope }),
  }])
  // Beside one that is known the others are left out, as before.
  expect((await ask(app, { scope: `email ${scope}` })).error).toBeNull()
})

test('where nothing is left to give, whoever asks for nothing is told to name a scope', async () => {
  const app = await relyingParty({}, { scopes: ['openid', 'offline_access'] })
  const { location, said } = await ask(app, { scope: undefined })
  expect([location?.origin, said.get('error'), said.get('error_description')]).toEqual(['https://app.example.com', 'invalid_scope', words])
  // Nobody is sent anywhere that is not registered.
  const elsewhere = await ask(app, { scope: 'nonsense', redirect_uri: 'https://evil.example/' })
  expect([elsewhere.status, elsewhere.location]).toEqual([400, null])
})

test('at a service that is named, nothing asked is what the application may do there', async () => {
  const app = await relyingParty(everything, { scopes: ['openid', 'email', 'orders.read'] })
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope: undefined, nonce: undefined, resource: orders })
  const { url: landed } = await app.journey(ann.browser, url)
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks, { resource: orders })).scope).toBe('orders.read')
  for (const [resource, scope] of [[orders, 'bills.read'], [orders, 'nonsense'], ['https://bills.example.com', undefined]]) {
    expect([resource, scope, (await ask(app, { resource, scope })).error]).toEqual([resource, scope, 'invalid_scope'])
  }
})

test('a device follows the same rule', async () => {
  const app = await relyingParty({}, { clientType: 'public', applicationType: 'native', grantTypes: [device, 'refresh_token'], redirectUris: [], scopes: ['openid', 'email', 'offline_access'] })
  const ann = await app.register('ann-lee')
  const refused = await post(app, '/o/device_authorization', { client_id: app.registered.clientId, scope: 'nonsense' })
  expect([refused.status, JSON.parse(refused.text)]).toEqual([400, { error: 'invalid_scope', error_description: words, scope: 'nonsense' }])
  const waiting = await oidc.initiateDeviceAuthorization(app.client, {})
  const shown = await ann.browser.post('/o/device/verification', { userCode: waiting.user_code })
  expect(JSON.parse(shown.text)).toMatchObject({ scopes: [{ name: 'email', resource: null, known: false }] })
  expect((await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })).status).toBe(200)
  const tokens = await oidc.genericGrantRequest(app.client, device, { device_code: waiting.device_code })
  expect([tokens.scope, tokens.id_token]).toEqual(['email', undefined])
})

test('so does the password grant', async () => {
  const app = await relyingParty(everything, { grantTypes: ['password', 'refresh_token'], redirectUris: [], scopes: ['openid', 'email', 'profile', 'offline_access', 'orders.read'] })
  const ann = await app.register('ann-lee')
  const give = async (scope: string | undefined): Promise<unknown> => {
    const { status, text, body } = await post(app, '/o/token', { grant_type: 'password', username: 'ann-lee', password: ann.password, scope }, basic(app.registered.clientId, app.registered.clientSecret))
    const refusal: unknown = JSON.parse(text)
    return status === 200 ? body.scope : refusal
  }
  expect(await give(undefined)).toBe('email profile')
  expect(await give('')).toBe('email profile')
  expect(await give('email nonsense')).toBe('email')
  for (const scope of ['nonsense', 'orders.read', 'nonsense more']) expect(await give(scope)).toEqual({ error: 'invalid_scope', error_description: words, scope })
  // Known, but not this application's: said, as at the other endpoints.
  expect(await give('email permissions')).toMatchObject({ error: 'invalid_scope', scope: 'permissions' })
})
