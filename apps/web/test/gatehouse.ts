import type { Memory } from '@gatehouse/client/memory'
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { defineComponent, h, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Config } from '../src/config.ts'
import { configKey, dependenciesKey, type Dependencies } from '../src/dependencies.ts'
import { createLanguage } from '../src/preferences/language.ts'
import { loadMessages } from '../src/preferences/load-messages.ts'
import { createTheme } from '../src/preferences/theme.ts'
import { fakeConnection } from './fake-connection.ts'

export const config: Config = {
  apiUrl: 'https://api.example.com',
  webUrl: location.origin,
  documents: { terms: null, privacy: null },
  policy: { usernameMinLength: 5, usernameMaxLength: 20, passwordMinLength: 8, passwordMaxLength: 128 },
  seed: 'a seed',
}

export function fakeMemory(stored = new Map<string, string>()): Memory {
  return {
    read: key => stored.get(key) ?? null,
    write: (key, value) => { void (value === null ? stored.delete(key) : stored.set(key, value)) },
  }
}

/** Everything the front end depends on, over an API that answers as told. */
export async function fakeDependencies(replies: Parameters<typeof fakeConnection>[0] = {}, { preferred = ['en'], tabMemory = fakeMemory() } = {}) {
  const { connection, requests } = fakeConnection(replies)
  const memory = fakeMemory()
  const language = createLanguage({ memory, preferred, load: loadMessages, root: { lang: '' } })
  for (const section of ['core', 'forms', 'account', 'providers', 'federation', 'authorization', 'applications', 'console', 'documents'] as const) await language.need(section)
  const theme = createTheme({ memory, systemDark: { matches: false, addEventListener: () => undefined }, root: { dataset: {} } })
  /** The other sites people were sent to. */
  const left: string[] = []
  const leaveFor = async (url: string) => { left.push(url) }
  const dependencies: Dependencies = { connect: async () => connection, language, theme, memory, tabMemory, leaveFor }
  return { dependencies, connection, requests, left }
}

/** What a component needs around it. */
export function around(dependencies: Dependencies) {
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:path(.*)*', component: { render: () => null } }] })
  return { plugins: [pinia, router], provide: { [dependenciesKey]: dependencies, [configKey]: config } }
}

/** Runs a composable inside a component, as it is meant to be. */
export function inside<T>(dependencies: Dependencies, setup: () => T) {
  const results: T[] = []
  const Host: Component = defineComponent({
    setup() {
      results.push(setup())
      return () => h('i')
    },
  })
  const wrapper = mount(Host, { global: around(dependencies) })
  const [result] = results
  if (!result) throw new Error('the component was not set up')
  return { result, wrapper }
}
