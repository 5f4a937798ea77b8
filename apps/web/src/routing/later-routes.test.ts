import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test } from 'vitest'
import { createLaterRoutes } from './later-routes.ts'

test('an area that is gone to twice before its table has come is added once: its first page is not lost', async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [] })
  const later = createLaterRoutes(router)
  expect(await Promise.all([later.learn('/admin'), later.learn('/admin/users')])).toEqual([true, true])
  // A second table takes the names of the first one's pages, and leaves their shell behind: it alone would be what is found.
  expect(router.resolve('/admin').matched.map(({ name }) => name)).toEqual([undefined, 'admin'])
  expect(router.getRoutes().filter(({ path }) => path === '/admin')).toHaveLength(2)
  expect(await later.learn('/admin')).toBe(false)
})
