import { expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { harness, password, settingsAt } from '../../../test/harness.ts'

/** Cookies know no port: what a browser has of a host goes to every port of it. */
function shareCookies(from: Browser, to: Browser) {
  to.cookies.clear()
  for (const [name, value] of from.cookies) to.cookies.set(name, value)
}

/** As a release before 0.2.0 has left it, or a deployment at the scheme's own port. */
function underFormerNames(browser: Browser) {
  for (const [name, value] of [...browser.cookies]) {
    browser.cookies.delete(name)
    browser.cookies.set(name.replace(/^(__Host-)?gatehouse-(\d+-)?/, '__Host-gatehouse-'), value)
  }
  return [...browser.cookies.keys()].sort()
}

const former = ['__Host-gatehouse-device', '__Host-gatehouse-refresh', '__Host-gatehouse-session']

test.each([
  ['http://localhost:3000', 'http://localhost:3100'], ['https://localhost', 'https://localhost:8443'], ['https://localhost:8443', 'https://localhost:9443'],
])('who signs in, refreshes and signs out at %s stays signed in at %s on the same host', async (first, second) => {
  const [one, other] = [await harness({ settings: settingsAt(first) }), await harness({ settings: settingsAt(second) })]
  const ann = await one.register('ann-lee')
  const ben = await other.register('ben-lee')
  const [here, there] = [ann.browser, ben.browser]
  for (const [name, value] of there.cookies) here.cookies.set(name, value)
  shareCookies(here, there)
  expect((await there.post('/users/authorizations', { username: 'ben-lee', password })).status).toBe(200)
  shareCookies(there, here)
  expect((await here.post('/sessions/refresh')).body.user?.username).toBe('ann-lee')
  shareCookies(here, there)
  expect((await there.post('/sessions/refresh')).body.user?.username).toBe('ben-lee')
  expect((await there.delete('/sessions/current')).status).toBe(204)
  shareCookies(there, here)
  expect((await here.post('/sessions/refresh')).body.user?.username).toBe('ann-lee')
})

test.each(['http://localhost:3000', 'https://localhost:8443'])('at %s a session that began under the names of before goes on under the new ones', async (apiUrl) => {
  const app = await harness({ settings: settingsAt(apiUrl) })
  const ann = await app.register('ann-lee', { remember: true })
  const [device] = await app.rows('known_devices')
  const names = [...ann.browser.cookies.keys()].sort()
  expect(underFormerNames(ann.browser)).toEqual(former)
  const taken = await ann.browser.post('/sessions/refresh')
  expect([taken.status, taken.body.user?.username]).toEqual([200, 'ann-lee'])
  // The browser keeps the mark by which it is known, too: what was the device is not taken away, since it says nothing.
  expect([...ann.browser.cookies.keys()].sort()).toEqual(['__Host-gatehouse-device', ...names.filter(name => !name.endsWith('device'))].sort())
  for (const name of ['refresh', 'session']) expect(taken.setCookies.find(cookie => cookie.startsWith(`__Host-gatehouse-${name}=;`))).toMatch(/Path=\/;.*Secure/)
  expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
  expect((await ann.browser.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
  expect((await app.rows('known_devices')).map(({ device_hash: hash }) => hash)).toEqual([device?.['device_hash']])
  expect([...ann.browser.cookies.keys()].sort()).toEqual(['__Host-gatehouse-device', ...names].sort())
})

test('two tabs that bring the cookie of before at once get the same session', async () => {
  const app = await harness()
  const ann = await app.register('ann-lee')
  underFormerNames(ann.browser)
  const tab = app.browser()
  shareCookies(ann.browser, tab)
  const [one, two] = await Promise.all([ann.browser.post('/sessions/refresh'), tab.post('/sessions/refresh')])
  expect([one.status, two.status]).toEqual([200, 200])
  expect((await ann.browser.get('/sessions')).body.sessions).toHaveLength(1)
})

test('signing out by the cookie of before ends the session', async () => {
  const app = await harness()
  const ann = await app.register('ann-lee')
  underFormerNames(ann.browser)
  ann.browser.accessToken = null
  expect((await ann.browser.delete('/sessions/current')).status).toBe(204)
  expect((await app.rows('sessions')).filter(({ ended_at: at }) => at === null)).toEqual([])
  expect((await ann.browser.post('/sessions/refresh')).status).toBe(204)
})

test('what another deployment on this host has set under those names is left to it, and nobody is signed in by it', async () => {
  const usual = await harness({ settings: settingsAt('https://localhost') })
  const other = await harness({ settings: settingsAt('https://localhost:8443') })
  const ann = await usual.register('ann-lee')
  await other.register('ben-lee')
  const visitor = other.browser()
  shareCookies(ann.browser, visitor)
  const asked = await visitor.post('/sessions/refresh')
  expect([asked.status, asked.setCookies]).toEqual([204, []])
  expect((await visitor.delete('/sessions/current')).status).toBe(204)
  const signedIn = await visitor.post('/users/authorizations', { username: 'ben-lee', password })
  expect(signedIn.status).toBe(200)
  expect(signedIn.setCookies.filter(cookie => former.some(name => cookie.startsWith(`${name}=`)))).toEqual([])
  shareCookies(visitor, ann.browser)
  expect((await ann.browser.post('/sessions/refresh')).body.user?.username).toBe('ann-lee')
})
