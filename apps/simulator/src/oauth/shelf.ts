/** Milliseconds since 1970; tests move it. */
export type Clock = () => number

export type Shelf<T> = ReturnType<typeof createShelf<T>>

/** Things kept in memory by name for some seconds, up to a number of them; the oldest make room. */
export function createShelf<T>({ seconds, now, capacity = 1000 }: { seconds: number, now: Clock, capacity?: number }) {
  const things = new Map<string, { thing: T, until: number }>()
  /** @returns `undefined` when it was never there, has made room or is too old. */
  function get(name: string | undefined) {
    const kept = name === undefined ? undefined : things.get(name)
    return kept && kept.until > now() ? kept.thing : undefined
  }

  return {
    get,
    put(name: string, thing: T) {
      things.delete(name)
      things.set(name, { thing, until: now() + seconds * 1000 })
      const [oldest] = things.keys()
      if (things.size > capacity && oldest !== undefined) things.delete(oldest)
    },
    /** The first that fits. */
    find(fits: (thing: T) => boolean) {
      for (const [name, { thing }] of things) if (fits(thing)) return get(name)
      return undefined
    },
    remove(name: string) { things.delete(name) },
    removeAll(fits: (thing: T) => boolean) { for (const [name, { thing }] of things) if (fits(thing)) things.delete(name) },
    clear() { things.clear() },
  }
}
