import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { password, settingsAt } from '../../../test/harness.ts'
import { begin, landing, silently } from '../../../test/interacting.ts'
import { relyingParty, type RelyingParty } from '../../../test/relying-party.ts'

const refresh = 'gatehouse-3000-refresh'
const mark = 'gatehouse-3000-session'

/** Signing out uncleanly: the cookies are gone, and we were not told. */
function loseCookies(who: Browser) {
  for (const name of [refresh, mark]) who.cookies.delete(name)
}
const signIn = (who: Browser, username: string) => who.post('/users/authorizations', { username, password })
const sessionsOf = async (app: RelyingParty, userId: string) => app.store.sessions.listLive(userId, app.clock.now())
const outcomeOf = (work: Promise<unknown>) => work.then(() => 'tokens', (error: unknown) => error instanceof oidc.ResponseBodyError ? error.error : String(error))

async function atProgram() {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid' })
  await app.register('bob-lee')
  return { ...app, ann, tokens, isActive: async (token: string) => (await oidc.tokenIntrospection(app.client, token)).active }
}

test('every cookie of the protocol is bound to this host, secure, unreadable for scripts, and for the whole of it', async () => {
  const app = await relyingParty({ settings: settingsAt('https://localhost:3000') })
  const ann = await app.register('ann-lee')
  const { url } = await app.request()
  const { setCookies: begun } = await ann.browser.visit(url.pathname + url.search)
  const { uid } = await begin(app, ann.browser)
  const { pathname } = landing(await ann.browser.post(`/o/interactions/${uid}/sign-in`))
  const { setCookies: resumed } = await ann.browser.visit(pathname)
  const cookies = [...begun, ...resumed]
  expect(cookies.map(cookie => cookie.split('=')[0]?.replace(/-[\w-]{43}$/, '-…'))).toEqual(expect.arrayContaining([
    '__Host-gatehouse-3000-interaction-…', '__Host-gatehouse-3000-authorization-session', '__Host-gatehouse-3000-authorization-session.sig',
  ]))
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-/)
    expect(cookie).toMatch(/; path=\/(;|$)/i)
    expect(cookie).toMatch(/; secure(;|$)/i)
    expect(cookie).toMatch(/; httponly(;|$)/i)
    expect(cookie).toMatch(/; samesite=lax(;|$)/i)
    expect(cookie).not.toMatch(/domain/i)
  }
})

test('what another host of this site has set is not ours: nobody is signed in as whoever planted a cookie, or led through what they began', async () => {
  const app = await relyingParty({ settings: settingsAt('https://localhost:3000') })
  const [ann, eve] = [await app.register('ann-lee'), await app.register('eve-lee')]
  await app.signIn(eve.browser, { scope: 'openid' })
  const { uid } = await begin(app, eve.browser, { prompt: 'login' })
  // Such a host cannot set names with the prefix; it can set all others, for every path.
  const planted = [...eve.browser.cookies, ...eve.browser.scoped.map(({ name, value }) => [name, value] as const)]
    .filter(([name]) => !/refresh|device/.test(name)).map(([name, value]) => `${name.replace('__Host-', '')}=${value}`)
    .concat(`gatehouse-interaction=${uid}`, `gatehouse-resume=${uid}`).join('; ')
  const { url } = await app.request({ prompt: 'none', scope: 'openid' })
  const silent = await app.app.inject({ url: url.pathname + url.search, headers: { cookie: planted } })
  expect(new URL(String(silent.headers['location'])).searchParams.get('error')).toBe('login_required')
  const details = await app.app.inject({ url: `/o/interactions/${uid}/details`, headers: { cookie: planted } })
  const resumed = await app.app.inject({ url: `/o/authorize/${uid}`, headers: { cookie: planted } })
  expect([details.statusCode, resumed.statusCode]).toEqual([404, 400])
  // Nor can anybody make up a mark.
  for (const value of ['', 'x', 'x'.repeat(43)]) {
    ann.browser.cookies.set(`__Host-gatehouse-3000-interaction-${uid}`, value)
    expect((await ann.browser.get(`/o/interactions/${uid}/details`)).status).toBe(404)
  }
  const [session] = await sessionsOf(app, eve.id)
  for (const value of [`${session?.id}`, `${session?.id}.`, `${session?.id}.${'x'.repeat(43)}`]) {
    const stranger = app.browser()
    stranger.cookies.set(`__Host-${mark}`, value)
    expect((await signIn(stranger, 'ann-lee')).status).toBe(200)
  }
  expect(await sessionsOf(app, eve.id)).toHaveLength(1)
})

test('whoever was signed in here before is nobody to a program, once somebody else is', async () => {
  const app = await atProgram()
  const shared = app.ann.browser
  expect(await silently(app, shared)).toBe('code')
  loseCookies(shared)
  expect(await silently(app, shared)).toBe('login_required')
  await signIn(shared, 'bob-lee')
  expect(await silently(app, shared)).toBe('login_required')
  const { tokens, asked } = await app.signIn(shared, { scope: 'openid' })
  expect(asked).toEqual(['login', 'consent'])
  const claims = await oidc.fetchUserInfo(app.client, tokens.access_token, String(tokens.claims()?.sub))
  expect([claims.sub === app.ann.id, tokens.claims()?.sub === app.ann.id, tokens.claims()?.['sid'] === app.tokens.claims()?.['sid']]).toEqual([false, false, false])
  expect((await shared.get('/o/logout/details')).status).toBe(404)
})

test('signing in over a session of which one cookie is left ends it, with all that programs hold of it', async () => {
  for (const left of [refresh, mark]) {
    const app = await atProgram()
    const [before] = await sessionsOf(app, app.ann.id)
    app.ann.browser.cookies.delete(left === mark ? refresh : mark)
    await signIn(app.ann.browser, 'bob-lee')
    expect([left, await sessionsOf(app, app.ann.id), await app.isActive(app.tokens.access_token)]).toEqual([left, [], false])
    expect(await outcomeOf(oidc.refreshTokenGrant(app.client, app.tokens.refresh_token ?? ''))).toBe('invalid_grant')
    await signIn(app.ann.browser, 'ann-lee')
    const [after] = await sessionsOf(app, app.ann.id)
    expect([after?.id === before?.id, await app.isActive(app.tokens.access_token)]).toEqual([false, false])
  }
})

test('signing out ends the session, whichever cookie is left', async () => {
  for (const left of [refresh, mark]) {
    const app = await atProgram()
    app.ann.browser.cookies.delete(left === mark ? refresh : mark)
    app.ann.browser.accessToken = null
    expect((await app.ann.browser.delete('/sessions/current')).status).toBe(204)
    expect([left, await sessionsOf(app, app.ann.id), await app.isActive(app.tokens.access_token)]).toEqual([left, [], false])
  }
})

test('a browser session that was there before somebody signed in is worth nothing afterwards', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await ann.browser.visit('/o/logout')
  const fixed = new Map([...ann.browser.cookies, ...ann.browser.scoped.map(({ name, value }) => [name, value] as const)])
  await app.signIn(ann.browser, { scope: 'openid' })
  const { url } = await app.request({ prompt: 'none', scope: 'openid' })
  const cookie = [...fixed].map(([name, value]) => `${name}=${value}`).join('; ')
  const stolen = await app.app.inject({ url: url.pathname + url.search, headers: { cookie } })
  expect(new URL(String(stolen.headers['location'])).searchParams.get('error')).toBe('login_required')
  expect(await silently(app, ann.browser)).toBe('code')
})

test('a session that lies idle past its limit is over for programs as well', async () => {
  const app = await atProgram()
  app.clock.advance(86_400 - 5)
  expect(await app.isActive(app.tokens.access_token)).toBe(true)
  app.clock.advance(10)
  expect(await sessionsOf(app, app.ann.id)).toEqual([])
  expect(await silently(app, app.ann.browser)).toBe('login_required')
  expect(await app.isActive(app.tokens.access_token)).toBe(false)
  expect(await outcomeOf(oidc.refreshTokenGrant(app.client, app.tokens.refresh_token ?? ''))).toBe('invalid_grant')
  // Nor does what comes late bring it back.
  expect(await sessionsOf(app, app.ann.id)).toEqual([])
  expect((await app.ann.browser.post('/sessions/refresh')).body.code).toBe('session_ended')
})

test('signing in to programs by a session is use of it: it does not lie idle, stays in the list, and ends at its time', async () => {
  const app = await atProgram()
  const [{ id } = { id: '' }] = await sessionsOf(app, app.ann.id)
  const end = app.clock.now().getTime() + 30 * 86_400_000
  for (let hours = 20; app.clock.now().getTime() + 20 * 3_600_000 < end; hours += 20) {
    app.clock.advance(20 * 3600)
    expect([hours, await silently(app, app.ann.browser)]).toEqual([hours, 'code'])
    const [listed] = await sessionsOf(app, app.ann.id)
    expect([hours, listed?.id, listed?.lastSeenAt]).toEqual([hours, id, app.clock.now()])
  }
  expect((await app.ann.browser.post('/sessions/refresh')).status).toBe(200)
  app.clock.advance(20 * 3600)
  expect(await silently(app, app.ann.browser)).toBe('login_required')
})

test('what a program does by itself does not keep a session from lying idle', async () => {
  const app = await atProgram()
  app.clock.advance(80_000)
  const { refresh_token: next = '' } = await oidc.refreshTokenGrant(app.client, app.tokens.refresh_token ?? '')
  app.clock.advance(7000)
  expect(await outcomeOf(oidc.refreshTokenGrant(app.client, next))).toBe('invalid_grant')
})

test('whoever answers for an application is who is signed in when it gets its answer', async () => {
  const app = await atProgram()
  const who = app.ann.browser
  // Signed in for it, and then somebody else is.
  const first = await begin(app, who, { prompt: 'login', scope: 'openid' })
  app.clock.advance(60)
  await who.post('/sessions/current/reauthentication', { password })
  const { pathname } = landing(await who.post(`/o/interactions/${first.uid}/sign-in`))
  loseCookies(who)
  await signIn(who, 'bob-lee')
  const asked = new URL((await who.visit(pathname)).location ?? '')
  expect([asked.searchParams.has('code'), asked.pathname]).toEqual([false, expect.stringMatching(/^\/o\/interactions\//)])
  expect(JSON.parse((await who.get(`${asked.pathname}/details`)).text)).toMatchObject({ prompt: 'login', accountId: null })

  // An access token of somebody whose cookies are gone is still good for a while.
  const { uid } = await begin(app, who, { scope: 'openid' })
  const phone = app.browser()
  await signIn(phone, 'ann-lee')
  const asAnn = { headers: { authorization: `Bearer ${phone.accessToken}` } }
  expect((await who.post(`/o/interactions/${uid}/sign-in`, {}, asAnn)).body.code).toBe('session_ended')
  const { location } = await who.visit(landing(await who.post(`/o/interactions/${uid}/sign-in`)).pathname)
  const consent = new URL(location ?? '').pathname.split('/').at(-1) ?? ''
  expect((await who.post(`/o/interactions/${consent}/consent`, {}, asAnn)).body.code).toBe('forbidden')
  // Nor may one of the same person's other sessions.
  const other = app.browser()
  await signIn(other, 'bob-lee')
  expect((await who.post(`/o/interactions/${consent}/consent`, {}, { headers: { authorization: `Bearer ${other.accessToken}` } })).body.code).toBe('session_ended')
  expect((await who.post(`/o/interactions/${consent}/consent`)).status).toBe(200)
})

test.each(['login', 'select_account'])('prompt=%s: cancelling leaves everything as it was', async (prompt) => {
  const app = await atProgram()
  const who = app.ann.browser
  const { uid } = await begin(app, who, { prompt, scope: 'openid' })
  const { location } = await who.visit(landing(await who.post(`/o/interactions/${uid}/cancel`)).pathname)
  expect(new URL(location ?? '').searchParams.get('error')).toBe('access_denied')
  expect(await app.isActive(app.tokens.access_token)).toBe(true)
  const { tokens } = await app.signIn(who, { scope: 'openid', prompt: 'none' })
  expect([tokens.claims()?.sub, tokens.claims()?.['sid']]).toEqual([app.ann.id, app.tokens.claims()?.['sid']])
})

test.each(['login', 'select_account'])('prompt=%s: whoever goes on as somebody else gets a session of their own, and nothing of the one before', async (prompt) => {
  const app = await atProgram()
  const who = app.ann.browser
  const { uid, checks } = await begin(app, who, { prompt, scope: 'openid' })
  app.clock.advance(60)
  await signIn(who, 'bob-lee')
  expect(JSON.parse((await who.get(`/o/interactions/${uid}/details`)).text)).toMatchObject({ accountId: null, prompt })
  const { url, asked } = await app.journey(who, landing(await who.post(`/o/interactions/${uid}/sign-in`)))
  expect(asked).toEqual(['consent'])
  const tokens = await oidc.authorizationCodeGrant(app.client, url, checks)
  expect([tokens.claims()?.sub === app.ann.id, tokens.claims()?.['sid'] === app.tokens.claims()?.['sid']]).toEqual([false, false])
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).sub).toBe(tokens.claims()?.sub)
  expect(await app.isActive(app.tokens.access_token)).toBe(false)
  // And whoever cancels after that is nobody's to go back to.
  const second = await begin(app, who, { prompt, scope: 'openid' })
  await signIn(who, 'ann-lee')
  const { location } = await who.visit(landing(await who.post(`/o/interactions/${second.uid}/cancel`)).pathname)
  expect(new URL(location ?? '').searchParams.get('error')).toBe('access_denied')
  expect(await silently(app, who)).toBe('login_required')
})

test('a session that ends while it is being used stays ended', async () => {
  for (let round = 0; round < 3; round++) {
    const app = await atProgram()
    const who = app.ann.browser
    const codes: Promise<string>[] = []
    const use = async () => {
      const { url, checks } = await app.request({ prompt: 'none', scope: 'openid' })
      const { url: landed } = await app.journey(who, url)
      if (landed.searchParams.has('code')) codes.push(outcomeOf(oidc.authorizationCodeGrant(app.client, landed, checks)))
    }
    await Promise.all([...Array.from({ length: 5 }, use), who.post('/sessions/refresh'), who.delete('/sessions/current'), who.post('/sessions/refresh'), ...Array.from({ length: 5 }, use)])
    await Promise.all(codes)
    expect(await sessionsOf(app, app.ann.id)).toEqual([])
    expect(await silently(app, who)).toBe('login_required')
    expect(await app.isActive(app.tokens.access_token)).toBe(false)
    expect((await who.get('/users/me')).status).toBe(401)
  }
})

test('an account that is disabled refreshes nothing at a program, and goes on when it is enabled again', async () => {
  const app = await atProgram()
  const other = await app.clientOf(await app.registerApplication())
  const { tokens: offline } = await app.signIn(app.ann.browser, { scope: 'openid offline_access', prompt: 'consent' }, other)
  await app.store.users.update(app.ann.id, { disabledAt: app.clock.now() })
  expect(await outcomeOf(oidc.refreshTokenGrant(app.client, app.tokens.refresh_token ?? ''))).toBe('invalid_grant')
  expect(await outcomeOf(oidc.refreshTokenGrant(other, offline.refresh_token ?? ''))).toBe('invalid_grant')
  expect(await silently(app, app.ann.browser)).toBe('login_required')
  await app.store.users.update(app.ann.id, { disabledAt: null })
  expect(await outcomeOf(oidc.refreshTokenGrant(app.client, app.tokens.refresh_token ?? ''))).toBe('tokens')
  expect(await outcomeOf(oidc.refreshTokenGrant(other, offline.refresh_token ?? ''))).toBe('tokens')
})

test('a browser keeps the cookies of a few interactions, and of none that is over', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const kept = () => [...ann.browser.cookies.keys()].filter(name => name.startsWith('gatehouse-3000-interaction-'))
  const begun: string[] = []
  for (let times = 0; times < 13; times++) begun.push((await begin(app, ann.browser)).uid)
  expect(kept()).toEqual(begun.slice(3).map(uid => `gatehouse-3000-interaction-${uid}`))
  expect((await ann.browser.get(`/o/interactions/${begun[0]}/details`)).status).toBe(404)
  const last = begun.at(-1) ?? ''
  await ann.browser.visit(landing(await ann.browser.post(`/o/interactions/${last}/cancel`)).pathname)
  expect(kept()).not.toContain(`gatehouse-3000-interaction-${last}`)
})

test.each(['a b', '\u0001', 'ü', '(x)', 'x'.repeat(100)])('cookies whose names no interaction has (…%j) are nobody\'s: they are neither answered nor a fault', async (name) => {
  const { app, request } = await relyingParty()
  const { url } = await request()
  const cookie = Array.from({ length: 12 }, (_, index) => `gatehouse-3000-interaction-${name}${index}=1`).join('; ')
  const { statusCode, headers } = await app.inject({ url: url.pathname + url.search, headers: { cookie } })
  const set = [headers['set-cookie'] ?? []].flat().filter(one => one.includes('-interaction-'))
  expect([statusCode, set]).toEqual([303, [expect.stringMatching(/^gatehouse-3000-interaction-[\w-]{21,}=[\w-]+; /)]])
})
