import type { Memory } from '@gatehouse/client/memory'
import type { Router } from 'vue-router'

const key = 'gatehouse-reloaded-at'
/** Milliseconds within which a second reload would not help either. */
const pause = 10_000

/** A page that cannot be loaded was probably replaced by a newer version: then the whole front end is loaded anew. */
export function reloadOutdatedPages(router: Router, tabMemory: Memory) {
  router.onError((_error, to) => {
    const before = Number(tabMemory.read(key))
    if (!navigator.onLine || Date.now() - before < pause) return
    tabMemory.write(key, String(Date.now()))
    location.assign(to.fullPath)
  })
}
