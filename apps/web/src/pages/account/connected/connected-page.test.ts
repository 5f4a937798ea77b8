import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession } from '../../../../test/fake-connection.ts'
import { visit } from '../../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const consent = (clientId: string, name: string) => ({
  application: { clientId, name, logoUrl: null, homepageUrl: null }, scopes: ['openid', 'offline_access', 'orders.read'],
  createdAt: '2026-03-01T12:00:00.000Z', updatedAt: '2026-03-02T12:00:00.000Z',
})
const answerWith = (...consents: ReturnType<typeof consent>[]) => () => ({ status: 200, data: { consents } })

async function open(list: () => ReturnType<typeof problem>, more: NonNullable<Parameters<typeof visit>[1]> = {}) {
  const page = await visit('/account/connected', { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'GET /users/me/consents': list, ...more })
  await flushPromises()
  return page
}

test('every application is there with what it may do, in plain words, and since when', async () => {
  const { wrapper, heading } = await open(answerWith(consent('c1', 'Orders'), consent('c2', 'Wiki')))
  expect(heading()).toBe('Connected apps')
  const items = wrapper.findAll('main li:has(button)').map(item => item.text())
  expect(items).toHaveLength(2)
  for (const words of ['Orders', 'March 1, 2026', 'Confirm your identity', 'while you are offline', 'orders.read']) expect(items[0]).toContain(words)
  expect(wrapper.get('nav [aria-current=page]').text()).toBe('Connected apps')
})

test('access is removed once it was said what is lost', async () => {
  const asked: string[] = []
  const { wrapper, press } = await open(answerWith(consent('c1', 'Orders'), consent('c2', 'Wiki')), {
    'DELETE /users/me/consents/c2': () => {
      asked.push('c2')
      return { status: 204 }
    },
  })
  await press('Revoke the access of Wiki')
  expect(wrapper.get('dialog').text()).toContain('Wiki is signed out immediately')
  expect(wrapper.get('dialog').text()).toContain('orders.read')
  expect(asked).toEqual([])
  await wrapper.findAll('dialog button').find(button => button.text() === 'Revoke access')?.trigger('click')
  await flushPromises()
  expect(asked).toEqual(['c2'])
  expect(wrapper.find('dialog').exists()).toBe(false)
  expect(wrapper.get('main').text()).toContain('The access of Wiki has been revoked.')
  expect(wrapper.findAll('main li:has(button)')).toHaveLength(1)
})

test('a removal that fails is told, and nothing is gone', async () => {
  const { wrapper, press } = await open(answerWith(consent('c1', 'Orders')), { 'DELETE /users/me/consents/c1': () => problem('overloaded', 503) })
  await press('Revoke the access of Orders')
  await wrapper.findAll('dialog button').find(button => button.text() === 'Revoke access')?.trigger('click')
  await flushPromises()
  expect(wrapper.get('dialog [role=alert]').text()).toContain('The server is busy')
  expect(wrapper.findAll('main li:has(button)')).toHaveLength(1)
})

test('where nothing is connected it says what will be here', async () => {
  const { wrapper } = await open(answerWith())
  expect(wrapper.get('main').text()).toContain('No connected apps')
})

test('without a connection it can be tried again', async () => {
  let isOnline = false
  const { alert, press, wrapper } = await open(() => isOnline ? answerWith(consent('c1', 'Orders'))() : problem('overloaded', 503))
  expect(alert()).toContain('The server is busy')
  isOnline = true
  await press('Try again')
  await vi.waitFor(() => { expect(wrapper.get('main').text()).toContain('Orders') })
})
