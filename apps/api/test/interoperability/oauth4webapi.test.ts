import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { callback, relyingParty } from '../relying-party.ts'

const origin = 'https://app.example.com'
type Send = (url: string, init: { method: string, headers: Record<string, string>, body?: URLSearchParams | string | null | undefined }) => Promise<Response>

/** A page in a browser that calls the protocol endpoints itself: asks first where a browser would, and reads only what it is allowed to. */
async function page(application: Parameters<typeof relyingParty>[1] = {}) {
  const app = await relyingParty({}, { clientType: 'public', allowedOrigins: [origin], ...application })
  const isSimple = (name: string) => ['accept', 'content-type', 'user-agent'].includes(name.toLowerCase())

  const send: Send = async (url, { method, headers, body }) => {
    const unusual = Object.keys(headers).filter(name => !isSimple(name))
    if (unusual.length > 0) {
      const asked = { 'origin': origin, 'access-control-request-method': method, 'access-control-request-headers': unusual.join() }
      const preflight = await app.app.inject({ method: 'OPTIONS', url: new URL(url).pathname, headers: asked })
      expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, origin])
      expect(String(preflight.headers['access-control-allow-headers']).toLowerCase().split(/, ?/)).toEqual(expect.arrayContaining(unusual.map(name => name.toLowerCase())))
    }
    const answer = await app.app.inject({
      method: method === 'POST' ? 'POST' : 'GET', url: new URL(url).pathname, headers: { ...headers, origin }, ...(body != null && { payload: String(body) }),
    })
    const { 'access-control-allow-origin': allowed = '', 'access-control-allow-credentials': withCookies } = answer.headers
    expect([url, ['*', origin].includes(String(allowed)), withCookies]).toEqual([url, true, undefined])
    return new Response(answer.body, { status: answer.statusCode, headers: Object.entries(answer.headers).map(([name, value]) => [name, String(value)]) })
  }
  const options = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: send }
  const server = await oauth.processDiscoveryResponse(app.issuer, await oauth.discoveryRequest(app.issuer, options))
  const client: oauth.Client = { client_id: app.registered.clientId, token_endpoint_auth_method: 'none' }

  /** Signs somebody in as far as the answer of the authorization endpoint. */
  async function answerFor(who: Awaited<ReturnType<typeof app.register>>, more: Record<string, string> = {}) {
    const { url, parameters, checks } = await app.request(more)
    const { url: landed } = await app.journey(who.browser, url)
    return { parameters: oauth.validateAuthResponse(server, client, landed, parameters['state'] ?? ''), verifier: checks.pkceCodeVerifier, nonce: checks.expectedNonce }
  }
  return { ...app, options, server, oauthClient: client, answerFor }
}

test('a page signs somebody in with a code and PKCE, reads who they are, and refreshes', async () => {
  const { server, oauthClient: client, options, ...app } = await page()
  const ann = await app.register('ann-lee')
  const { parameters, verifier, nonce } = await app.answerFor(ann)
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, callback, verifier, options)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true })
  expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(ann.id)
  const known = await oauth.processUserInfoResponse(server, client, ann.id, await oauth.userInfoRequest(server, client, tokens.access_token, options))
  expect(known.email).toBe(ann.email)
  const next = await oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token ?? '', options))
  expect(next.refresh_token).not.toBe(tokens.refresh_token)
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), next.access_token, options))
  await expect(oauth.processUserInfoResponse(server, client, ann.id, await oauth.userInfoRequest(server, client, next.access_token, options))).rejects.toThrow()
})

test('a page binds its tokens to a key', async () => {
  const { server, oauthClient: client, options, ...app } = await page()
  const ann = await app.register('ann-lee')
  const { parameters, verifier, nonce } = await app.answerFor(ann)
  const bound = { ...options, DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) }
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, callback, verifier, bound)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce })
  expect(tokens.token_type).toBe('dpop')
  expect((await oauth.processUserInfoResponse(server, client, ann.id, await oauth.userInfoRequest(server, client, tokens.access_token, bound))).sub).toBe(ann.id)
  const next = await oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token ?? '', bound))
  expect((await oauth.processUserInfoResponse(server, client, ann.id, await oauth.userInfoRequest(server, client, next.access_token, bound))).sub).toBe(ann.id)
})

test('a page pushes its request', async () => {
  const { server, oauthClient: client, options, ...app } = await page()
  const ann = await app.register('ann-lee')
  const { parameters, checks } = await app.request()
  const pushed = await oauth.processPushedAuthorizationResponse(server, client, await oauth.pushedAuthorizationRequest(server, client, oauth.None(), { ...parameters, response_type: 'code' }, options))
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri }).toString()
  const { url: landed } = await app.journey(ann.browser, url)
  const answer = oauth.validateAuthResponse(server, client, landed, checks.expectedState)
  const tokens = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, callback, checks.pkceCodeVerifier, options)
  expect(oauth.getValidatedIdTokenClaims(await oauth.processAuthorizationCodeResponse(server, client, tokens, { expectedNonce: checks.expectedNonce }))?.sub).toBe(ann.id)
})

test('a device shows a code, and its user lets it in', async () => {
  const { server, oauthClient: client, options, ...app } = await page({ grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'], redirectUris: [] })
  const ann = await app.register('ann-lee')
  const begun = await oauth.processDeviceAuthorizationResponse(server, client, await oauth.deviceAuthorizationRequest(server, client, oauth.None(), { scope: 'openid' }, options))
  const poll = async () => oauth.processDeviceCodeResponse(server, client, await oauth.deviceCodeGrantRequest(server, client, oauth.None(), begun.device_code, options))
  await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
  await ann.browser.post('/o/device/decision', { userCode: begun.user_code, decision: 'allow' })
  expect(oauth.getValidatedIdTokenClaims(await poll())?.sub).toBe(ann.id)
})

test('a program asks for itself, and looks at its own token', async () => {
  const app = await relyingParty({}, { grantTypes: ['client_credentials'], redirectUris: [] })
  const options = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: app.fetching }
  const server = await oauth.processDiscoveryResponse(app.issuer, await oauth.discoveryRequest(app.issuer, options))
  const client = { client_id: app.registered.clientId }
  const proof = oauth.ClientSecretBasic(app.registered.clientSecret ?? '')
  const tokens = await oauth.processClientCredentialsResponse(server, client, await oauth.clientCredentialsGrantRequest(server, client, proof, {}, options))
  const seen = await oauth.processIntrospectionResponse(server, client, await oauth.introspectionRequest(server, client, proof, tokens.access_token, options))
  expect(seen).toMatchObject({ active: true, client_id: app.registered.clientId })
})
