import { setTimeout as sleep } from 'node:timers/promises'
import { isMissingReference } from '../../db/faults.ts'
import type { Dependencies } from '../dependencies.ts'

/** People looked at in one statement, and made found in another. */
const batch = 500

/**
 * Makes those people found by parts of their names who are not yet: those from before this was possible, and those who came through a node
 * of an earlier release. Goes through everybody once, beside requests.
 */
export function createSearchFilling({ store, log }: Pick<Dependencies, 'store' | 'log'>) {
  return async function fill(stopping: AbortSignal) {
    let added = 0
    for (let after = ''; !stopping.aborted;) {
      const people = await store.reading.userSearch.listAfter(after, batch)
      const missing = people.filter(({ place }) => place === null)
      try {
        await store.userSearch.add(missing)
      } catch (error) {
        // Somebody was deleted at this very moment.
        if (!isMissingReference(error)) throw error
        continue
      }
      added += missing.length
      const last = people.at(-1)
      if (people.length < batch || !last) break
      after = last.id
      if (missing.length > 0) await sleep(20)
    }
    if (added > 0) log.info({ people: added }, 'user search index filled')
  }
}
