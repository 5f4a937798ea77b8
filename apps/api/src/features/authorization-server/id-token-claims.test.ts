import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { relyingParty, type RelyingParty } from '../../../test/relying-party.ts'

const orders = 'https://orders.example.com'
const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
/** What every ID token says. */
const always = ['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sid', 'sub']
const about = (claims: object | undefined) => Object.keys(claims ?? {}).filter(name => !always.includes(name)).sort()
const switchOn = async ({ dev, registered }: RelyingParty, idTokenClaims = true) =>
  (await dev.browser.patch(`/o/applications/${registered.clientId}`, { idTokenClaims })).body

test('an ID token says who signed in and nothing else, unless the application is switched to more', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const scope = 'openid profile email permissions'
  expect(about((await app.signIn(ann.browser, { scope })).tokens.claims())).toEqual([])
  expect((await switchOn(app)).idTokenClaims).toBe(true)
  const claims = (await app.signIn(ann.browser, { scope })).tokens.claims()
  expect(claims).toMatchObject({ sub: ann.id, preferred_username: 'ann-lee', name: 'ann-lee', email: ann.email, email_verified: true, groups: [], permissions: [] })
  expect((await switchOn(app, false)).idTokenClaims).toBe(false)
  expect(about((await app.signIn(ann.browser, { scope })).tokens.claims())).toEqual([])
})

test('it says what the person has allowed by the scopes of that request, and no more', async () => {
  const app = await relyingParty()
  await switchOn(app)
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid email profile' })
  expect(about((await app.signIn(ann.browser, { scope: 'openid' })).tokens.claims())).toEqual([])
  expect(about((await app.signIn(ann.browser, { scope: 'openid email' })).tokens.claims())).toEqual(['email', 'email_verified'])
  // The same at every exchange, as it is then.
  await app.store.users.update(ann.id, { displayName: 'Ann Lee' })
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')
  expect(next.claims()).toMatchObject({ name: 'Ann Lee', email: ann.email })
  const narrow = await oidc.refreshTokenGrant(app.client, next.refresh_token ?? '', { scope: 'openid email' })
  expect(about(narrow.claims())).toEqual(['email', 'email_verified'])
})

test('also on a device', async () => {
  const app = await relyingParty({}, { clientType: 'public', applicationType: 'native', grantTypes: [device], redirectUris: [], idTokenClaims: true })
  const ann = await app.register('ann-lee')
  const waiting = await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid profile' })
  await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })
  const tokens = await oidc.genericGrantRequest(app.client, device, { device_code: waiting.device_code })
  expect(tokens.claims()).toMatchObject({ sub: ann.id, preferred_username: 'ann-lee' })
})

test('beside a token for a service it says so in any case: that token does not open userinfo', async () => {
  const app = await relyingParty({ settings: { OAUTH_RESOURCES: `${orders} orders.read` } }, { scopes: ['openid', 'email', 'orders.read'] })
  const ann = await app.register('ann-lee')
  for (const isOn of [false, true]) {
    await switchOn(app, isOn)
    const { url, checks } = await app.request({ scope: 'openid email orders.read', resource: orders })
    const { url: landed } = await app.journey(ann.browser, url)
    const tokens = await oidc.authorizationCodeGrant(app.client, landed, checks, { resource: orders })
    expect([isOn, about(tokens.claims())]).toEqual([isOn, ['email', 'email_verified']])
  }
})
