import { onTestFinished } from 'vitest'
import { createHasher, type Hasher } from '../src/passwords/hasher.ts'

/** A hasher between whose answer and its effect something else can happen: hashing takes long enough for anything. */
export function interruptedHasher() {
  const real = createHasher({ cost: 4, threads: 1, waitSeconds: 60 })
  let interruption: (() => Promise<unknown>) | null = null
  onTestFinished(() => real.close())
  const hasher: Hasher = {
    ...real,
    async verify(...call) {
      const matches = await real.verify(...call)
      const happens = interruption
      interruption = null
      await happens?.()
      return matches
    },
  }
  return {
    hasher,
    /** Does this once the next password has been compared, before anybody is told. */
    afterNextVerify(work: () => Promise<unknown>) { interruption = work },
  }
}
