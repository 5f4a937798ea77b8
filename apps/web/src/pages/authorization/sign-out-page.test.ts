import { signedInKey } from '@gatehouse/client/memory'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const application = { clientId: 'c1', name: 'Orders', logoUrl: null, homepageUrl: null }

async function open(decision: () => ReturnType<typeof problem> = () => ({ status: 200, data: { redirectTo: 'https://orders.example.com/bye' } }), asks: typeof application | null = application) {
  const sent: unknown[] = []
  const page = await visit('/sign-out', {
    'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'DELETE /sessions/current': () => ({ status: 204 }),
    'GET /o/logout/details': () => ({ status: 200, data: { reference: 'of-orders', application: asks } }),
    'POST /o/logout/decision': ({ body }) => {
      sent.push(body)
      return decision()
    },
  }, { before: ({ dependencies }) => dependencies.memory.write(signedInKey, 'yes') })
  await page.session.restore()
  return { ...page, sent }
}

test('whoever wants to is signed out here and at the applications, and goes on', async () => {
  const { sent, press, left, session, wrapper } = await open()
  expect(wrapper.get('main').text()).toContain('Orders')
  await press('Sign out')
  await vi.waitFor(() => { expect(left).toEqual(['https://orders.example.com/bye']) })
  expect(sent).toEqual([{ decision: 'sign-out', reference: 'of-orders' }])
  expect(session.user).toBeNull()
})

test('whoever does not want to stays signed in, and goes on', async () => {
  const { sent, press, left, session } = await open()
  await press('Stay signed in')
  expect([sent, left]).toEqual([[{ decision: 'stay', reference: 'of-orders' }], ['https://orders.example.com/bye']])
  expect(session.user?.username).toBe('ann')
})

test('nobody is signed out here when the API could not do it', async () => {
  const { press, alert, left, session } = await open(() => problem('overloaded', 503))
  await press('Sign out')
  expect(alert()).toContain('The server is busy')
  expect([left, session.user?.username]).toEqual([[], 'ann'])
})

test('it need not be an application that asks', async () => {
  const { wrapper } = await open(undefined, null)
  expect(wrapper.get('main').text()).toContain('A sign-out was requested.')
})

test('a request that is over says so, before and after', async () => {
  const { heading } = await visit('/sign-out', { 'GET /o/logout/details': () => problem('not_found', 404) })
  expect(heading()).toBe('No request to confirm')
  const later = await open(() => problem('not_found', 404))
  await later.press('Sign out')
  expect(later.heading()).toBe('No request to confirm')
  expect(later.session.user?.username).toBe('ann')
  // What was asked is over; whoever wants to sign out still can.
  await later.press('Sign out')
  await vi.waitFor(() => { expect(later.at()).toBe('/signed-out') })
  expect(later.session.user).toBeNull()
})

test('without a connection it can be tried again', async () => {
  let isOnline = false
  const { alert, press, wrapper } = await visit('/sign-out', { 'GET /o/logout/details': () => isOnline ? { status: 200, data: { reference: 'of-orders', application } } : problem('overloaded', 503) })
  expect(alert()).toContain('The server is busy')
  isOnline = true
  await press('Try again')
  expect(wrapper.get('main').text()).toContain('Orders')
})

test('where a sign-out ends, people can sign in again', async () => {
  const { heading, press, at } = await visit('/signed-out', {})
  expect(heading()).toBe('You are signed out')
  await press('Sign in again')
  await vi.waitFor(() => { expect(at()).toBe('/sign-in') })
})
