import { afterEach, expect, test, vi } from 'vitest'
import { alive, code, done, inTurn, open, proven, ticket } from '../../../test/binding-page.ts'
import { problem, wireSession } from '../../../test/fake-connection.ts'
import { readLastUsed } from '../../providers/last-used.ts'

afterEach(() => { document.body.innerHTML = '' })

test('whoever has come is shown as the provider knows them; their picture is fetched without saying from where', async () => {
  const { wrapper } = await open(ticket())
  expect(wrapper.text()).toContain('You are signing in with the QQ account “林小满”')
  expect(wrapper.get('img').attributes()).toMatchObject({ src: 'https://avatars.example/1.png', referrerpolicy: 'no-referrer', alt: '' })
  await wrapper.get('img').trigger('error')
  expect(wrapper.find('img').exists()).toBe(false)
})

test('while it is looked for, the page says so as every page does', async () => {
  const { wrapper } = await open({ 'GET /oauth/bindings/current': () => new Promise<never>(() => undefined) })
  expect(wrapper.get('[role=status]').text()).toBe('Loading your sign-in')
  expect(wrapper.findAll('[role=status] .waiting-dot')).toHaveLength(3)
})

test.each(['http://avatars.example/1.png', 'javascript:alert(1)', 'data:image/svg+xml,a'])('a picture from %s is not shown', async (avatarUrl) => {
  const { wrapper } = await open(ticket({ profile: { displayName: null, avatarUrl, username: null } }))
  expect(wrapper.find('img').exists()).toBe(false)
  expect(wrapper.text()).toContain('You are signing in with QQ')
})

test('an account there is is linked by its password, and is signed in to', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings', problem('credentials_invalid', 401), done())
  const { wrapper, choose, fill, send, alert, session, dependencies, arrivesAt } = await open({ ...ticket(), ...replies })
  await choose('existing')
  await fill({ username: 'ann', password: 'wrong' })
  await send()
  expect(alert()).toContain('Wrong account or password.')
  const password = wrapper.get<HTMLInputElement>('input[name=password]')
  expect([password.attributes('aria-invalid'), document.activeElement === password.element]).toEqual(['true', true])
  // Another way to it leaves this page, and what waits here, as it is.
  expect(wrapper.get('a[href="/forgot-password"]').attributes('target')).toBe('_blank')
  await fill({ password: 'right' })
  await send()
  await arrivesAt('/account/data')
  expect(sent.map(({ body }) => body)).toEqual([{ username: 'ann', password: 'wrong', reference: 'of-mei' }, { username: 'ann', password: 'right', reference: 'of-mei' }])
  expect(session.user?.username).toBe('ann')
  expect(readLastUsed(dependencies.memory)).toBe('qq')
})

test('whoever is signed in already is asked first whether it is theirs', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings', done())
  const { wrapper, press, arrivesAt } = await open({ ...ticket(), ...alive, ...replies }, { isSignedIn: true })
  expect(wrapper.text()).toContain('You are signed in as Ann.')
  expect(wrapper.find('form').exists()).toBe(false)
  await press('Link to this account')
  await arrivesAt('/account/data')
  expect(sent[0]).toMatchObject({ body: { reference: 'of-mei' }, authorization: 'Bearer t1' })
})

test('a refused linking to the account that is signed in is told above the button', async () => {
  const { wrapper, press } = await open({ ...ticket(), ...alive, 'POST /oauth/bindings': () => problem('overloaded', 503) }, { isSignedIn: true })
  await press('Link to this account')
  const notice = await vi.waitFor(() => wrapper.get('main [role=alert]:not(:empty) > *').element, 5000)
  const button = wrapper.findAll('main button').find(button => button.text() === 'Link to this account')?.element
  expect(notice.textContent).toContain('The server is busy')
  expect(button && notice.compareDocumentPosition(button)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('linking to the account that is signed in may ask for a proof first, and goes on with it', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings', problem('reauthentication_required', 403), done())
  const proofs: unknown[] = []
  const { press, arrivesAt, wrapper } = await open({
    ...ticket(), ...alive, ...replies,
    'POST /sessions/current/reauthentication': ({ body }) => {
      proofs.push(body)
      return { status: 200, data: wireSession }
    },
  }, { isSignedIn: true })
  await press('Link to this account')
  await vi.waitFor(() => { expect(wrapper.find('dialog input[name=password]').exists()).toBe(true) }, 5000)
  expect(sent).toHaveLength(1)
  await wrapper.get('dialog input[name=password]').setValue('right')
  await wrapper.get('dialog form').trigger('submit')
  await arrivesAt('/account/data')
  expect([sent.length, proofs]).toEqual([2, [{ password: 'right' }]])
})

test('what one person was asked to prove is neither proved nor done by whoever signs in meanwhile', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings', problem('reauthentication_required', 403), done())
  const ben = { ...wireSession, accessToken: 't2', user: { ...wireSession.user, id: '019b', username: 'ben', displayName: 'Ben' } }
  const { press, wrapper, session } = await open({ ...ticket(), ...alive, ...replies, 'POST /users/authorizations': () => ({ status: 200, data: ben }) }, { isSignedIn: true })
  await press('Link to this account')
  await vi.waitFor(() => { expect(wrapper.find('dialog input[name=password]').exists()).toBe(true) }, 5000)
  // As the other tab tells this one.
  await session.begin(api => api.signIn.authorize({ body: { username: 'ben', password: 'right' } }))
  await vi.waitFor(() => { expect(wrapper.text()).toContain('You are signed in as Ben.') })
  expect(wrapper.find('dialog').exists()).toBe(false)
  expect(sent).toHaveLength(1)
  await press('Link to this account')
  expect(sent[1]?.authorization).toBe('Bearer t2')
})

test('whoever asks for a code as the proof goes on in its field', async () => {
  const { replies } = inTurn('POST /oauth/bindings', problem('reauthentication_required', 403))
  const { press, wrapper } = await open({ ...ticket(), ...alive, ...code, ...replies }, { isSignedIn: true })
  await press('Link to this account')
  await vi.waitFor(() => { expect(wrapper.find('dialog').exists()).toBe(true) }, 5000)
  await press('Use an e-mail code instead')
  await press('Send code')
  await vi.waitFor(() => { expect(document.activeElement?.getAttribute('name')).toBe('emailCode') })
})

test('an identity that belongs to somebody else by now is explained', async () => {
  const { replies } = inTurn('POST /oauth/bindings', problem('identity_already_bound', 409))
  const { choose, fill, send, alert } = await open({ ...ticket(), ...replies })
  await choose('existing')
  await fill({ username: 'ann', password: 'right' })
  await send()
  expect(alert()).toContain('This third-party account is linked to another account.')
})

/** A provider that is begun with anew. */
function provider() {
  const begun: unknown[] = []
  return {
    begun,
    replies: {
      'POST /oauth/qq/authorization': ({ body }: { body: unknown }) => {
        begun.push(body)
        return { status: 200, data: { loginUrl: 'https://qq.example/authorize' } }
      },
    },
  }
}

test.each(['new', 'existing'] as const)('a ticket that has run out, or is another by now, leads back to the provider in one click: %s', async (way) => {
  const { replies } = inTurn(way === 'new' ? 'POST /oauth/bindings/new-account' : 'POST /oauth/bindings', problem('ticket_invalid', 400))
  const { begun, replies: others } = provider()
  const { choose, fill, accept, send, heading, press, left, note } = await open({ ...ticket(proven), ...replies, ...others })
  await choose(way)
  await (way === 'new' ? accept() : fill({ username: 'ann', password: 'right' }))
  await send()
  expect(heading()).toBe('This sign-in has expired')
  await press('Sign in with QQ again')
  expect(begun).toEqual([{ intent: 'sign-in', remember: true, next: '/account/data' }])
  expect(left).toEqual(['https://qq.example/authorize'])
  expect(note()).not.toBeNull()
})

test('a reload after the ticket has run out still leads back to the provider; a tab that knows of none leads to sign-in', async () => {
  const gone = { 'GET /oauth/bindings/current': () => problem('ticket_invalid', 400) }
  const { note } = await open(ticket())
  const { begun, replies } = provider()
  const { press } = await open({ ...gone, ...replies }, { note: note() })
  await press('Sign in with QQ again')
  expect(begun).toHaveLength(1)

  const stranger = await open(gone)
  expect(stranger.heading()).toBe('This sign-in has expired')
  expect(stranger.wrapper.text()).not.toContain('QQ')
  await stranger.press('Back to sign-in')
  await stranger.arrivesAt('/sign-in')
})

test.each([
  ['dropped', { status: 204 }], ['gone, and another in its place', problem('ticket_invalid', 400)],
])('the way back drops what this page shows, and leads to sign-in for the same place: %s', async (_how, answer) => {
  const asked: string[] = []
  const { press, arrivesAt, note } = await open({
    ...ticket(),
    'DELETE /oauth/bindings/current?reference=of-mei': () => {
      asked.push('dropped')
      return answer
    },
  })
  await press('Back to sign-in')
  await arrivesAt('/sign-in?next=/account/data')
  expect(asked).toEqual(['dropped'])
  expect(note()).toBeNull()
})

test('who cannot be reached has dropped nothing: the page stays, and says so', async () => {
  const { press, alert, at } = await open({ ...ticket(), 'DELETE /oauth/bindings/current?reference=of-mei': () => problem('overloaded', 503) })
  await press('Back to sign-in')
  expect(alert()).not.toBe('')
  expect(at()).toBe('/oauth/binding')
})

test('a page that cannot be loaded can be tried again', async () => {
  const { sent, replies } = inTurn('GET /oauth/bindings/current', problem('overloaded', 503), ticket()['GET /oauth/bindings/current']())
  const { press, wrapper } = await open(replies)
  await press('Try again')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('林小满') })
  expect(sent).toHaveLength(2)
})
