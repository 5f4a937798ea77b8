import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeApi } from '../test/fake-api.ts'
import { minutes, moments, openTabs, signedInTabs, stateOf } from '../test/tabs.ts'

beforeEach(() => { vi.useFakeTimers({ now: new Date('2026-11-01T08:00:00Z') }) })
afterEach(() => { vi.useRealTimers() })

test('whether somebody is signed in is found out only for what needs it', async () => {
  const { api, tabs: [tab] } = openTabs(1)
  expect(await tab?.keeper.credentials.tokenOfKnown()).toBeNull()
  expect(api.refreshes).toBe(0)
  const token = tab?.keeper.credentials.token()
  await moments()
  expect(await token).toBe('ann-1')
  expect(await tab?.keeper.credentials.tokenOfKnown()).toBe('ann-1')
})

test('a refused token is replaced once; one refused as ended signs out', async () => {
  const { api, tabs: [tab, other] } = await signedInTabs(2)
  api.refreshes = 1
  const renewed = tab?.keeper.credentials.replace('ann-1', 'unauthenticated')
  await moments()
  expect(await renewed).toBe('ann-2')
  expect(api.refreshes).toBe(2)
  expect(await tab?.keeper.credentials.replace('ann-1', 'unauthenticated')).toBe('ann-2')
  expect(await tab?.keeper.credentials.replace('never given to this tab', 'unauthenticated')).toBeNull()
  expect(api.refreshes).toBe(2)

  expect(await tab?.keeper.credentials.replace('ann-2', 'session_ended')).toBeNull()
  await moments()
  expect(other && stateOf(other)).toBe('signed-out')
})

test.each(['token', 'tokenOfKnown'] as const)('what one person has begun is not done as another, whose cookie the browser has by then: %s', async (kind) => {
  const { api, tabs: [tab] } = await signedInTabs(1, fakeApi(), { withChannels: false })
  tab?.hide()
  await minutes(60)
  api.cookie = 'ben'
  const token = expect(tab?.keeper.credentials[kind]()).rejects.toMatchObject({ code: 'session_ended' })
  await moments()
  await token
  // The page knows who is there, and what they begin is done as them.
  expect(tab && stateOf(tab)).toBe('ben')
  expect(await tab?.keeper.credentials[kind]()).toBe('ben-1')
})

test('a request that was refused is not sent again as somebody who has signed in meanwhile', async () => {
  const { api, tabs: [tab, other] } = await signedInTabs(2)
  const refused = await tab?.keeper.credentials.token() ?? ''
  void other?.keeper.begin(() => api.signIn('ben'))
  await moments()
  expect(tab && stateOf(tab)).toBe('ben')
  for (const because of ['session_ended', 'unauthenticated'] as const) expect(await tab?.keeper.credentials.replace(refused, because)).toBeNull()
  // Theirs goes on, in both tabs.
  expect([tab, other].map(each => each && stateOf(each))).toEqual(['ben', 'ben'])
  expect(await tab?.keeper.credentials.token()).toBe('ben-0')
})

test('a token that turns out to be refused while somebody else signs in unheard is replaced by none', async () => {
  const { api, tabs: [tab] } = await signedInTabs(1, fakeApi(), { withChannels: false })
  api.cookie = 'ben'
  const better = expect(tab?.keeper.credentials.replace('ann-1', 'unauthenticated')).rejects.toMatchObject({ code: 'session_ended' })
  await moments()
  await better
  expect(tab && stateOf(tab)).toBe('ben')
})
