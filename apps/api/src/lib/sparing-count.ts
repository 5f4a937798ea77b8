import { later, type Clock } from './clock.ts'

/** Seconds for which a large number is not counted again, and from how many on a number is large. */
const kept = 60
const large = 10_000

/** Asks for a count, but for a large one only so often: counting costs what there is to be counted. */
export function createSparingCount(count: () => Promise<number>, clock: Clock) {
  let known: { count: Promise<number>, until: Date } | null = null

  return async function current(): Promise<number> {
    const now = clock.now()
    if (known && now < known.until) return known.count
    const asked = { count: count(), until: later(now, kept) }
    known = asked
    const isLarge = await asked.count.then(found => found >= large, () => false)
    if (!isLarge && known === asked) known = null
    return asked.count
  }
}
