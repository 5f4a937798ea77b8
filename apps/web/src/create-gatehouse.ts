import { createPinia } from 'pinia'
import { createApp, watchEffect } from 'vue'
import type { RouterHistory } from 'vue-router'
import type { Config } from './config.ts'
import { configKey, dependenciesKey, type Dependencies } from './dependencies.ts'
import Gatehouse from './gatehouse.vue'
import { followAccountLanguage } from './preferences/account-language.ts'
import { arrivalsKey, createArrivals } from './routing/arrivals.ts'
import { reloadOutdatedPages } from './routing/outdated-pages.ts'
import { createPages } from './routing/router.ts'
import { useSessionStore } from './stores/session.ts'

/** The front end over what it depends on; nothing in it reaches for a server or a storage by itself. */
export function createGatehouse(dependencies: Dependencies, history: RouterHistory) {
  const { language, tabMemory } = dependencies
  const app = createApp(Gatehouse)
  const pinia = createPinia()
  app.provide(dependenciesKey, dependencies)
  app.use(pinia)

  const session = () => useSessionStore(pinia)
  const arrivals = createArrivals()
  app.provide(arrivalsKey, arrivals)
  const router = createPages({ history, language, session, arrivals })
  followAccountLanguage(session(), language)
  reloadOutdatedPages(router, tabMemory)
  app.use(router)

  function keepTitle() {
    const { title } = router.currentRoute.value.meta
    document.title = title ? language.t('title', { page: language.t(title) }) : language.t('product')
  }

  return {
    session,

    /** Shows the page that the address names, as soon as it and its words are there. */
    async mount(config: Promise<Config>, root: string) {
      app.provide(configKey, await config)
      await router.isReady()
      watchEffect(keepTitle)
      app.mount(root)
    },
  }
}
