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
async function visit(path: string, replies: NonNullable<Parameters<typeof fakeDependencies>[0]>, history = createMemoryHistory()) {
  const { dependencies } = await fakeDependencies(replies)
  const pinia = createPinia()
  createApp({}).provide(dependenciesKey, dependencies).use(pinia)
  const store = useSessionStore(pinia)
  const router = createPages({ history, language: dependencies.language, session: () => store, arrivals: createArrivals() })
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

test('who goes elsewhere while an area loads stays there', async () => {
  const { router, at } = await visit('/register', nobody)
  await router.push('/sign-in')
  const slow = router.push('/device')
  // It has begun to load, and is what a click would find.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  await router.push('/register')
  await slow
  expect(at()).toBe('/register')
})

test('going back into an area that has not been loaded since makes no new entry, which would end the way forward', async () => {
  const history = createMemoryHistory()
  for (const path of ['/terms', '/sign-in']) history.push(path)
  const { router, arrivesAt } = await visit('/sign-in', nobody, history)
  const entered = vi.spyOn(history, 'push')
  router.back()
  await arrivesAt('/terms')
  expect(entered).not.toHaveBeenCalled()
  await router.push('/privacy')
  expect(entered).toHaveBeenCalledOnce()
})

test('going forward into one makes one', async () => {
  const history = createMemoryHistory()
  const { router, arrivesAt } = await visit('/sign-in', nobody, history)
  const entered = vi.spyOn(history, 'push')
  await router.push('/terms')
  expect(entered).toHaveBeenCalledOnce()
  router.back()
  await arrivesAt('/sign-in')
})

test('being led into one in place of a page makes none: going back leads to the page before, and not to the same place again', async () => {
  const history = createMemoryHistory()
  const { router, at } = await visit('/sign-in', nobody, history)
  const entered = vi.spyOn(history, 'push')
  await router.replace('/terms')
  expect(at()).toBe('/terms')
  expect(entered).not.toHaveBeenCalled()
})
