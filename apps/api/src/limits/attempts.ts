import { Refusal } from '../lib/refusal.ts'
import type { Limit, Limiter } from './limiter.ts'

/**
 * Rations failed attempts by key, where many attempts of one key are judged at the same time and most are right. One is taken before
 * anything is judged, so that no more than are left can fail at once; who finds none left while others are still judged waits for them,
 * for those that are right give theirs back.
 */
export function createAttempts(limiter: Limiter, limit: Limit) {
  const underWay = new Map<string, Set<Promise<void>>>()

  async function take(key: string): Promise<void> {
    for (;;) {
      try {
        return await limiter.take(limit, key)
      } catch (error) {
        const others = underWay.get(key)
        if (!(error instanceof Refusal) || !others) throw error
        await Promise.race(others)
      }
    }
  }

  /** @returns what has to be told, once, how it ended. @throws Refusal `rate_limited` */
  return async function begin(key: string) {
    await take(key)
    const others = underWay.get(key) ?? new Set()
    let resolve: () => void = () => undefined
    const promise = new Promise<void>((done) => { resolve = done })
    others.add(promise)
    underWay.set(key, others)

    return async function end({ failed }: { failed: boolean }) {
      try {
        if (!failed) await limiter.giveBack(limit, key)
      } finally {
        others.delete(promise)
        if (others.size === 0 && underWay.get(key) === others) underWay.delete(key)
        resolve()
      }
    }
  }
}
