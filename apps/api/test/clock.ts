import type { Clock } from '../src/lib/clock.ts'

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  /** @param seconds may have a fraction. */
  advance(seconds: number): void
}

export function createClock(start = new Date()): TestClock {
  let now = start.getTime()
  return {
    now: () => new Date(now),
    advance(seconds) { now += seconds * 1000 },
  }
}
