import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { ask, basic, post } from '../../../test/protocol.ts'
import { relyingParty } from '../../../test/relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const orders = 'https://orders.example.com'
const settings = { OAUTH_RESOURCES: `${orders} orders.read` }
const refusal = { error: 'invalid_scope', error_description: 'requested scope is not allowed', scope: 'offline_access' }

test('an application that is registered for services only cannot ask to go on without the person: not by a link, nor beforehand, nor as a device', async () => {
  const app = await relyingParty({ settings }, { scopes: ['orders.read'], grantTypes: ['authorization_code', 'refresh_token', device] })
  const { clientId, clientSecret } = app.registered
  const beyond = { scope: 'offline_access orders.read', resource: orders }
  const { said } = await ask(app, { ...beyond, prompt: 'consent' })
  expect(Object.fromEntries(said)).toMatchObject(refusal)
  const pushed = { client_id: clientId, response_type: 'code', redirect_uri: 'https://app.example.com/callback', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', ...beyond, prompt: 'consent' }
  for (const [url, fields] of [['/o/par', pushed], ['/o/device_authorization', beyond]] as const) {
    const answer = await post(app, url, fields, basic(clientId, clientSecret))
    expect([url, answer.status, answer.body]).toEqual([url, 400, refusal])
  }
})

test('what an application is no longer registered for, it is no longer given: not for a refresh token from before either', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile email permissions' })
  const status = async (token: string, path: string) => (await app.app.inject({ url: path, headers: { authorization: `Bearer ${token}` } })).statusCode
  expect(await status(tokens.access_token, '/public-api/current_user/all_permissions')).toBe(200)
  const change = async (scopes: string[]) => expect((await app.dev.browser.patch(`/o/applications/${app.registered.clientId}`, { scopes })).status).toBe(200)
  const refreshed = async () => oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')

  await change(['openid', 'profile'])
  const narrow = await refreshed()
  expect(narrow.scope).toBe('openid profile')
  expect(await status(narrow.access_token, '/public-api/current_user/all_permissions')).toBe(403)
  expect(await oidc.fetchUserInfo(app.client, narrow.access_token, ann.id)).not.toHaveProperty('email')

  await change(['openid', 'email'])
  expect((await refreshed()).scope).toBe('openid email')
})

test('a device that was let in before is held to it as well', async () => {
  const app = await relyingParty({}, { clientType: 'public', applicationType: 'native', grantTypes: [device], redirectUris: [] })
  const ann = await app.register('ann-lee')
  const waiting = await oidc.initiateDeviceAuthorization(app.client, { scope: 'profile email' })
  expect((await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })).status).toBe(200)
  await app.dev.browser.patch(`/o/applications/${app.registered.clientId}`, { scopes: ['profile'] })
  expect((await oidc.genericGrantRequest(app.client, device, { device_code: waiting.device_code })).scope).toBe('profile')
})
