import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { password } from '../../../test/harness.ts'
import { begin, landing } from '../../../test/interacting.ts'
import { relyingParty } from '../../../test/relying-party.ts'

test('the page is told what the application wants', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { uid } = await begin(app, ann.browser, { scope: 'openid profile permissions', login_hint: 'ann-lee' })
  expect(JSON.parse((await ann.browser.get(`/o/interactions/${uid}/details`)).text)).toEqual({
    prompt: 'login', destination: 'app.example.com', accountId: null, freshSignIn: false, loginHint: 'ann-lee',
    application: { clientId: app.registered.clientId, name: 'The shop', logoUrl: null, homepageUrl: null },
    scopes: ['openid', 'profile', 'permissions'].map(name => ({ name, resource: null, known: false })),
  })
})

test('another browser, or nobody, gets nowhere with somebody\'s interaction', async () => {
  const app = await relyingParty()
  const [ann, eve] = [await app.register('ann-lee'), await app.register('eve-lee')]
  const { uid } = await begin(app, ann.browser)
  for (const who of [eve.browser, app.browser()]) {
    expect((await who.get(`/o/interactions/${uid}/details`)).status).toBe(404)
    expect((await who.post(`/o/interactions/${uid}/cancel`)).status).toBe(404)
  }
  for (const step of ['sign-in', 'consent']) {
    expect((await eve.browser.post(`/o/interactions/${uid}/${step}`)).status).toBe(404)
    expect((await app.browser().post(`/o/interactions/${uid}/${step}`)).status).toBe(401)
  }
  // With an interaction of her own she gets no further at Ann's.
  await begin(app, eve.browser)
  expect((await eve.browser.post(`/o/interactions/${uid}/sign-in`)).status).toBe(404)
})

test('a foreign page cannot answer for somebody', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { uid } = await begin(app, ann.browser)
  for (const origin of ['https://evil.example', 'null', 'http://localhost:3000', undefined]) {
    for (const step of ['sign-in', 'consent', 'cancel']) {
      expect([origin, step, (await ann.browser.post(`/o/interactions/${uid}/${step}`, {}, { headers: { origin } })).body.code]).toEqual([origin, step, 'origin_not_allowed'])
    }
  }
})

test('a step is taken once, and in its turn', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { uid } = await begin(app, ann.browser)
  expect((await ann.browser.post(`/o/interactions/${uid}/consent`)).body.code).toBe('interaction_finished')
  expect((await ann.browser.post(`/o/interactions/${uid}/sign-in`)).status).toBe(200)
  for (const step of ['sign-in', 'cancel']) expect((await ann.browser.post(`/o/interactions/${uid}/${step}`)).body.code).toBe('interaction_finished')
  expect((await ann.browser.get(`/o/interactions/${uid}/details`)).body.code).toBe('interaction_finished')
})

test('consent is given by whom it was asked of, and by nobody else who is signed in here', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { uid } = await begin(app, ann.browser)
  const { location } = await ann.browser.visit(landing(await ann.browser.post(`/o/interactions/${uid}/sign-in`)).pathname)
  const consent = new URL(location ?? '').pathname.split('/').at(-1) ?? ''
  const bob = await app.register('bob-lee')
  const asBob = { headers: { authorization: `Bearer ${bob.browser.accessToken}` } }
  expect((await ann.browser.post(`/o/interactions/${consent}/consent`, {}, asBob)).body.code).toBe('forbidden')
  // Bob has signed in here instead of Ann: with her session what was begun in it is over.
  await ann.browser.post('/users/authorizations', { username: 'bob-lee', password })
  expect((await ann.browser.post(`/o/interactions/${consent}/consent`)).body.code).toBe('not_found')
  expect(await app.rows('consents')).toEqual([])
})

test('whoever declines is sent back with that, and nothing is remembered', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { url, parameters } = await app.request()
  const { url: landed } = await app.journey(ann.browser, url, { consent: 'cancel' })
  expect(Object.fromEntries(landed.searchParams)).toEqual({ error: 'access_denied', error_description: 'the person declined', state: parameters['state'], iss: 'http://localhost:3000' })
  expect(await app.rows('consents')).toEqual([])
  expect((await ann.browser.get('/users/me')).status).toBe(200)
})

test('asking for more asks for consent again, asking for the same or less does not', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  expect((await app.signIn(ann.browser, { scope: 'openid email' })).asked).toEqual(['login', 'consent'])
  expect((await app.signIn(ann.browser, { scope: 'openid' })).asked).toEqual([])
  expect((await app.signIn(ann.browser, { scope: 'openid email profile' })).asked).toEqual(['consent'])
  expect((await app.signIn(ann.browser, { scope: 'openid email', prompt: 'consent' })).asked).toEqual(['consent'])
  // On another device, where nothing is open, what was allowed is still allowed.
  const phone = app.browser()
  await phone.post('/users/authorizations', { username: 'ann-lee', password })
  expect((await app.signIn(phone, { scope: 'openid email profile' })).asked).toEqual(['login'])
})

test.each([{ prompt: 'login' }, { max_age: '0' }])('%o wants a proof that is newer than the request', async (more) => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  app.clock.advance(-30)
  await app.rows('sessions')
  const old = Math.floor(Date.now() / 1000) - 3600
  await app.store.sessions.markAuthenticated(String((await app.rows('sessions')).find(row => row['user_id'] === ann.id)?.['id']), new Date(old * 1000))
  await app.store.users.update(ann.id, { passwordChangedAt: new Date(old * 1000) })
  const { url } = await app.request(more)
  expect((await app.journey(ann.browser, url)).asked).toEqual(['login', 'reauthentication_required'])
  app.clock.advance(60)
  expect((await ann.browser.post('/sessions/current/reauthentication', { password })).status).toBe(200)
  const { tokens } = await app.signIn(ann.browser, more)
  expect(Number(tokens.claims()?.auth_time)).toBeGreaterThan(old + 1800)
})

test.each([{ prompt: 'select_account login' }, { prompt: 'select_account', max_age: '60' }])('choosing an account proves nothing where the application wants a proof: %o', async (more) => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  const sessionId = String((await app.rows('sessions')).find(row => row['user_id'] === ann.id)?.['id'])
  await app.store.sessions.markAuthenticated(sessionId, new Date(Date.now() - 3_600_000))
  await app.store.users.update(ann.id, { passwordChangedAt: new Date(Date.now() - 7_200_000) })
  const { url } = await app.request(more)
  expect((await app.journey(ann.browser, url)).asked).toEqual(['select_account', 'reauthentication_required'])
  app.clock.advance(60)
  expect((await ann.browser.post('/sessions/current/reauthentication', { password })).status).toBe(200)
  expect((await app.signIn(ann.browser, more)).asked).toEqual(['select_account'])
})

test('access that outlives the session is allowed with a fresh proof only, once and for all', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  for (const minutes of [9, 9]) {
    app.clock.advance(minutes * 60)
    await ann.browser.post('/sessions/refresh')
  }
  const { url } = await app.request({ scope: 'openid offline_access', prompt: 'consent' })
  expect((await app.journey(ann.browser, url)).asked).toEqual(['consent', 'reauthentication_required'])
  expect((await app.signIn(ann.browser, { scope: 'openid profile', prompt: 'consent' })).tokens.refresh_token).toBeDefined()
  await ann.browser.post('/sessions/current/reauthentication', { password })
  expect((await app.signIn(ann.browser, { scope: 'openid offline_access', prompt: 'consent' })).asked).toEqual(['consent'])
  for (const minutes of [9, 9]) {
    app.clock.advance(minutes * 60)
    await ann.browser.post('/sessions/refresh')
  }
  expect((await app.signIn(ann.browser, { scope: 'openid offline_access', prompt: 'consent' })).asked).toEqual(['consent'])
})

test('prompt=none never shows anything: it answers with what is missing', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const silently = async (more: Record<string, string> = {}) => {
    const { url } = await app.request({ prompt: 'none', ...more })
    const { url: landed, asked } = await app.journey(ann.browser, url)
    return [asked, landed.searchParams.get('error') ?? (landed.searchParams.has('code') ? 'code' : '?')]
  }
  expect(await silently()).toEqual([[], 'login_required'])
  await app.signIn(ann.browser, { scope: 'openid' })
  expect(await silently({ scope: 'openid' })).toEqual([[], 'code'])
  expect(await silently({ scope: 'openid email' })).toEqual([[], 'consent_required'])
})

test('prompt=select_account asks which account, and goes on as the chosen one', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  const { tokens, asked } = await app.signIn(ann.browser, { prompt: 'select_account' })
  expect(asked).toEqual(['select_account'])
  expect(tokens.claims()?.sub).toBe(ann.id)
})

test('when somebody else goes on in the same browser, no token mixes the two', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens: hers } = await app.signIn(ann.browser)
  await ann.browser.delete('/sessions/current')
  const bob = await app.register('bob-lee', { browser: ann.browser })
  const { tokens: his, asked } = await app.signIn(bob.browser)
  expect(asked).toEqual(['login', 'consent'])
  expect(his.claims()?.sub).toBe(bob.id)
  expect((await oidc.fetchUserInfo(app.client, his.access_token, bob.id)).preferred_username).toBe('bob-lee')
  expect((await oidc.tokenIntrospection(app.client, hers.access_token)).active).toBe(false)
})

test('two tabs at once each get to where they were going', async () => {
  const app = await relyingParty()
  const second = await app.clientOf(await app.registerApplication({ name: 'The forum' }))
  const ann = await app.register('ann-lee')
  const [one, two] = [await begin(app, ann.browser), await app.request({}, second)]
  const { url: landed } = await app.journey(ann.browser, two.url)
  expect((await oidc.authorizationCodeGrant(second, landed, two.checks)).claims()?.sub).toBe(ann.id)
  expect((await ann.browser.post(`/o/interactions/${one.uid}/sign-in`)).status).toBe(200)
})

test('programs of the house ask nobody', async () => {
  const app = await relyingParty()
  await app.store.users.update(app.dev.id, { isSuperuser: true })
  const trusted = await app.clientOf(await app.registerApplication({ skipConsent: true }))
  const ann = await app.register('ann-lee')
  expect((await app.signIn(ann.browser, {}, trusted)).asked).toEqual(['login'])
  expect((await app.signIn(ann.browser, { scope: 'openid permissions' }, trusted)).asked).toEqual([])
})

test('whoever was not asked while a program was of the house is asked when it no longer is', async () => {
  const app = await relyingParty()
  await app.store.users.update(app.dev.id, { isSuperuser: true })
  const made = await app.registerApplication()
  const shop = await app.clientOf(made)
  const skipConsent = async (value: boolean) => expect((await app.dev.browser.patch(`/o/applications/${made.clientId}`, { skipConsent: value })).status).toBe(200)
  const [ann, bob] = [await app.register('ann-lee'), await app.register('bob-lee')]
  expect((await app.signIn(bob.browser, { scope: 'openid' }, shop)).asked).toEqual(['login', 'consent'])
  await skipConsent(true)
  expect((await app.signIn(ann.browser, {}, shop)).asked).toEqual(['login'])
  expect((await app.signIn(bob.browser, {}, shop)).asked).toEqual([])
  await skipConsent(false)
  expect((await app.signIn(ann.browser, {}, shop)).asked).toEqual(['consent'])
  expect((await app.signIn(bob.browser, { scope: 'openid' }, shop)).asked).toEqual([])
  expect((await app.signIn(bob.browser, { scope: 'openid email' }, shop)).asked).toEqual(['consent'])
  expect((await app.store.consents.find(bob.id, made.clientId))?.scopes.sort()).toEqual(['email', 'openid'])
})
