import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, RouterView } from 'vue-router'
import { expect, onTestFinished, vi } from 'vitest'
import { configKey, dependenciesKey } from '../src/dependencies.ts'
import { arrivalsKey, createArrivals } from '../src/routing/arrivals.ts'
import { createPages } from '../src/routing/router.ts'
import { useSessionStore } from '../src/stores/session.ts'
import { config, fakeDependencies } from './gatehouse.ts'

type World = Awaited<ReturnType<typeof fakeDependencies>>
interface Options extends NonNullable<Parameters<typeof fakeDependencies>[1]> {
  /** What this browser knows from before. */
  before?: (world: World) => void
}

/** Opens an address as a browser does: the real pages over an API that answers as told. */
export async function visit(path: string, replies: Parameters<typeof fakeDependencies>[0], { before, ...options }: Options = {}) {
  const world = await fakeDependencies(replies, options)
  before?.(world)
  const { dependencies } = world
  const pinia = createPinia()
  setActivePinia(pinia)
  const arrivals = createArrivals({ history: { state: null, replaceState: () => undefined } })
  const App = defineComponent({ setup: () => () => h(RouterView) })
  const provide = { [dependenciesKey]: dependencies, [configKey]: config, [arrivalsKey]: arrivals }
  const host = mount({ render: () => null }, { global: { plugins: [pinia], provide } })
  const session = host.vm.$.appContext.app.runWithContext(() => useSessionStore(pinia))
  const router = createPages({ history: createMemoryHistory(), language: dependencies.language, session: () => session, arrivals })
  // A page that is still being loaded when a test ends would be looked for in an environment that is gone.
  let isGoing = false
  router.beforeEach(() => { isGoing = true })
  router.afterEach(() => { isGoing = false })
  router.onError(() => { isGoing = false })
  onTestFinished(() => vi.waitFor(() => { expect(isGoing).toBe(false) }, 10_000))
  await router.push(path)
  const wrapper = mount(App, { global: { plugins: [pinia, router], provide }, attachTo: document.body })
  await flushPromises()
  const at = () => router.currentRoute.value.fullPath
  return {
    ...world, wrapper, router, session, at,
    heading: () => wrapper.find('h1').text(),
    alert: () => wrapper.findAll('[role=alert]').map(alert => alert.text()).join(' '),
    arrivesAt: (path: string) => vi.waitFor(() => { expect(at()).toBe(path) }, 5000),
    /** Presses the button, or follows the link, with these words. */
    async press(words: string) {
      const found = wrapper.findAll('button, a').find(element => element.text() === words || element.attributes('aria-label') === words)
      if (!found) throw new Error(`nothing to press says ${words}; there is: ${wrapper.findAll('button, a').map(element => element.text()).join(' | ')}`)
      await (found.attributes('type') === 'submit' ? wrapper.find('form').trigger('submit') : found.trigger('click'))
      await flushPromises()
    },
  }
}
