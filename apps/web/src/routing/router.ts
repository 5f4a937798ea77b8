import { nextTick, watch } from 'vue'
import { createRouter, type RouteLocationNormalized, type RouteLocationRaw, type Router, type RouterHistory } from 'vue-router'
import type { Dependencies } from '../dependencies.ts'
import type { useSessionStore } from '../stores/session.ts'
import type { Arrivals } from './arrivals.ts'
import { destination } from './destination.ts'
import { createLaterRoutes } from './later-routes.ts'
import { routes } from './routes.ts'

/** Where people accept terms that have changed. */
const acceptance = '/terms/accept'

interface Needs {
  history: RouterHistory
  language: Dependencies['language']
  session: () => ReturnType<typeof useSessionStore>
  arrivals: Arrivals
}

/** Which page people see, given where they want to go and who they are. */
export function createPages({ history, language, session, arrivals }: Needs): Router {
  const router = createRouter({ history, routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } })

  /** As a location: of a mere `path` the router drops what comes after it. */
  function whole(address: string) {
    const { path, query, hash } = router.resolve(address)
    return { path, query, hash }
  }

  /** Where else to go, or nothing. */
  function detour(to: RouteLocationNormalized): RouteLocationRaw | null {
    const { state, isExpected } = session()
    const isIn = state.status === 'signed-in'
    if (to.name === 'start') return { path: isIn || (state.status === 'unknown' && isExpected()) ? '/account' : '/sign-in', replace: true }
    if (to.meta.for === 'signed-out' && isIn) return { ...whole(destination(router, to.query['next'])), replace: true }
    const isDue = state.status === 'signed-in' && state.user.pendingDocuments.length > 0
    if (isDue && (to.meta.terms ?? (to.meta.for === 'signed-in' ? 'first' : 'later')) === 'first') return { path: acceptance, query: { next: to.fullPath }, replace: true }
    if (isIn && !isDue && to.path === acceptance) return { ...whole(destination(router, to.query['next'])), replace: true }
    if (to.meta.for !== 'signed-in' || state.status !== 'signed-out') return null
    // Whoever does not accept may do so with another account, or another time.
    if (to.path === acceptance) return { name: 'sign-in', query: to.query, replace: true }
    const cameBack = state.because === 'person' || state.because === 'deleted'
    return { name: 'sign-in', query: cameBack ? {} : { next: to.fullPath }, replace: true }
  }

  const needWords = ({ meta: { sections = [] } }: RouteLocationNormalized) => Promise.all([language.need('core'), ...sections.map(language.need)])

  const later = createLaterRoutes(router)
  let latest: RouteLocationNormalized | null = null

  router.beforeEach(async (to) => {
    latest = to
    const isNew = await later.learn(to.path)
    // Of what has been overtaken the router takes care, but not of where that would lead instead.
    if (latest !== to) return true
    // Going back and forward, the address is there already; a second entry would end the way forward. Otherwise it is as was asked for.
    if (isNew) return { ...whole(to.fullPath), ...(history.location === to.fullPath && { replace: true }) }
    const elsewhere = (to.meta.onTheWay && arrivals.receive(to)) || detour(to)
    if (elsewhere) return elsewhere
    // Begun together with loading the page; waited for, and missed, below.
    needWords(to).catch(() => undefined)
    return true
  })
  router.beforeResolve(async (to) => { await needWords(to) })

  // Signing in and out, in this tab or another, leads to where it makes sense to be.
  watch(() => session().state, () => {
    const elsewhere = detour(router.currentRoute.value)
    if (elsewhere) void router.push(elsewhere)
  })

  router.afterEach((to, from, failure) => {
    if (failure || from.matched.length === 0 || to.path === from.path) return
    // Screen readers begin to read where the focus is, people who use the keyboard go on from there.
    void nextTick(() => document.querySelector<HTMLElement>('h1')?.focus())
  })

  return router
}
