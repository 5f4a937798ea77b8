import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeApi, sessionOf } from '../test/fake-api.ts'
import { inTime, minutes, moments, openTabs, signedInTabs, stateOf } from '../test/tabs.ts'
import { createSessionKeeper } from './session-keeper.ts'

beforeEach(() => { vi.useFakeTimers({ now: new Date('2026-11-01T08:00:00Z') }) })
afterEach(() => { vi.useRealTimers() })

test('ten tabs that open at once make one refresh', async () => {
  const { api, tabs } = openTabs(10)
  const restored = tabs.map(({ keeper }) => keeper.restore())
  await moments()
  await Promise.all(restored)
  expect(tabs.map(stateOf)).toEqual(Array(10).fill('ann'))
  expect(api.refreshes).toBe(1)
})

test('ten tabs that wake with an expired token make one refresh, and all use its token', async () => {
  const { api, tabs } = await signedInTabs(10)
  for (const tab of tabs) tab.hide()
  await minutes(60)
  expect(api.refreshes).toBe(0)

  const tokens = Promise.all(tabs.map(({ keeper }) => keeper.credentials.token()))
  await moments()
  expect(new Set(await tokens)).toEqual(new Set(['ann-1']))
  expect(api.refreshes).toBe(1)
})

test('a new tab takes the session of a living one, and makes no refresh', async () => {
  const { api, open } = await signedInTabs(1)
  const late = open()
  void late.keeper.restore()
  await moments()
  expect(stateOf(late)).toBe('ann')
  expect(api.refreshes).toBe(0)
})

test('a token is renewed before it expires, once for all tabs', async () => {
  const { api, tabs } = await signedInTabs(3)
  await minutes(9)
  expect(api.refreshes).toBe(1)
  expect(await tabs[2]?.keeper.credentials.token()).toBe('ann-1')
})

test('a page that nobody looks at renews nothing until it is shown', async () => {
  const { api, tabs: [tab] } = await signedInTabs(1)
  tab?.hide()
  await minutes(600)
  expect(api.refreshes).toBe(0)
  tab?.wake()
  await moments()
  expect(api.refreshes).toBe(1)
})

test('signing out reaches every tab at once, before the API has answered', async () => {
  const { api, tabs } = await signedInTabs(3)
  void tabs[0]?.keeper.signOut()
  await vi.advanceTimersByTimeAsync(2)
  expect(tabs.map(stateOf)).toEqual(Array(3).fill('signed-out'))
  expect(api.ends).toBe(0)
  await moments()
  expect(api.ends).toBe(1)
})

test('signing out without a connection wipes the session at once, and ends it when the connection is back', async () => {
  const { api, browser, tabs: [tab], open } = await signedInTabs(1)
  api.isReachable = false
  void tab?.keeper.signOut()
  await moments()
  expect(await tab?.keeper.credentials.token()).toBeNull()
  expect(browser.stored.has('gatehouse-signed-in')).toBe(false)

  tab?.keeper.close()
  const reloaded = open()
  void reloaded.keeper.restore()
  await moments()
  expect(reloaded.keeper.state()).toEqual({ status: 'signed-out', because: 'never' })

  api.isReachable = true
  reloaded.wake()
  await moments()
  expect(api).toMatchObject({ cookie: null, ends: 1, refreshes: 0 })
})

test('a sign-out that is owed never ends the session that was begun after it', async () => {
  const { api, tabs: [tab] } = await signedInTabs(1)
  api.isReachable = false
  void tab?.keeper.signOut()
  await moments()
  api.isReachable = true
  void tab?.keeper.begin(() => api.signIn('bob'))
  await moments()
  tab?.wake()
  await moments()
  expect(api).toMatchObject({ cookie: 'bob', ends: 0 })
})

test('a refresh that was under way when somebody signed out brings nobody back', async () => {
  const { api, tabs } = await signedInTabs(2)
  for (const tab of tabs) tab.hide()
  await minutes(60)
  const token = tabs[1]?.keeper.credentials.token()
  await vi.advanceTimersByTimeAsync(5)
  void tabs[0]?.keeper.signOut()
  await moments()
  expect(await token).toBeNull()
  expect(tabs.map(stateOf)).toEqual(['signed-out', 'signed-out'])
  expect(api.mostUnderWay).toBe(1)
})

test('signing in as somebody else reaches the other tabs', async () => {
  const { api, tabs } = await signedInTabs(2)
  void tabs[0]?.keeper.begin(() => api.signIn('bob'))
  await moments()
  expect(tabs.map(stateOf)).toEqual(['bob', 'bob'])
})

test('signing in waits for a refresh under way, so that the later cookie is the right one', async () => {
  const { api, tabs } = await signedInTabs(2)
  for (const tab of tabs) tab.hide()
  await minutes(60)
  void tabs[1]?.keeper.credentials.token()
  void tabs[0]?.keeper.begin(() => api.signIn('bob'))
  await moments()
  expect(api.mostUnderWay).toBe(1)
  expect(tabs.map(stateOf)).toEqual(['bob', 'bob'])
})

test('a session that the API has ended is over in every tab, without a word to the API', async () => {
  const { api, tabs } = await signedInTabs(3)
  api.isEnded = true
  for (const tab of tabs) tab.hide()
  await minutes(60)
  void tabs[1]?.keeper.credentials.token()
  await moments()
  expect(tabs.map(({ keeper }) => keeper.state())).toEqual(Array(3).fill({ status: 'signed-out', because: 'ended' }))
  expect(api.ends).toBe(0)
})

test('a tab that slept through a sign-in does not end it when its own session turns out to be over', async () => {
  const { api, browser, tabs: [sleeper] } = await signedInTabs(1)
  const awake = createSessionKeeper(api, browser.openTab({ withChannels: false }).browser)
  void awake.begin(() => api.signIn('bob'))
  await moments()
  await sleeper?.keeper.credentials.replace('ann-1', 'session_ended')
  await moments()
  expect(stateOf({ keeper: awake })).toBe('bob')
})

test('a page out of the back-forward cache notices that another tab signed out', async () => {
  const { browser, tabs: [tab] } = await signedInTabs(1)
  browser.stored.delete('gatehouse-signed-in')
  tab?.wake()
  expect(tab?.keeper.state()).toEqual({ status: 'signed-out', because: 'person' })
})

test('a change of the account shows in the other tabs', async () => {
  const { tabs: [tab, other] } = await signedInTabs(2)
  tab?.keeper.updateUser({ ...sessionOf('ann').user, displayName: 'Ann Lee' })
  await moments()
  expect(other?.keeper.state()).toMatchObject({ user: { displayName: 'Ann Lee' } })
})

test('an API that cannot be reached signs nobody out', async () => {
  const { api, tabs: [tab] } = await signedInTabs(1)
  api.isReachable = false
  const token = minutes(11).then(() => tab?.keeper.credentials.token())
  const refused = expect(token).rejects.toMatchObject({ reason: 'offline' })
  await minutes(12)
  await refused
  expect(tab && stateOf(tab)).toBe('ann')

  api.isReachable = true
  await minutes(1)
  expect(await tab?.keeper.credentials.token()).toMatch(/^ann-/)
})

test('a browser without a cookie has nobody signed in', async () => {
  const { tabs: [tab] } = openTabs(1, fakeApi({ person: null }))
  void tab?.keeper.restore()
  await moments()
  expect(tab?.keeper.state()).toEqual({ status: 'signed-out', because: 'never' })
})

test.each([{ withLocks: false }, { withChannels: false }, { withLocks: false, withChannels: false }])('a browser without %o still keeps a session in every tab', async (missing) => {
  const { api, tabs } = await signedInTabs(3, fakeApi(), missing)
  expect(tabs.map(stateOf)).toEqual(Array(3).fill('ann'))
  await minutes(11)
  expect(await tabs[1]?.keeper.credentials.token()).toMatch(/^ann-/)
  void tabs[0]?.keeper.signOut()
  await moments()
  for (const tab of tabs) tab.wake()
  expect(tabs.map(stateOf)).toEqual(Array(3).fill('signed-out'))
  expect(api.cookie).toBeNull()
})

test('a tab that froze with the turn does not stop the others for ever', async () => {
  const { browser, tabs: [tab] } = openTabs(1)
  void browser.locks.request('gatehouse-session', {}, () => new Promise(() => undefined))
  void tab?.keeper.restore()
  await minutes(1)
  expect(tab && stateOf(tab)).toBe('ann')
})

test('what is remembered between visits could sign nobody in', async () => {
  const { api, browser, tabs: [tab] } = await signedInTabs(1)
  void tab?.keeper.begin(() => api.signIn('bob'))
  await moments()
  expect([...browser.stored]).toEqual([['gatehouse-signed-in', 'yes']])
})

test('an answer that comes after signing out, or for somebody else, brings nobody back', async () => {
  const { tabs: [tab, other] } = await signedInTabs(2)
  void other?.keeper.signOut()
  await moments()
  tab?.keeper.adopt(sessionOf('ann'))
  await moments()
  expect([tab, other].map(each => each && stateOf(each))).toEqual(['signed-out', 'signed-out'])
})

test('a call that may sign in signs in when its answer brings a session, and changes nothing otherwise', async () => {
  const { api, tabs } = await signedInTabs(2)
  const answers = [{ session: null }, { session: await inTime(api.signIn('bob')) }]
  for (const [index, expected] of ['ann', 'bob'].entries()) {
    await inTime(tabs[0]?.keeper.attempt(async () => answers[index], answer => answer?.session ?? null))
    await moments()
    expect(tabs.map(stateOf)).toEqual([expected, expected])
  }
})

test('a call that may sign in can have its own token renewed meanwhile', async () => {
  const { api, tabs: [tab] } = await signedInTabs(1)
  const token = tab?.keeper.attempt(async () => tab.keeper.credentials.replace('ann-1', 'unauthenticated'), () => null)
  await moments()
  expect(api.refreshes).toBe(1)
  expect(await token).toMatch(/^ann-/)
})

test('a session that was ended before the page was opened is told from none: whoever had it hears so', async () => {
  const { api, tabs } = openTabs(2)
  api.isEnded = true
  for (const { keeper } of tabs) void keeper.restore()
  await moments()
  expect(tabs.map(({ keeper }) => keeper.state())).toEqual(Array(2).fill({ status: 'signed-out', because: 'ended' }))
})
