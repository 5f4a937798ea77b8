import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { expect, test, vi } from 'vitest'
import { useFilters } from './use-filters.ts'

async function open(address: string) {
  vi.useFakeTimers()
  const applied: unknown[] = []
  const results: ReturnType<typeof useFilters<'search' | 'ip'>>[] = []
  const List = defineComponent({
    setup() {
      results.push(useFilters({ search: '', ip: '' }, (values) => { applied.push(values) }))
      return () => h('i')
    },
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/list', component: List }, { path: '/other', component: { render: () => null } }] })
  await router.push(address)
  mount({ render: () => h(RouterView) }, { global: { plugins: [router] } })
  await flushPromises()
  const [filters] = results
  if (!filters) throw new Error('not set up')
  return { filters, router, applied, at: () => router.currentRoute.value.fullPath }
}

test('what the address says is applied at once', async () => {
  const { filters, applied } = await open('/list?search=ann')
  expect(applied).toEqual([{ search: 'ann', ip: '' }])
  expect(filters.values.search).toBe('ann')
})

test('what is typed is applied once, when typing pauses, and stands in the address', async () => {
  const { filters, applied, at } = await open('/list?days=7')
  filters.values.search = 'a'
  await vi.advanceTimersByTimeAsync(200)
  filters.values.search = 'ann '
  await vi.advanceTimersByTimeAsync(299)
  expect(applied).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  await flushPromises()
  expect(applied).toEqual([{ search: '', ip: '' }, { search: 'ann', ip: '' }])
  expect(at()).toBe('/list?days=7&search=ann')
  expect(filters.values.search).toBe('ann ')
})

test('going back brings back what was there', async () => {
  const { filters, router, applied } = await open('/list?search=ann')
  await router.push('/list?search=bob')
  expect(filters.values.search).toBe('bob')
  router.back()
  await flushPromises()
  expect(filters.values.search).toBe('ann')
  expect(applied).toHaveLength(3)
})

test('leaving the page applies nothing', async () => {
  const { router, applied } = await open('/list?search=ann')
  await router.push('/other')
  await vi.advanceTimersByTimeAsync(1000)
  expect(applied).toHaveLength(1)
})

test('clearing leaves nothing in the address', async () => {
  const { filters, at } = await open('/list?search=ann&ip=1')
  filters.clear()
  await flushPromises()
  expect(at()).toBe('/list')
})
