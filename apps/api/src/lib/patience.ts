import { Refusal } from './refusal.ts'

/** How long somebody waits. */
export interface Patience {
  seconds: number
  /** Aborted when whoever waits has gone. */
  signal?: AbortSignal | undefined
}

/**
 * Waits to be called.
 *
 * @param join stands in line, and answers how to leave it.
 * @throws Refusal `overloaded` when nobody calls in time, or nobody waits any more.
 */
export function waitInLine(join: (call: () => void) => () => void, { seconds, signal }: Patience): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    const leave = join(() => {
      settle()
      resolve()
    })
    const giveUp = () => {
      settle()
      leave()
      reject(new Refusal('overloaded', { retryAfter: Math.ceil(seconds) }))
    }
    const timer = setTimeout(giveUp, seconds * 1000)
    signal?.addEventListener('abort', giveUp, { once: true })
    if (signal?.aborted) giveUp()
  })
}
