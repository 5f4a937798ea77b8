import { onTestFinished } from 'vitest'
import type { Asker } from '../src/passwords/asker.ts'
import { createHasher, type Hasher } from '../src/passwords/hasher.ts'
import { createTurns } from '../src/passwords/turns.ts'

/** A hasher of one thread that compares no password while it is held, however long. */
export function heldHasher(waitSeconds = 60) {
  const real = createHasher({ cost: 4, threads: 1, waitSeconds: 60 })
  const turns = createTurns({ width: 1, waitSeconds, estimate: 10 })
  const askers: Asker[] = []
  const counts = { begun: 0, atOnce: 0, mostAtOnce: 0 }
  let gate = Promise.resolve()
  let open: () => void = () => undefined
  onTestFinished(async () => {
    open()
    await real.close()
  })
  const hasher: Hasher = {
    ...real,
    verify: (password, stored, asker) => {
      askers.push(asker)
      return turns.pass(asker, async () => {
        counts.begun++
        counts.mostAtOnce = Math.max(counts.mostAtOnce, ++counts.atOnce)
        await gate
        counts.atOnce--
        return real.verify(password, stored, { network: asker.network })
      })
    },
  }
  return {
    hasher, counts,
    /** Who has asked, in that order. */
    askers,
    hold() {
      askers.length = 0
      counts.begun = 0
      gate = new Promise((resolve) => { open = resolve })
    },
    release: () => open(),
  }
}
