import { afterEach, expect, test } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import { problem, wireSession, wireUser } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

type Replies = NonNullable<Parameters<typeof visit>[1]>
const both = [{ document: 'terms', version: '2', accepted: '1' }, { document: 'privacy', version: '3', accepted: '1' }]
const signedIn = (pendingDocuments: unknown[]): Replies => ({ 'POST /sessions/refresh': () => ({ status: 200, data: { ...wireSession, user: { ...wireUser, pendingDocuments } } }) })
const answer = (pendingDocuments: unknown[] = []) => ({ status: 200, data: { ...wireUser, pendingDocuments } })

/** Ann on her way, with what she has yet to accept. */
async function asked(path: string, pending: unknown[], replies: Replies = {}) {
  const sent: unknown[] = []
  const page = await visit(path, {
    ...signedIn(pending),
    'PUT /users/me/terms': ({ body }) => {
      sent.push(body)
      return answer()
    },
    'DELETE /sessions/current': () => ({ status: 204 }),
    ...replies,
  })
  await page.session.restore()
  return { ...page, sent, at: () => page.router.currentRoute.value.fullPath }
}

test.each(['/account/security?tab=1', '/device', '/interaction/some-uid', '/admin'])('on the way to %s the terms are asked about, once', async (path) => {
  const { arrivesAt, press, sent, wrapper } = await asked(path, both)
  await arrivesAt(`/terms/accept?next=${path}`)
  expect(wrapper.text()).toContain('have changed. Please read and accept them')
  await press('Accept and continue')
  expect(sent).toEqual([{ terms: '2', privacy: '3' }])
  await arrivesAt(path)
})

test('whoever has just signed in is asked before they come where they wanted to go', async () => {
  const { arrivesAt, press, session } = await asked('/sign-in?next=/account/sessions', [], {
    'POST /sessions/refresh': () => ({ status: 204 }),
    'POST /users/authorizations': () => ({ status: 200, data: { ...wireSession, user: { ...wireUser, pendingDocuments: both } } }),
    'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }),
  })
  await session.begin(api => api.signIn.authorize({ body: { username: 'ann', password: 'x' } }))
  await arrivesAt('/terms/accept?next=/account/sessions')
  await press('Accept and continue')
  await arrivesAt('/account/sessions')
})

test('the links open beside the page, and name only what has changed', async () => {
  const { arrivesAt, wrapper } = await asked('/account', [{ document: 'privacy', version: '3', accepted: '1' }])
  await arrivesAt('/terms/accept?next=/account')
  expect(wrapper.get('main').findAll('a[target=_blank]').map(link => [link.text(), link.attributes('href')])).toEqual([['Privacy Policy', '/privacy']])
  expect(wrapper.text()).toContain('Version 3')
})

test('whoever was never asked is told nothing of a change', async () => {
  const { arrivesAt, wrapper } = await asked('/account', both.map(each => ({ ...each, accepted: null })))
  await arrivesAt('/terms/accept?next=/account')
  expect(wrapper.text()).not.toContain('have changed')
  expect(wrapper.text()).toContain('Please read and accept the Terms of Service and the Privacy Policy to continue.')
})

test('whoever does not accept can go to their data, and nowhere else', async () => {
  const { router, at, arrivesAt } = await asked('/account', both)
  await arrivesAt('/terms/accept?next=/account')
  for (const open of ['/account/data', '/terms', '/privacy', '/sign-out']) {
    await router.push(open)
    expect(at()).toBe(open)
  }
  await router.push('/account/connected')
  expect(at()).toBe('/terms/accept?next=/account/connected')
})

test('whoever declines is signed out, and comes where they wanted to go when they sign in again', async () => {
  const { press, arrivesAt, session } = await asked('/interaction/some-uid', both, { 'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }) })
  await arrivesAt('/terms/accept?next=/interaction/some-uid')
  await press('Decline and sign out')
  expect(session.user).toBeNull()
  await arrivesAt('/sign-in?next=/interaction/some-uid')
})

test('documents that changed again while the page was open are asked about anew', async () => {
  const newer = [{ document: 'terms', version: '9', accepted: '1' }]
  const answers = [problem('terms_changed', 409), answer()]
  const { press, arrivesAt, wrapper, at, sent } = await asked('/account', both, {
    'PUT /users/me/terms': ({ body }) => {
      sent.push(body)
      return answers.shift() ?? answer()
    },
    'GET /users/me': () => answer(newer),
  })
  await arrivesAt('/terms/accept?next=/account')
  await press('Accept and continue')
  await flushPromises()
  expect(wrapper.text()).toContain('The documents have been updated again.')
  expect(at()).toBe('/terms/accept?next=/account')
  await press('Accept and continue')
  await arrivesAt('/account')
  expect(sent).toEqual([{ terms: '2', privacy: '3' }, { terms: '9' }])
})

test('a refusal is told above the buttons', async () => {
  const { press, wrapper } = await asked('/account', both, { 'PUT /users/me/terms': () => problem('overloaded', 503) })
  await press('Accept and continue')
  const [notice, button] = [wrapper.get('main [role=alert]').element, wrapper.get('main .grid > button').element]
  expect(notice.textContent).toContain('The server is busy')
  expect(notice.compareDocumentPosition(button)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('there is nothing to see for whoever has accepted all', async () => {
  const { arrivesAt } = await asked('/terms/accept?next=/account/data', [])
  await arrivesAt('/account/data')
})
