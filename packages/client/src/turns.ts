import type { Locks } from './browser.ts'

/** Milliseconds after which a tab that does not give the turn back is taken for frozen; the API's grace covers the rest. */
const patience = 10_000

/**
 * Does one thing at a time across all tabs. The work is told whether it had to wait: then the world may have changed.
 *
 * Without Web Locks, things take turns within this tab only.
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
    const atOnce = await locks.request(name, { ifAvailable: true }, async lock => lock ? { result: await work(false) } : null)
    if (atOnce) return atOnce.result

    const impatience = new AbortController()
    const timer = setTimeout(() => impatience.abort(), patience)
    const begin = () => {
      clearTimeout(timer)
      return work(true)
    }
    return locks.request(name, { signal: impatience.signal }, begin).catch((error: unknown) => {
      if (!impatience.signal.aborted) throw error
      return begin()
    })
  }
}
export type Turns = ReturnType<typeof createTurns>
