import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { visitConsole, wireSummary } from '../../../../test/console.ts'
import { problem } from '../../../../test/fake-connection.ts'

const page = (lasts: number[], nextCursor: string | null = null) => () => ({ status: 200, data: { users: lasts.map(last => wireSummary(last)), nextCursor } })

test('accounts are listed page by page, and the focus stays where it was', async () => {
  const { press, text, wrapper, says } = await visitConsole('/admin/users', { 'GET /admin/users': page([1, 2], 'c'), 'GET /admin/users?cursor=c': page([3]) })
  await says('user2@example.com')
  expect(text()).not.toContain('user3@')
  wrapper.findAll('button').find(button => button.text() === 'Load more')?.element.focus()
  await press('Load more')
  await says('user3@example.com')
  await vi.waitFor(() => { expect(document.activeElement?.textContent).toBe('All 3 shown.') })
  expect(wrapper.findAll('tbody tr')).toHaveLength(3)
})

test('what is searched for is in the address, and asked for when typing pauses', async () => {
  const { wrapper, at, requests, says } = await visitConsole('/admin/users', { 'GET /admin/users': page([1, 2]), 'GET /admin/users?search=user9': page([9]) })
  await says('user2@example.com')
  const field = wrapper.get('input[name=search]')
  for (const typed of ['u', 'use', 'user9']) await field.setValue(typed)
  await says('user9@example.com')
  expect(wrapper.text()).not.toContain('user2@example.com')
  expect(at()).toBe('/admin/users?search=user9')
  expect(requests.filter(request => request.includes('/admin/users'))).toEqual(['GET /admin/users', 'GET /admin/users?search=user9'])
})

test('a search without a result says so', async () => {
  const { says } = await visitConsole('/admin/users?search=nobody', { 'GET /admin/users?search=nobody': page([]) })
  await says('No matching users.')
})

test('a list that did not come can be asked for again', async () => {
  const answers = [problem('internal', 500), page([1])()]
  const { press, says } = await visitConsole('/admin/users', { 'GET /admin/users': () => answers.shift() ?? problem('internal', 500) })
  await says('Server error.')
  await press('Try again')
  await says('user1@example.com')
})

test('states are said in words', async () => {
  const { text } = await visitConsole('/admin/users', {
    'GET /admin/users': () => ({ status: 200, data: { users: [wireSummary(1, { disabled: true }), wireSummary(2, { isSuperuser: true, email: null })], nextCursor: null } }),
  })
  await flushPromises()
  await vi.waitFor(() => { expect(text()).toContain('Disabled') })
  expect(text()).toContain('Administrator')
})
