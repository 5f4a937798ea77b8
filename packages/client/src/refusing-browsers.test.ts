import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeApi } from '../test/fake-api.ts'
import { fakeBrowser } from '../test/fake-browser.ts'
import { createSessionKeeper } from './session-keeper.ts'

beforeEach(() => { vi.useFakeTimers({ now: new Date('2026-11-01T08:00:00Z') }) })
afterEach(() => { vi.useRealTimers() })

type Options = Parameters<ReturnType<typeof fakeBrowser>['openTab']>[0]

function openTab(api: ReturnType<typeof fakeApi>, options: Options) {
  const keeper = createSessionKeeper(api, fakeBrowser().openTab(options).browser)
  return { keeper, who: () => {
    const state = keeper.state()
    return state.status === 'signed-in' ? state.user.username : state.status
  } }
}

async function inTime<T>(something: Promise<T>) {
  await vi.advanceTimersByTimeAsync(1000)
  return something
}

test('a browser that refuses locks and channels still signs in, and keeps the session', async () => {
  const api = fakeApi({ person: null })
  const { keeper, who } = openTab(api, { refusing: true })
  await inTime(keeper.restore())
  await inTime(keeper.begin(() => api.signIn('ann')))
  expect(who()).toBe('ann')
  await vi.advanceTimersByTimeAsync(30 * 60_000)
  expect(await inTime(keeper.credentials.token())).toMatch(/^ann-/)
})

test('whoever signs in where the cookie does not stay is told so, and is not taken for signed in', async () => {
  const api = fakeApi({ person: null })
  const { keeper, who } = openTab(api, { keepsData: false })
  await inTime(keeper.restore())
  const refused = expect(keeper.begin(async () => {
    const session = await api.signIn('ann')
    api.cookie = null
    return session
  })).rejects.toMatchObject({ reason: 'cookies' })
  await inTime(refused)
  expect(who()).toBe('signed-out')

  // Storage may be full or forbidden while cookies stay.
  await inTime(keeper.begin(() => api.signIn('bea')))
  expect(who()).toBe('bea')
})
