/** Milliseconds since 1970; tests move it. */
export type Clock = () => number

export type Shelf<T> = ReturnType<typeof createShelf<T>>

/** Things kept in memory by name for some seconds, up to a number of them; the oldest make room. */
export function createShelf<T>({ seconds, now, capacity = 1000 }: { seconds: number, now: Clock, capacity?: number }) {
  const things = new Map<string, { thing: T, until: number }>()
  return {
    put(name: string, thing: T) {
      things.delete(name)
      things.set(name, { thing, until: now() + seconds * 1000 })
      const [oldest] = things.keys()
      if (things.size > capacity && oldest !== undefined) things.delete(oldest)
    },
    /** @returns `undefined` when it was never there, has made room or is too old. */
    get(name: string | undefined) {
      const kept = name === undefined ? undefined : things.get(name)
      return kept && kept.until > now() ? kept.thing : undefined
    },
    /** Seconds that are left. */
    left: (name: string) => Math.max(0, Math.ceil(((things.get(name)?.until ?? 0) - now()) / 1000)),
    remove(name: string) { things.delete(name) },
    clear() { things.clear() },
  }
}
