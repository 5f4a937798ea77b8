import { inject, type InjectionKey } from 'vue'
import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'

/** What another site sent along in the address of a page of ours. */
export interface Arrival { query: URLSearchParams, fragment: URLSearchParams }

/**
 * What people bring from other sites, such as the code of a sign-in: out of the address and the history before anything else is
 * loaded, and handed out once. It is kept nowhere but here.
 */
export function createArrivals({ history = globalThis.history }: { history?: Pick<History, 'state' | 'replaceState'> } = {}) {
  let latest: Arrival | null = null

  return {
    /** Keeps what an address brings. Answers with the bare address to go on to; `null` when it brings nothing. */
    receive({ path, fullPath }: RouteLocationNormalized): RouteLocationRaw | null {
      const { searchParams, hash } = new URL(fullPath, 'https://gatehouse.invalid')
      if (searchParams.size === 0 && hash === '') return null
      latest = { query: searchParams, fragment: new URLSearchParams(hash.slice(1)) }
      // The router does it, too, but only when the page has been loaded.
      history.replaceState(history.state, '', path)
      return { path, replace: true }
    },

    /** What the latest address brought; nothing the second time. */
    take() {
      const taken = latest
      latest = null
      return taken
    },
  }
}
export type Arrivals = ReturnType<typeof createArrivals>

export const arrivalsKey: InjectionKey<Arrivals> = Symbol('arrivals')

export function useArrival() {
  return inject(arrivalsKey)?.take() ?? null
}
