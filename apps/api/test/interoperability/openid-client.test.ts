import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, type JSONWebKeySet } from 'jose'
import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { formOf, submit } from '../forms.ts'
import { callback, relyingParty } from '../relying-party.ts'

const orders = 'https://orders.example.com'
const settings = { OAUTH_RESOURCES: `${orders} orders.read orders.write` }
const ways = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const

/** An application that proves itself in this way, and its client. */
async function partyBy(way: typeof ways[number], application: Parameters<typeof relyingParty>[1] = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwks = { keys: [{ ...await exportJWK(publicKey), alg: 'ES256', kid: 'one' }] }
  const app = await relyingParty({ settings }, {
    ...application, tokenEndpointAuthMethod: way, clientType: way === 'none' ? 'public' : 'confidential', ...(way === 'private_key_jwt' && { jwks }),
  })
  const { clientSecret = '' } = app.registered
  const authentication = {
    client_secret_basic: () => oidc.ClientSecretBasic(clientSecret), client_secret_post: () => oidc.ClientSecretPost(clientSecret),
    private_key_jwt: () => oidc.PrivateKeyJwt({ key: privateKey, kid: 'one' }), none: () => oidc.None(),
  }[way]()
  return { ...app, client: await app.clientOf(app.registered, authentication) }
}

const refused = (error: string): unknown => expect.objectContaining({ error })
const failure = (work: Promise<unknown>) => work.then(() => 'no failure', (error: unknown) => error)

test.each(ways)('code with PKCE, userinfo, refreshing, looking at tokens, revoking: %s', async (way) => {
  const app = await partyBy(way)
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, {}, app.client)
  expect(tokens.claims()).toMatchObject({ sub: ann.id, aud: app.registered.clientId })
  expect((await oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).email).toBe(ann.email)

  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')
  expect(next.claims()?.sub).toBe(ann.id)
  const userinfo = () => oidc.fetchUserInfo(app.client, next.access_token, ann.id)
  expect((await userinfo()).sub).toBe(ann.id)
  // Whoever cannot prove who they are is told nothing of tokens.
  if (way === 'none') expect(await oidc.tokenIntrospection(app.client, next.access_token)).toEqual({ active: false })
  else expect(await oidc.tokenIntrospection(app.client, next.access_token)).toMatchObject({ active: true, sub: ann.id, client_id: app.registered.clientId, scope: 'openid profile email' })

  await oidc.tokenRevocation(app.client, next.refresh_token ?? '')
  await expect(userinfo()).rejects.toThrow()
  expect(await failure(oidc.refreshTokenGrant(app.client, next.refresh_token ?? ''))).toEqual(refused('invalid_grant'))
})

test.each(ways.slice(0, 3))('an application asks for itself: %s', async (way) => {
  const app = await partyBy(way, { grantTypes: ['client_credentials'], redirectUris: [], scopes: ['openid', 'orders.read'] })
  const tokens = await oidc.clientCredentialsGrant(app.client, { resource: orders, scope: 'orders.read' })
  const keys: JSONWebKeySet = (await app.app.inject('/.well-known/jwks.json')).json()
  const { payload, protectedHeader } = await jwtVerify(tokens.access_token, createLocalJWKSet(keys), { issuer: app.issuer.origin, audience: orders })
  expect([payload['client_id'], payload['scope'], protectedHeader.typ, Number(payload.exp) - Number(payload.iat)]).toEqual([app.registered.clientId, 'orders.read', 'at+jwt', 300])
  expect(tokens.refresh_token).toBeUndefined()
  // Nobody is signed in, so that nothing of anybody can be asked for.
  expect(await failure(oidc.clientCredentialsGrant(app.client, { scope: 'openid' }))).toEqual(refused('invalid_scope'))
  await expect(oidc.fetchUserInfo(app.client, (await oidc.clientCredentialsGrant(app.client)).access_token, oidc.skipSubjectCheck)).rejects.toThrow()
})

test('a device waits and is let in', async () => {
  const app = await partyBy('none', { applicationType: 'native', redirectUris: [], grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] })
  const ann = await app.register('ann-lee')
  const begun = await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid email' })
  const waiting = oidc.pollDeviceAuthorizationGrant(app.client, { ...begun, interval: 0.1 })
  expect((await ann.browser.post('/o/device/decision', { userCode: begun.user_code, decision: 'allow' })).status).toBe(200)
  const tokens = await waiting
  expect(tokens.claims()?.sub).toBe(ann.id)
  expect((await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')).claims()?.sub).toBe(ann.id)
})

test('a request that was pushed is used once, by whose it is', async () => {
  const app = await partyBy('client_secret_basic')
  const other = await app.clientOf(await app.registerApplication())
  const ann = await app.register('ann-lee')
  const { parameters, checks } = await app.request()
  const url = await oidc.buildAuthorizationUrlWithPAR(app.client, parameters)
  expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
  const foreign = new URL(url)
  foreign.searchParams.set('client_id', other.clientMetadata().client_id)
  expect((await app.journey(app.browser(), foreign)).asked).toEqual(['400'])
  const { url: landed } = await app.journey(ann.browser, url)
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).claims()?.sub).toBe(ann.id)
  expect((await app.journey(ann.browser, url)).asked).toEqual(['400'])
  expect(await failure(oidc.buildAuthorizationUrlWithPAR(app.client, { ...parameters, redirect_uri: 'https://evil.example/callback' }))).toEqual(refused('invalid_request'))
})

test.each(['client_secret_basic', 'none'] as const)('tokens bound to a key are good with the key only: %s', async (way) => {
  const app = await partyBy(way)
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({}, app.client)
  const { url: landed } = await app.journey(ann.browser, url)
  const DPoP = oidc.getDPoPHandle(app.client, await oidc.randomDPoPKeyPair('ES256'))
  const stranger = oidc.getDPoPHandle(app.client, await oidc.randomDPoPKeyPair('ES256'))
  const tokens = await oidc.authorizationCodeGrant(app.client, landed, checks, undefined, { DPoP })
  expect(tokens.token_type).toBe('dpop')
  expect((await oidc.fetchUserInfo(app.client, tokens.access_token, ann.id, { DPoP })).sub).toBe(ann.id)
  await expect(oidc.fetchUserInfo(app.client, tokens.access_token, ann.id, { DPoP: stranger })).rejects.toThrow()
  for (const path of ['/o/userinfo', '/public-api/current_user/base_info']) {
    expect([path, (await app.browser().get(path, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status]).toEqual([path, 401])
  }
  // A public application's refresh token is bound as well; a confidential one has its secret for that (RFC 9449 section 5).
  if (way === 'none') {
    expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? ''))).toMatchObject({ error: 'invalid_grant' })
    expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', undefined, { DPoP: stranger }))).toMatchObject({ error: 'invalid_grant' })
  }
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', undefined, { DPoP })
  expect(next.token_type).toBe('dpop')
  expect((await oidc.fetchUserInfo(app.client, next.access_token, ann.id, { DPoP })).sub).toBe(ann.id)
})

test('signing out leads back to the application, with its state', async () => {
  const app = await relyingParty({}, { postLogoutRedirectUris: ['https://app.example.com/bye'] })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const url = oidc.buildEndSessionUrl(app.client, { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: 'https://app.example.com/bye', state: 'a b&c' })
  const page = await ann.browser.visit(url.pathname + url.search)
  const answer = await submit(ann.browser, formOf(page.text))
  expect([answer.status, answer.headers['location']]).toEqual([303, 'https://app.example.com/bye?state=a+b%26c'])
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(false)
})

test('tokens for a resource server are for it alone, and are issued for what was allowed', async () => {
  const app = await relyingParty({ settings }, { scopes: ['openid', 'profile', 'orders.read'] })
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope: 'openid orders.read orders.write', resource: orders })
  const { url: landed } = await app.journey(ann.browser, url)
  const tokens = await oidc.authorizationCodeGrant(app.client, landed, checks, { resource: orders })
  expect(JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ aud: orders, sub: ann.id, scope: 'orders.read', iss: app.issuer.origin })
  for (const path of ['/o/userinfo', '/public-api/current_user/base_info', '/users/me']) {
    expect([path, (await app.browser().get(path, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status]).toEqual([path, 401])
  }
  expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', { resource: 'https://elsewhere.example.com' }))).toEqual(refused('invalid_target'))
  expect((await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', { resource: orders })).scope).toBe('orders.read')
  const { url: foreign } = await app.request({ scope: 'openid', resource: 'https://elsewhere.example.com' })
  expect((await app.journey(ann.browser, foreign)).url.searchParams.get('error')).toBe('invalid_target')
})

test('the answer comes as a form where the application wants one', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  const { url, checks } = await app.request({ response_mode: 'form_post' })
  const page = await ann.browser.visit(url.pathname + url.search)
  const { action, fields } = formOf(page.text)
  expect([page.status, page.location, action]).toEqual([200, null, callback])
  const posted = new Request(action, { method: 'POST', body: new URLSearchParams(fields) })
  expect((await oidc.authorizationCodeGrant(app.client, posted, checks)).claims()?.sub).toBe(ann.id)
})

test('old programs are given an ID token at once, where that is switched on', async () => {
  const app = await relyingParty({ settings: { LEGACY_GRANTS: 'true' } }, { grantTypes: ['implicit', 'authorization_code'] })
  const ann = await app.register('ann-lee')
  oidc.useIdTokenResponseType(app.client)
  const { url, checks } = await app.request({ code_challenge: undefined, code_challenge_method: undefined })
  const { url: landed } = await app.journey(ann.browser, url)
  expect([landed.search, landed.hash.includes('access_token')]).toEqual(['', false])
  const claims = await oidc.implicitAuthentication(app.client, landed, checks.expectedNonce, { expectedState: checks.expectedState })
  expect(claims.sub).toBe(ann.id)
})
