import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { begin, landing, silently } from '../../../test/interacting.ts'
import { harness } from '../../../test/harness.ts'
import { basic, post } from '../../../test/protocol.ts'
import { callback, relyingParty } from '../../../test/relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const now = { terms: '2', privacy: '3' }
const settings = { TERMS_VERSION: '2', PRIVACY_VERSION: '3' }

/** Ann, who has used the shop before its operator changed the terms. */
async function changed(options: Parameters<typeof relyingParty>[0] = {}, application: Parameters<typeof relyingParty>[1] = {}) {
  const app = await relyingParty({ ...options, settings: { ...settings, ...options.settings } }, application)
  const ann = await app.register('ann-lee')
  const change = () => app.store.users.update(ann.id, { termsVersion: '1' })
  const accept = () => ann.browser.put('/users/me/terms', now)
  return { ...app, ann, change, accept }
}

test('a program gets no code before the changed terms are accepted, and is asked about no more after', async () => {
  const app = await changed()
  expect((await app.signIn(app.ann.browser)).asked).toEqual(['login', 'consent'])
  await app.change()
  const { url } = await app.request()
  expect((await app.journey(app.ann.browser, url)).asked).toEqual(['terms', 'terms_not_accepted'])
  expect((await app.accept()).status).toBe(200)
  expect((await app.signIn(app.ann.browser)).asked).toEqual([])
})

test('whoever accepts on the way goes on where they were', async () => {
  const app = await changed()
  await app.signIn(app.ann.browser)
  await app.change()
  const { uid, checks } = await begin(app, app.ann.browser)
  expect((await app.ann.browser.get(`/o/interactions/${uid}/details`)).body).toMatchObject({ prompt: 'terms', application: { name: 'The shop' }, accountId: app.ann.id })
  expect((await app.ann.browser.post(`/o/interactions/${uid}/sign-in`)).body.code).toBe('terms_not_accepted')
  await app.accept()
  const onwards = landing(await app.ann.browser.post(`/o/interactions/${uid}/sign-in`))
  const { url: landed, asked } = await app.journey(app.ann.browser, onwards)
  expect(asked).toEqual([])
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).claims()?.sub).toBe(app.ann.id)
})

test('whoever signs in for a program is asked between, and the step stays open', async () => {
  const app = await changed()
  await app.change()
  const who = app.browser()
  const { uid } = await begin(app, who)
  await who.post('/users/authorizations', { username: 'ann-lee', password: app.ann.password })
  const refused = await who.post(`/o/interactions/${uid}/sign-in`)
  expect([refused.status, refused.body.code]).toEqual([403, 'terms_not_accepted'])
  await who.put('/users/me/terms', now)
  expect((await app.journey(who, landing(await who.post(`/o/interactions/${uid}/sign-in`)))).asked).toEqual(['consent'])
})

test('terms that change between signing in and consent are asked before consent', async () => {
  const app = await changed()
  const { url } = await app.request()
  const { uid } = await begin(app, app.ann.browser)
  const asking = landing(await app.ann.browser.post(`/o/interactions/${uid}/sign-in`))
  await app.change()
  expect((await app.journey(app.ann.browser, asking)).asked).toEqual(['terms', 'terms_not_accepted'])
  await app.accept()
  expect((await app.journey(app.ann.browser, url)).url.searchParams.has('code')).toBe(true)
})

test('a program that must not show anything is told that something is due', async () => {
  const app = await changed()
  await app.signIn(app.ann.browser)
  await app.change()
  expect(await silently(app, app.ann.browser)).toBe('interaction_required')
  await app.accept()
  expect(await silently(app, app.ann.browser)).toBe('code')
})

test('whoever does not accept can go back to the program without', async () => {
  const app = await changed()
  await app.signIn(app.ann.browser)
  await app.change()
  const { uid } = await begin(app, app.ann.browser)
  expect((await app.journey(app.ann.browser, landing(await app.ann.browser.post(`/o/interactions/${uid}/cancel`)))).url.searchParams.get('error')).toBe('access_denied')
})

test('what programs hold goes on: tokens are refreshed, and read the profile', async () => {
  const app = await changed()
  const { tokens } = await app.signIn(app.ann.browser)
  await app.change()
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')
  expect((await oidc.fetchUserInfo(app.client, next.access_token, app.ann.id)).preferred_username).toBe('ann-lee')
})

test('no device is let in before, but can be turned away', async () => {
  const app = await changed({}, { clientType: 'public', applicationType: 'native', grantTypes: [device], redirectUris: [] })
  await app.change()
  const [one, other] = [await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid' }), await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid' })]
  const decide = ({ user_code: userCode }: { user_code: string }, decision: string) => app.ann.browser.post('/o/device/decision', { userCode, decision })
  expect((await decide(one, 'allow')).body.code).toBe('terms_not_accepted')
  expect((await decide(other, 'deny')).status).toBe(200)
  await app.accept()
  expect((await decide(one, 'allow')).status).toBe(200)
})

test('the password grant gives nothing before', async () => {
  const app = await changed({ settings: { LEGACY_GRANTS: 'true' } }, { grantTypes: ['password'], redirectUris: [callback] })
  const proof = basic(app.registered.clientId, app.registered.clientSecret)
  const ask = () => post(app, '/o/token', { grant_type: 'password', username: 'ann-lee', password: app.ann.password, scope: 'profile' }, proof)
  await app.change()
  const refused = await ask()
  expect([refused.status, refused.body.error, refused.body.access_token]).toEqual([400, 'invalid_grant', undefined])
  await app.accept()
  expect((await ask()).status).toBe(200)
})

test('a node with newer documents asks, whoever accepted the older ones on another', async () => {
  const app = await changed()
  await app.signIn(app.ann.browser)
  const { database: _own, ...rest } = app
  const newer = await harness({ database: rest.testDatabase, secret: rest.secret, clock: rest.clock, mailbox: rest.mailbox, settings: { ...settings, PRIVACY_VERSION: '4' } })
  const who = newer.browser()
  const { body } = await who.post('/users/authorizations', { username: 'ann-lee', password: app.ann.password })
  expect(body.user.pendingDocuments).toEqual([{ document: 'privacy', version: '4', accepted: '3' }])
  const { url } = await app.request()
  expect((await who.visit(url.pathname + url.search)).location).toContain('/o/interactions/')
})
