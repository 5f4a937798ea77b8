import { vi } from 'vitest'
import { createSessionKeeper } from '../src/session-keeper.ts'
import { fakeApi } from './fake-api.ts'
import { fakeBrowser } from './fake-browser.ts'

export const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000)
export const moments = () => vi.advanceTimersByTimeAsync(1000)

/** So many tabs of one browser, each with a keeper of its own. */
export function openTabs(count: number, api = fakeApi(), options = {}) {
  const browser = fakeBrowser()
  const open = () => {
    const tab = browser.openTab(options)
    return { ...tab, keeper: createSessionKeeper(api, tab.browser) }
  }
  return { api, browser, open, tabs: Array.from({ length: count }, open) }
}

/** The same, where every tab knows that `ann` is signed in. */
export async function signedInTabs(count: number, api = fakeApi(), options = {}) {
  const world = openTabs(count, api, options)
  for (const { keeper } of world.tabs) void keeper.restore()
  await moments()
  api.refreshes = 0
  return world
}

/** What comes of something that takes its time. */
export async function inTime<T>(something: T) {
  await moments()
  return something
}

export const stateOf = ({ keeper }: { keeper: ReturnType<typeof createSessionKeeper> }) => {
  const state = keeper.state()
  return state.status === 'signed-in' ? state.user.username : state.status
}
