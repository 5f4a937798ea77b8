import type { Router } from 'vue-router'
import { safeNext } from '@gatehouse/contracts/safe-next'

/** Where `next` leads whoever is signed in now: never back to a page for people who are not, nor to one that was only on the way. */
export function destination(router: Router, next: unknown) {
  const path = safeNext(next)
  const { meta, name } = router.resolve(path ?? '/account')
  return path === null || meta.for === 'signed-out' || meta.onTheWay || name === 'start' ? '/account' : path
}
