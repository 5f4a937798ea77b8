import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createMemoryHistory } from 'vue-router'
import { expect, test, vi } from 'vitest'
import { fakeDependencies } from '../../test/gatehouse.ts'
import { wireSession } from '../../test/fake-connection.ts'
import { dependenciesKey } from '../dependencies.ts'
import { useSessionStore } from '../stores/session.ts'
import { createArrivals } from './arrivals.ts'
import { createPages } from './router.ts'

const refreshed = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'DELETE /sessions/current': () => ({ status: 204 }) }
const nobody = { 'POST /sessions/refresh': () => ({ status: 204 }) }

/** The pages' addresses; the pages themselves are not shown. */
async function visit(path: string, replies: NonNullable<Parameters<typeof fakeDependencies>[0]>) {
  const { dependencies } = await fakeDependencies(replies)
  const pinia = createPinia()
  createApp({}).provide(dependenciesKey, dependencies).use(pinia)
  const store = useSessionStore(pinia)
  const router = createPages({ history: createMemoryHistory(), language: dependencies.language, session: () => store, arrivals: createArrivals() })
  await router.push(path)
  const at = () => router.currentRoute.value.fullPath
  return { router, store, at, arrivesAt: (path: string) => vi.waitFor(() => { expect(at()).toBe(path) }) }
}

test('the start page is the account for whoever may be signed in, and sign-in for everybody else', async () => {
  expect((await visit('/', nobody)).at()).toBe('/sign-in')
  const { store, router, at } = await visit('/sign-in', refreshed)
  await store.restore()
  await router.push('/')
  expect(at()).toBe('/account')
})

test('the account leads to sign-in when nobody is signed in, and remembers where from', async () => {
  const { store, arrivesAt } = await visit('/account/sessions?a=b', nobody)
  await store.restore()
  await arrivesAt('/sign-in?next=/account/sessions?a=b')
})

test('signing in leads where people wanted to go, with all that the address said', async () => {
  const { store, arrivesAt } = await visit(`/sign-in?next=${encodeURIComponent('/account/security?tab=1#end')}`, refreshed)
  await store.restore()
  await arrivesAt('/account/security?tab=1#end')
})

test('signing in leads where people wanted to go', async () => {
  const { store, arrivesAt } = await visit('/sign-in?next=/account/data', refreshed)
  await store.restore()
  await arrivesAt('/account/data')
})

test.each(['//evil.example', '/sign-in', '/register', '/', 'https://evil.example'])('signing in never leads to %s', async (next) => {
  const { store, arrivesAt } = await visit(`/sign-in?next=${encodeURIComponent(next)}`, refreshed)
  await store.restore()
  await arrivesAt('/account')
})

test('signing out leads to sign-in, and the next person starts afresh', async () => {
  const { store, router, arrivesAt } = await visit('/sign-in', refreshed)
  await store.restore()
  await router.push('/account/security')
  void store.signOut()
  await arrivesAt('/sign-in')
})
