import * as oidc from 'openid-client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { formOf, submit } from '../../../test/forms.ts'
import { relyingParty, type RelyingParty } from '../../../test/relying-party.ts'
import type { Browser } from '../../../test/browser.ts'
import { password, webOrigin } from '../../../test/harness.ts'

const bye = 'https://app.example.com/bye'
const page = `${webOrigin}/sign-out`

async function leaving() {
  const app = await relyingParty({}, { postLogoutRedirectUris: [bye] })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  return { ...app, ann, tokens, hint: tokens.id_token ?? '', ...looking(app, tokens.access_token) }
}
const looking = ({ client }: RelyingParty, accessToken: string) => ({
  /** Whether the application still holds something. */
  holds: async () => (await oidc.tokenIntrospection(client, accessToken)).active,
})
const isSignedIn = async (who: Browser) => (await who.get('/users/me')).status === 200
const leave = (who: Browser, fields: Record<string, string> = {}) => who.visit(`/o/logout?${new URLSearchParams(fields).toString()}`)

test.each([
  ['without a word', {}], ['with an address only', { post_logout_redirect_uri: bye }], ['with a name and an address', { post_logout_redirect_uri: bye, client_id: '?' }], ['with a state only', { state: 'x' }],
])('a link that signs people out %s asks them first', async (_how, fields) => {
  const app = await leaving()
  const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === '?' ? app.registered.clientId : value]))
  // As an image on a foreign page would, and as a person.
  for (let times = 0; times < 2; times++) {
    const { status, location } = await leave(app.ann.browser, given)
    expect([status, location]).toEqual([303, page])
  }
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([true, true])
  const left = await app.ann.browser.post('/o/logout/decision', { decision: 'sign-out' })
  // An address is somebody's only with a name to it.
  expect(JSON.parse(left.text)).toEqual({ redirectTo: 'client_id' in given ? bye : expect.stringMatching(/^http:\/\/localhost:3000\/o\/logout\/success/) })
  expect(await isSignedIn(app.ann.browser)).toBe(false)
})

test('whoever brings an ID token of this session signs the person out at once, here and at the application', async () => {
  const app = await leaving()
  const { status, location, text } = await leave(app.ann.browser, { id_token_hint: app.hint, post_logout_redirect_uri: bye, state: 'a b' })
  expect([status, location]).toEqual([200, null])
  const answer = await submit(app.ann.browser, formOf(text))
  expect([answer.status, answer.headers['location']]).toEqual([303, `${bye}?state=a+b`])
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([false, false])
  const { url } = await app.request({ prompt: 'none' })
  expect((await app.journey(app.ann.browser, url)).url.searchParams.get('error')).toBe('login_required')
  // Its refresh cookie is worth nothing any more.
  expect((await app.ann.browser.post('/sessions/refresh')).status).not.toBe(200)
})

test('an ID token that has run out still says which session it is of', async () => {
  const app = await leaving()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
  const { status, text } = await leave(app.ann.browser, { id_token_hint: app.hint })
  expect([status, (await submit(app.ann.browser, formOf(text))).status]).toEqual([200, 303])
  expect(await isSignedIn(app.ann.browser)).toBe(false)
})

test('without an address the way ends on a page of ours', async () => {
  const app = await leaving()
  const { text } = await leave(app.ann.browser, { id_token_hint: app.hint })
  const answer = await submit(app.ann.browser, formOf(text))
  const end = new URL(String(answer.headers['location']))
  expect(end.origin + end.pathname === 'http://localhost:3000/o/logout/success' ? (await app.ann.browser.visit(end.pathname + end.search)).location : end.href).toMatch(/^http:\/\/localhost:5173\/signed-out/)
  expect(await isSignedIn(app.ann.browser)).toBe(false)
})

test('an ID token of somebody else, of an earlier session, or with a word changed does not sign people out by itself', async () => {
  const app = await leaving()
  const bob = await app.register('bob-lee')
  const { tokens: his } = await app.signIn(bob.browser)
  const [head = '', body = '', signature = ''] = app.hint.split('.')
  const changed = (part: string, more: object) => Buffer.from(JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(Buffer.from(part, 'base64url').toString())), ...more })).toString('base64url')
  const unsigned = `${changed(head, { alg: 'none' })}.${body}.`
  const refused: [string, string][] = [['changed', `${head}.${changed(body, { sid: 'x' })}.${signature}`], ['unsigned', unsigned], ['nonsense', 'nonsense'], ['empty', 'e30.e30.']]
  for (const [what, hint] of refused) expect([what, (await leave(app.ann.browser, { id_token_hint: hint, post_logout_redirect_uri: bye })).status]).toEqual([what, 400])

  const foreign = await leave(app.ann.browser, { id_token_hint: his.id_token ?? '', post_logout_redirect_uri: bye })
  expect([foreign.status, foreign.location]).toEqual([303, page])
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([true, true])

  await app.ann.browser.delete('/sessions/current')
  await app.ann.browser.post('/users/authorizations', { username: 'ann-lee', password: app.ann.password })
  await app.signIn(app.ann.browser)
  const earlier = await leave(app.ann.browser, { id_token_hint: app.hint, post_logout_redirect_uri: bye })
  expect([earlier.status, earlier.location]).toEqual([303, page])
  expect(await isSignedIn(app.ann.browser)).toBe(true)
})

test.each([
  `${bye}/`, `${bye}?x=1`, `${bye}#x`, `${bye}/../bye`, 'https://app.example.com/BYE', 'https://APP.example.com/bye', 'http://app.example.com/bye', 'https://user@app.example.com/bye', 'https://app.example.com:443/bye',
  'https://app.example.com@evil.example/bye', 'https://app.example.com\\@evil.example/bye', 'https://evil.example/', '//evil.example', '/bye', 'javascript:alert(1)', 'https://app.example.com/callback', 'https://app.example.com/%62ye', '',
])('people who sign out are not led to %j', async (uri) => {
  const app = await leaving()
  const { status, location, text } = await leave(app.ann.browser, { id_token_hint: app.hint, post_logout_redirect_uri: uri })
  // Nothing said is nothing said.
  if (uri === '') {
    expect([status, (await submit(app.ann.browser, formOf(text))).headers['location']]).toEqual([200, expect.stringMatching(/^http:\/\/localhost:(3000\/o\/logout\/success|5173\/signed-out)/)])
    return
  }
  expect([status, location]).toEqual([400, null])
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([true, true])
})

test('a page that shows one request answers none that an application has made in another tab', async () => {
  const app = await leaving()
  const shown = async () => (await app.ann.browser.get('/o/logout/details')).body.reference
  await leave(app.ann.browser, { client_id: app.registered.clientId, post_logout_redirect_uri: bye })
  const first = await shown()
  expect(await shown()).toBe(first)
  await leave(app.ann.browser)
  const second = await shown()
  for (const decision of ['sign-out', 'stay']) {
    for (const reference of [first, 'x']) expect((await app.ann.browser.post('/o/logout/decision', { decision, reference })).status).toBe(404)
  }
  expect((await app.ann.browser.post('/o/logout/decision', { decision: 'stay', reference: '' })).status).toBe(400)
  expect([await isSignedIn(app.ann.browser), await app.holds(), await shown()]).toEqual([true, true, second])
  expect((await app.ann.browser.post('/o/logout/decision', { decision: 'sign-out', reference: second })).status).toBe(200)
  expect(await isSignedIn(app.ann.browser)).toBe(false)
})

test('a sign-out that is refused leads to a page that says so, and not to that of a sign-in', async () => {
  const app = await leaving()
  for (const fields of [{ id_token_hint: 'nonsense' }, { client_id: 'nobody' }, { client_id: app.registered.clientId, post_logout_redirect_uri: 'https://evil.example/' }]) {
    const { status, text } = await leave(app.ann.browser, fields)
    expect([fields, status, text.match(/url=([^"]*)/)?.[1]]).toEqual([fields, 400, expect.stringMatching(/\/oauth\/error\?error=[^"]*during=sign-out$/)])
  }
  expect(await isSignedIn(app.ann.browser)).toBe(true)
  const { text } = await app.ann.browser.visit('/o/authorize?client_id=nobody')
  expect(text).not.toContain('sign-out')
})

test('on our page a person signs out, or stays', async () => {
  const app = await leaving()
  await leave(app.ann.browser, { client_id: app.registered.clientId, post_logout_redirect_uri: bye, state: 'x' })
  expect(JSON.parse((await app.ann.browser.get('/o/logout/details')).text)).toEqual({ reference: expect.stringMatching(/^[\w-]{43}$/), application: expect.objectContaining({ name: 'The shop' }) })
  const stayed = await app.ann.browser.post('/o/logout/decision', { decision: 'stay' })
  expect(JSON.parse(stayed.text)).toEqual({ redirectTo: `${bye}?state=x` })
  // The application that asked has nothing any more; here, and at the others, nothing has changed.
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([true, false])
  expect((await app.signIn(app.ann.browser)).asked).toEqual([])

  for (const fields of [{ client_id: app.registered.clientId }, {}]) {
    await leave(app.ann.browser, fields)
    expect(JSON.parse((await app.ann.browser.post('/o/logout/decision', { decision: 'stay' })).text)).toEqual({ redirectTo: `${webOrigin}/` })
  }
  expect(await isSignedIn(app.ann.browser)).toBe(true)

  await leave(app.ann.browser, { client_id: app.registered.clientId, post_logout_redirect_uri: bye, state: 'x' })
  const left = await app.ann.browser.post('/o/logout/decision', { decision: 'sign-out' })
  expect(JSON.parse(left.text)).toEqual({ redirectTo: `${bye}?state=x` })
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([false, false])
  expect((await app.ann.browser.get('/o/logout/details')).status).toBe(404)
})

test('a foreign page signs nobody out, and neither does a form from another browser', async () => {
  const app = await leaving()
  const { text } = await leave(app.ann.browser, { id_token_hint: app.hint })
  const form = formOf(text)
  for (const origin of ['https://evil.example', 'null', webOrigin, 'https://app.example.com', 'http://localhost:3000.evil.example']) {
    expect([origin, (await submit(app.ann.browser, form, origin, { logout: 'yes' })).status]).toEqual([origin, 403])
  }
  for (const origin of ['https://evil.example', 'null', 'http://localhost:3000', undefined]) {
    expect((await app.ann.browser.post('/o/logout/decision', { decision: 'sign-out' }, { headers: { origin } })).body.code).toBe('origin_not_allowed')
  }
  const eve = await app.register('eve-lee')
  await app.signIn(eve.browser)
  const { text: hers } = await leave(eve.browser, { id_token_hint: app.hint })
  expect(hers).not.toContain(form.fields['xsrf'])
  const forged = await submit(eve.browser, form)
  expect(forged.status).toBe(400)
  expect([await isSignedIn(app.ann.browser), await isSignedIn(eve.browser), await app.holds()]).toEqual([true, true, true])
  expect((await submit(app.ann.browser, form)).status).toBe(303)
  expect(await isSignedIn(app.ann.browser)).toBe(false)
})

test('many tabs that sign out at once sign out, and none ends in a fault', async () => {
  const app = await leaving()
  const form = formOf((await leave(app.ann.browser, { id_token_hint: app.hint, post_logout_redirect_uri: bye })).text)
  const tabs = await Promise.all(Array.from({ length: 10 }, () => submit(app.ann.browser, form)))
  expect(tabs.map(({ status }) => status).every(status => status === 303 || status === 400)).toBe(true)
  expect(tabs.some(({ status }) => status === 303)).toBe(true)
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([false, false])
})

test('a browser that nobody is signed in with is led on all the same', async () => {
  const app = await leaving()
  const stranger = app.browser()
  const { status, location, text } = await leave(stranger, { id_token_hint: app.hint, post_logout_redirect_uri: bye, state: 'x' })
  const led = location ?? (status === 200 ? String((await submit(stranger, formOf(text))).headers['location']) : null)
  expect(led).toBe(`${bye}?state=x`)
  expect([await isSignedIn(app.ann.browser), await app.holds()]).toEqual([true, true])
})

/** Signs in here again, and at no application. */
const signInAnew = async (who: Browser, username = 'ann-lee') =>
  expect((await who.post('/users/authorizations', { username, password })).status).toBe(200)

test.each([
  ['the session before was ended', async (who: Browser) => { await who.delete('/sessions/current') }],
  ['the cookies before were lost', async (who: Browser) => { for (const name of ['refresh', 'session']) who.cookies.delete(`gatehouse-3000-${name}`) }],
])('whoever has signed in here anew is asked whether to sign out, and is signed out when they say so: %s', async (_how, end) => {
  for (const decision of ['stay', 'sign-out']) {
    const app = await leaving()
    await end(app.ann.browser)
    await signInAnew(app.ann.browser)
    const { status, location } = await leave(app.ann.browser, { id_token_hint: app.hint, post_logout_redirect_uri: bye, state: 'x' })
    expect([status, location, await isSignedIn(app.ann.browser)]).toEqual([303, page, true])
    expect(JSON.parse((await app.ann.browser.get('/o/logout/details')).text)).toEqual({ reference: expect.stringMatching(/^[\w-]{43}$/), application: expect.objectContaining({ name: 'The shop' }) })
    expect(JSON.parse((await app.ann.browser.post('/o/logout/decision', { decision })).text)).toEqual({ redirectTo: `${bye}?state=x` })
    expect([decision, await isSignedIn(app.ann.browser)]).toEqual([decision, decision === 'stay'])
    expect((await app.ann.browser.get('/o/logout/details')).status).toBe(404)
  }
})

test('somebody else who is signed in here is asked, and not signed out by a hint of whoever was before', async () => {
  const app = await leaving()
  await app.register('bob-lee', { browser: app.browser() })
  for (const name of ['refresh', 'session']) app.ann.browser.cookies.delete(`gatehouse-3000-${name}`)
  await signInAnew(app.ann.browser, 'bob-lee')
  expect((await leave(app.ann.browser, { id_token_hint: app.hint })).location).toBe(page)
  expect((await app.ann.browser.get('/users/me')).body.username).toBe('bob-lee')
})

test('what one person was asked about signing out is not for another to answer, nor by a page that is still open', async () => {
  for (const wasAtProgram of [true, false]) {
    const app = await leaving()
    const who = app.ann.browser
    await app.register('bob-lee', { browser: app.browser() })
    if (!wasAtProgram) await who.delete('/sessions/current').then(() => signInAnew(who))
    expect((await leave(who, { client_id: app.registered.clientId })).location).toBe(page)
    expect((await who.get('/o/logout/details')).status).toBe(200)
    await signInAnew(who, 'bob-lee')
    for (const decision of ['sign-out', 'stay']) expect([wasAtProgram, decision, (await who.post('/o/logout/decision', { decision })).status]).toEqual([wasAtProgram, decision, 404])
    expect((await who.get('/users/me')).body.username).toBe('bob-lee')
  }
})

test('a form for a browser that nobody was signed in with signs nobody out who has signed in since', async () => {
  const app = await leaving()
  const who = app.browser()
  const { text } = await leave(who, { id_token_hint: app.hint, post_logout_redirect_uri: bye })
  await signInAnew(who)
  const answer = await submit(who, formOf(text))
  expect([answer.status, answer.headers['location'], await isSignedIn(who)]).toEqual([400, undefined, true])
  // And the form of somebody's own session, after somebody else has taken their place.
  const { text: hers } = await leave(app.ann.browser, { id_token_hint: app.hint })
  await app.register('bob-lee', { browser: app.browser() })
  await signInAnew(app.ann.browser, 'bob-lee')
  expect([(await submit(app.ann.browser, formOf(hers))).status, (await app.ann.browser.get('/users/me')).body.username]).toEqual([400, 'bob-lee'])
})
