import { loadPart } from '../load-part.ts'
import type { Router, RouteRecordRaw } from 'vue-router'

/** Tables of pages that no first visit needs, by where their addresses begin. */
const tables: { begins: RegExp, load: () => Promise<{ routes: RouteRecordRaw[] }> }[] = [
  { begins: /^\/account(\/|$)/, load: () => import('../pages/account/routes.ts') },
  { begins: /^\/admin(\/|$)/, load: () => import('../pages/admin/routes.ts') },
  { begins: /^\/(terms|privacy)(\/|$)/, load: () => import('../pages/documents/routes.ts') },
  { begins: /^\/(interaction\/|device$|sign-out$|signed-out$|oauth\/error$)/, load: () => import('../pages/authorization/routes.ts') },
]

/** Adds the table of an address to a router, once. */
export function createLaterRoutes(router: Router) {
  const added = new Set<RegExp>()
  /** Tables on the way: whoever goes there meanwhile waits for the same one. Added twice, a table would hide pages of its own. */
  const coming = new Map<RegExp, Promise<void>>()

  async function add({ begins, load }: (typeof tables)[number]) {
    const { routes } = await loadPart(load)
    for (const route of routes) router.addRoute(route)
    added.add(begins)
  }

  return {
    /** Whether there is more to know about an address than was known; then it has to be resolved again. */
    async learn(path: string) {
      const table = tables.find(({ begins }) => begins.test(path) && !added.has(begins))
      if (!table) return false
      const { begins } = table
      const adding = coming.get(begins) ?? add(table).finally(() => coming.delete(begins))
      coming.set(begins, adding)
      await adding
      return true
    },
  }
}
