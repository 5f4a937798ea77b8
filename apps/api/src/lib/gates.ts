/** Lets so many through at once per key; the others wait in line. Nothing is kept of keys nobody waits for. */
export function createGates(width: number) {
  const inside = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  async function enter(key: string) {
    const count = inside.get(key) ?? 0
    if (count < width) {
      inside.set(key, count + 1)
      return
    }
    // Whoever leaves hands over the place, so the count stays.
    await new Promise<void>((resolve) => {
      const line = waiting.get(key) ?? []
      line.push(resolve)
      waiting.set(key, line)
    })
  }

  function leave(key: string) {
    const line = waiting.get(key)
    const next = line?.shift()
    if (line?.length === 0) waiting.delete(key)
    if (next) return next()
    const count = (inside.get(key) ?? 1) - 1
    if (count === 0) inside.delete(key)
    else inside.set(key, count)
  }

  return {
    async pass<T>(key: string, work: () => Promise<T>): Promise<T> {
      await enter(key)
      try {
        return await work()
      } finally {
        leave(key)
      }
    },
  }
}
