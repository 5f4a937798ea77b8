import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const here = '/interaction/i1'
const backTo = 'https://api.example.com/o/authorize/i1'
const application = { clientId: 'c1', name: 'Orders', logoUrl: null, homepageUrl: 'https://orders.example.com/about' }
const scopes = [
  { name: 'openid', resource: null, known: true }, { name: 'email', resource: null, known: false },
  { name: 'orders.read', resource: 'https://orders.example.com/api', known: false },
]
const alive = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'DELETE /sessions/current': () => ({ status: 204 }) }
const nobody = { 'POST /sessions/refresh': () => ({ status: 204 }) }
const signInAs = (id: string) => ({ 'POST /users/authorizations': () => ({ status: 200, data: { ...wireSession, user: { ...wireSession.user, id } } }) })

const asks = (more = {}) => ({
  'GET /o/interactions/i1/details': () => ({
    status: 200,
    data: { prompt: 'consent', application, destination: 'app.example.com', scopes, accountId: '019a', freshSignIn: false, loginHint: null, ...more },
  }),
})
/** Endpoints that answer a step by sending the browser on, or as told; `asked` has their names. */
function answers(...refusals: ReturnType<typeof problem>[]) {
  const asked: string[] = []
  const answer = (name: string) => [`POST /o/interactions/i1/${name}`, () => {
    asked.push(name)
    return refusals.shift() ?? { status: 200, data: { redirectTo: backTo } }
  }]
  const replies: NonNullable<Parameters<typeof visit>[1]> = Object.fromEntries(['sign-in', 'consent', 'cancel'].map(answer))
  return { asked, replies }
}

test('a refused answer is told right above the buttons', async () => {
  const { replies } = answers(problem('overloaded', 503))
  const { press, wrapper } = await visit(here, { ...alive, ...asks(), ...replies })
  await press('Allow')
  const notice = wrapper.get('main [role=alert]')
  expect(notice.text()).toContain('The server is busy')
  expect(notice.element.nextElementSibling?.querySelector('button')?.textContent.trim()).toBe('Allow')
})

test('whoever is asked sees by whom, for what, as whom, and where the answer goes', async () => {
  const { heading, wrapper } = await visit(here, { ...alive, ...asks() })
  expect(heading()).toBe('Allow access to your account?')
  const text = wrapper.get('main').text()
  for (const words of ['Orders', 'orders.example.com', 'Ann (@ann)', 'See your e-mail address', 'orders.read at orders.example.com', 'continue to app.example.com', 'does not receive your password']) {
    expect(text).toContain(words)
  }
  expect(wrapper.get('main a').attributes()).toMatchObject({ href: 'https://orders.example.com/about', rel: 'noopener noreferrer' })
})

test('what was allowed before is folded away, unless it is all there is', async () => {
  const { wrapper } = await visit(here, { ...alive, ...asks() })
  expect(wrapper.get('details').attributes('open')).toBeUndefined()
  expect(wrapper.get('details').text()).toContain('1 permission granted before')
  expect(wrapper.get('details').text()).toContain('Confirm your identity')
  const again = await visit(here, { ...alive, ...asks({ scopes: scopes.map(scope => ({ ...scope, known: true })) }) })
  expect(again.wrapper.get('details').attributes('open')).toBeDefined()
  expect(again.wrapper.get('details').text()).toContain('You have granted all of this before')
})

test.each(['javascript:alert(1)', 'data:text/html,a', 'not an address'])('a homepage that is %s is no link', async (homepageUrl) => {
  const { wrapper } = await visit(here, { ...alive, ...asks({ application: { ...application, homepageUrl } }) })
  expect(wrapper.find('main a').exists()).toBe(false)
})

test('a picture is shown from the API or over https only, and a letter in its place', async () => {
  const pictured = (logoUrl: string) => visit(here, { ...alive, ...asks({ application: { ...application, logoUrl } }) })
  const { wrapper } = await pictured('https://api.example.com/o/applications/c1/logo')
  expect(wrapper.get('main img').attributes()).toMatchObject({ alt: '', referrerpolicy: 'no-referrer' })
  await wrapper.get('main img').trigger('error')
  expect(wrapper.find('main img').exists()).toBe(false)
  expect((await pictured('http://tracker.example/1.png')).wrapper.find('main img').exists()).toBe(false)
})

test.each([['Allow', 'consent'], ['Cancel', 'cancel']])('%s answers once, and the browser goes on', async (words, name) => {
  const { asked, replies } = answers()
  const { press, left, heading } = await visit(here, { ...alive, ...asks(), ...replies })
  await press(words)
  expect(asked).toEqual([name])
  expect(left).toEqual([backTo])
  expect(heading()).toBe('This step is already completed')
})

test('while the browser goes on, the button says so and nothing can be pressed', async () => {
  const { asked, replies } = answers()
  const { press, wrapper } = await visit(here, { ...alive, ...asks(), ...replies }, {
    before({ dependencies }) { dependencies.leaveFor = () => new Promise(() => undefined) },
  })
  await press('Allow')
  expect(wrapper.findAll('button[aria-busy=true]').map(button => button.text())).toEqual(['AllowWorking'])
  await press('Cancel')
  expect(asked).toEqual(['consent'])
})

test.each(['javascript:alert(1)', 'data:text/html,a', 'vbscript:a', '//evil.example'])('the browser never goes on to %s', async (redirectTo) => {
  const { press, left, alert } = await visit(here, { ...alive, ...asks(), 'POST /o/interactions/i1/consent': () => ({ status: 200, data: { redirectTo } }) })
  await press('Allow')
  expect(left).toEqual([])
  expect(alert()).toContain('Unexpected response')
})

test('a program on this device is gone back to by its own scheme', async () => {
  const { press, left } = await visit(here, { ...alive, ...asks({ destination: null }), 'POST /o/interactions/i1/consent': () => ({ status: 200, data: { redirectTo: 'com.example.app:/done?code=a' } }) })
  await press('Allow')
  expect(left).toEqual(['com.example.app:/done?code=a'])
})

test('whoever is signed in goes through a sign-in without being asked', async () => {
  const { asked, replies } = answers()
  const { left } = await visit(here, { ...alive, ...asks({ prompt: 'login' }), ...replies })
  expect(asked).toEqual(['sign-in'])
  expect(left).toEqual([backTo])
})

test.each(['login', 'select_account'])('whoever is not signed in signs in first, and goes on from there (%s)', async (prompt) => {
  const { asked, replies } = answers()
  const { arrivesAt, session, left } = await visit(here, { ...nobody, ...asks({ prompt, freshSignIn: true }), ...replies, ...signInAs('019a') })
  await arrivesAt(`/sign-in?next=${here}`)
  expect(asked).toEqual([])
  await session.begin(api => api.signIn.authorize({ body: { username: 'ann', password: 'x' } }))
  await vi.waitFor(() => { expect(left).toEqual([backTo]) })
  expect(asked).toEqual(['sign-in'])
})

const proves = (sent: unknown[]) => ({
  'GET /users/me/identities': () => ({ status: 200, data: { identities: [] } }), 'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }),
  'POST /sessions/current/reauthentication': ({ body }: { body: unknown }) => {
    sent.push(body)
    return { status: 200, data: wireSession }
  },
})

test('an application that wants a fresh sign-in gets it by a proof', async () => {
  const { asked, replies } = answers()
  const sent: unknown[] = []
  const { heading, wrapper, left } = await visit(here, { ...alive, ...asks({ prompt: 'login', freshSignIn: true }), ...replies, ...proves(sent) })
  await vi.waitFor(() => { expect(wrapper.find('input[name=password]').exists()).toBe(true) }, 5000)
  expect(heading()).toBe('Confirm it’s you')
  expect(wrapper.get('main').text()).toContain('Orders')
  expect(asked).toEqual([])
  await wrapper.get('input[name=password]').setValue('right')
  await wrapper.get('form').trigger('submit')
  await vi.waitFor(() => { expect(left).toEqual([backTo]) })
  expect([sent, asked]).toEqual([[{ password: 'right' }], ['sign-in']])
})

test('a proof that the API wants is asked for as well, and is not needed to cancel', async () => {
  const { asked, replies } = answers(problem('reauthentication_required', 403))
  const { heading, press } = await visit(here, { ...alive, ...asks({ prompt: 'login' }), ...replies, ...proves([]) })
  expect(heading()).toBe('Confirm it’s you')
  await press('Cancel')
  expect(asked).toEqual(['sign-in', 'cancel'])
})

test('a proof that allowing needs is asked for, and then it is allowed', async () => {
  const { asked, replies } = answers(problem('reauthentication_required', 403))
  const { press, wrapper, left } = await visit(here, { ...alive, ...asks({ prompt: 'consent' }), ...replies, ...proves([]) })
  await press('Allow')
  await vi.waitFor(() => { expect(wrapper.find('input[name=password]').exists()).toBe(true) }, 5000)
  await wrapper.get('input[name=password]').setValue('right')
  await wrapper.get('form').trigger('submit')
  await vi.waitFor(() => { expect(left).toEqual([backTo]) })
  expect(asked).toEqual(['consent', 'consent'])
})

test('the account is chosen: the one that is signed in, or another', async () => {
  const { asked, replies } = answers()
  const world = { ...alive, ...asks({ prompt: 'select_account' }), ...replies }
  const first = await visit(here, world)
  expect(first.heading()).toBe('Choose an account')
  expect(asked).toEqual([])
  await first.press('Continue as Ann (@ann)')
  expect([asked, first.left]).toEqual([['sign-in'], [backTo]])
  const second = await visit(here, world)
  await second.press('Use another account')
  await second.arrivesAt(`/sign-in?next=${here}`)
  expect(second.session.user).toBeNull()
})

test('whoever shall make an account is led to where that is done, and may go on as they are when signed in', async () => {
  const { asked, replies } = answers()
  const world = { ...alive, ...asks({ prompt: 'create' }), ...replies }
  const newcomer = await visit(here, { ...world, ...nobody })
  await newcomer.arrivesAt(`/register?next=${here}`)
  const known = await visit(here, world)
  expect([known.heading(), asked]).toEqual(['Choose an account', []])
  await known.press('Continue as Ann (@ann)')
  expect([asked, known.left]).toEqual([['sign-in'], [backTo]])
  const other = await visit(here, world)
  await other.press('Use another account')
  await other.arrivesAt(`/register?next=${here}`)
})

test('nobody allows something for another account', async () => {
  const { asked, replies } = answers()
  const { heading, wrapper, press, arrivesAt } = await visit(here, { ...alive, ...asks({ accountId: 'someone-else' }), ...replies })
  expect(heading()).toBe('You are signed in with a different account')
  expect(wrapper.findAll('button').map(button => button.text())).not.toContain('Allow')
  await press('Sign in with the requested account')
  await arrivesAt(`/sign-in?next=${here}`)
  expect(asked).toEqual([])
})

test('whoever signs out in another tab signs in again', async () => {
  const { session, arrivesAt } = await visit(here, { ...alive, ...asks() })
  await session.signOut()
  await arrivesAt(`/sign-in?next=${here}`)
})

test.each([['not_found', 404, 'This sign-in has expired', 'another browser'], ['interaction_finished', 409, 'This step is already completed', 'already completed']])('%s says what to do', async (code, status, title, words) => {
  const refuses = () => problem(code, status)
  const first = await visit(here, { ...alive, 'GET /o/interactions/i1/details': refuses })
  expect(first.heading()).toBe(title)
  expect(first.wrapper.get('main').text()).toContain(words)
  const second = await visit(here, { ...alive, ...asks(), 'POST /o/interactions/i1/consent': refuses })
  await second.press('Allow')
  expect(second.heading()).toBe(title)
})

test('without a connection it can be tried again', async () => {
  let isOnline = false
  const { replies } = answers()
  const details = asks()['GET /o/interactions/i1/details']
  const { alert, press, heading } = await visit(here, { ...alive, ...replies, 'GET /o/interactions/i1/details': () => isOnline ? details() : problem('overloaded', 503) })
  expect(alert()).toContain('The server is busy')
  isOnline = true
  await press('Try again')
  expect(heading()).toBe('Allow access to your account?')
})

test('a sign-in that fails can be tried again', async () => {
  const { asked, replies } = answers(problem('internal', 500))
  const { alert, press, left } = await visit(here, { ...alive, ...asks({ prompt: 'login' }), ...replies })
  expect(alert()).toContain('r1')
  await press('Try again')
  await flushPromises()
  expect([asked, left]).toEqual([['sign-in', 'sign-in'], [backTo]])
})
