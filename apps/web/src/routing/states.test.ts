import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test } from 'vitest'
import { states } from '../../../../e2e/states/all.ts'
import { routes as accountRoutes } from '../pages/account/routes.ts'
import { routes as consoleRoutes } from '../pages/admin/routes.ts'
import { routes as programRoutes } from '../pages/authorization/routes.ts'
import { routes as documentRoutes } from '../pages/documents/routes.ts'
import { routes } from './routes.ts'

const router = createRouter({ history: createMemoryHistory(), routes: [...routes, ...accountRoutes, ...consoleRoutes, ...programRoutes, ...documentRoutes] })
const pages = router.getRoutes().filter(({ children }) => children.length === 0).map(({ path }) => path)
const drawn = new Set(states.map(({ path }) => router.resolve(path).matched.at(-1)?.path))

test.each(pages)('npm run states draws the page at %s', (path) => {
  expect([...drawn]).toContain(path)
})

test('every state has a name of its own, by which its picture is kept', () => {
  const names = states.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names.filter(name => !/^[a-z][a-z_-]+$/.test(name))).toEqual([])
})
