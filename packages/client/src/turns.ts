import type { Locks } from './browser.ts'

/** Milliseconds after which a tab that does not give the turn back is taken for frozen; the API's grace covers the rest. */
const patience = 10_000

/**
 * Does one thing at a time across all tabs. The work is told whether it had to wait: then the world may have changed.
 *
 * Without Web Locks, or where the browser refuses them, things take turns within this tab only.
 */
export function createTurns(locks: Locks | null, name: string) {
  let last: Promise<unknown> = Promise.resolve()

  async function withinThisTab<T>(work: (waited: boolean) => Promise<T>): Promise<T> {
    const mine = last.then(() => work(true), () => work(true))
    last = mine
    return mine
  }

  return async function take<T>(work: (waited: boolean) => Promise<T>): Promise<T> {
    if (!locks) return withinThisTab(work)
    let hasBegun = false
    const begin = (waited: boolean) => {
      hasBegun = true
      return work(waited)
    }
    const impatience = new AbortController()
    try {
      const atOnce = await locks.request(name, { ifAvailable: true }, async lock => lock ? { result: await begin(false) } : null)
      if (atOnce) return atOnce.result

      const timer = setTimeout(() => impatience.abort(), patience)
      return await locks.request(name, { signal: impatience.signal }, () => {
        clearTimeout(timer)
        return begin(true)
      })
    } catch (error) {
      if (hasBegun) throw error
      // Frozen elsewhere, or refused: a browser that keeps no data of this site has the locks and grants none.
      return impatience.signal.aborted ? begin(true) : withinThisTab(begin)
    }
  }
}
export type Turns = ReturnType<typeof createTurns>
