import { waitInLine, type Patience } from './patience.ts'

/** Lets so many through at once per key; the others wait in line. Nothing is kept of keys nobody waits for. */
export function createGates(width: number) {
  const inside = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  function drop(key: string, line: (() => void)[]) {
    if (line.length === 0) waiting.delete(key)
  }

  async function enter(key: string, patience: Patience) {
    const count = inside.get(key) ?? 0
    if (count < width) {
      inside.set(key, count + 1)
      return
    }
    // Whoever leaves hands over the place, so the count stays.
    await waitInLine((call) => {
      const line = waiting.get(key) ?? []
      line.push(call)
      waiting.set(key, line)
      return () => {
        line.splice(line.indexOf(call), 1)
        drop(key, line)
      }
    }, patience)
  }

  function leave(key: string) {
    const line = waiting.get(key) ?? []
    const next = line.shift()
    drop(key, line)
    if (next) return next()
    const count = (inside.get(key) ?? 1) - 1
    if (count === 0) inside.delete(key)
    else inside.set(key, count)
  }

  return {
    /** @throws Refusal `overloaded` for whoever has waited in vain. */
    async pass<T>(key: string, work: () => Promise<T>, patience: Patience): Promise<T> {
      await enter(key, patience)
      try {
        return await work()
      } finally {
        leave(key)
      }
    },
  }
}
