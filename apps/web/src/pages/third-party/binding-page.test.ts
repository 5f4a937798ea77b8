import { signedInKey } from '@gatehouse/client/memory'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession, wireUser } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'
import { readLastUsed } from '../../providers/last-used.ts'

afterEach(() => { document.body.innerHTML = '' })

type Replies = NonNullable<Parameters<typeof visit>[1]>
const ticket = (profile: { displayName: string | null, avatarUrl: string | null } = { displayName: '林小满', avatarUrl: 'https://avatars.example/1.png' }) => ({
  'GET /oauth/bindings/current': () => ({ status: 200, data: { reference: 'of-mei', provider: { id: 'qq', label: 'QQ', icon: 'qq' }, profile, next: '/account/data', expiresAt: '2030-01-01T00:00:00.000Z' } }),
})
const alive = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }) }
const requestId = '019a0000-0000-7000-8000-000000000000'
const code = {
  'POST /verification-codes': () => ({ status: 202, data: { requestId, resendAfter: 60, expiresIn: 600 } }),
  'GET /usernames/linden/count': () => ({ status: 200, data: { username: 'linden', count: 0 } }),
}

/** An endpoint that answers in turn, and remembers what it was asked with. */
function inTurn(path: string, ...answers: ReturnType<Replies[string]>[]) {
  const sent: { body: unknown, authorization: string | undefined }[] = []
  const reply: Replies[string] = (request) => {
    sent.push(request)
    return answers.shift() ?? problem('internal', 500)
  }
  return { sent, replies: { [path]: reply } }
}
const done = (status = 200) => ({ status, data: { session: wireSession, next: '/account/data' } })

async function open(replies: Replies, isSignedIn = false) {
  const page = await visit('/oauth/binding', replies, { before: ({ dependencies }) => isSignedIn && dependencies.memory.write(signedInKey, 'yes') })
  return {
    ...page,
    fill: async (values: Record<string, string>) => {
      for (const [name, value] of Object.entries(values)) await page.wrapper.get(`input[name=${name}]`).setValue(value)
    },
    choose: async (index: number) => {
      await page.wrapper.findAll('input[type=radio]')[index]?.trigger('change')
    },
    send: async () => {
      await page.wrapper.get('form').trigger('submit')
      await flushPromises()
    },
  }
}

test('the person is greeted as the provider knows them; their picture is fetched without saying from where', async () => {
  const { wrapper } = await open(ticket())
  expect(wrapper.text()).toContain('Hello, 林小满')
  expect(wrapper.text()).toContain('from QQ')
  expect(wrapper.get('img').attributes()).toMatchObject({ src: 'https://avatars.example/1.png', referrerpolicy: 'no-referrer', alt: '' })
  await wrapper.get('img').trigger('error')
  expect(wrapper.find('img').exists()).toBe(false)
})

test.each(['http://avatars.example/1.png', 'javascript:alert(1)', 'data:image/svg+xml,a'])('a picture from %s is not shown', async (avatarUrl) => {
  const { wrapper } = await open(ticket({ displayName: null, avatarUrl }))
  expect(wrapper.find('img').exists()).toBe(false)
  expect(wrapper.text()).toContain('Hello')
})

test('an account there is is linked by its password, and is signed in to', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings', problem('credentials_invalid', 401), done())
  const { fill, send, alert, session, dependencies, arrivesAt } = await open({ ...ticket(), ...replies })
  await fill({ username: 'ann', password: 'wrong' })
  await send()
  expect(alert()).toContain('The name or the password is wrong.')
  await fill({ password: 'right' })
  await send()
  await arrivesAt('/account/data')
  expect(sent.map(({ body }) => body)).toEqual([{ username: 'ann', password: 'wrong', reference: 'of-mei' }, { username: 'ann', password: 'right', reference: 'of-mei' }])
  expect(session.user?.username).toBe('ann')
  expect(readLastUsed(dependencies.memory)).toBe('qq')
})

test('an account is made without a password; what is refused stands beside its field', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', problem('code_invalid', 400), done(201))
  const { wrapper, choose, fill, send, press, arrivesAt } = await open({ ...ticket(), ...code, ...replies })
  await choose(1)
  await fill({ username: 'linden', email: 'linden@example.com' })
  await press('Send code')
  await fill({ emailCode: '123456' })
  await wrapper.get('input[name=acceptTerms]').setValue(true)
  await send()
  expect(wrapper.get('input[name=emailCode]').attributes('aria-invalid')).toBe('true')
  expect(wrapper.text()).toContain('That code is wrong or has expired.')
  await fill({ emailCode: '654321' })
  await send()
  await arrivesAt('/account/data')
  expect(sent[1]?.body).toEqual({ username: 'linden', email: 'linden@example.com', emailCode: '654321', codeRequestId: requestId, acceptTerms: true, reference: 'of-mei' })
})

test('a password is asked for twice when one is wanted', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', done(201))
  const { wrapper, choose, fill, send, press } = await open({ ...ticket(), ...code, ...replies })
  await choose(1)
  await fill({ username: 'linden', email: 'linden@example.com' })
  await press('Send code')
  await fill({ emailCode: '123456' })
  await wrapper.get('input[name=acceptTerms]').setValue(true)
  await wrapper.get('input[name=withPassword]').setValue(true)
  await fill({ password: 'copper lantern orbit', passwordConfirmation: 'copper lantern' })
  await send()
  expect(sent).toEqual([])
  expect(wrapper.get('input[name=passwordConfirmation]').attributes('aria-invalid')).toBe('true')
  await fill({ passwordConfirmation: 'copper lantern orbit' })
  await send()
  expect(sent[0]?.body).toMatchObject({ password: 'copper lantern orbit', passwordConfirmation: 'copper lantern orbit' })
})

test('whoever is signed in already is asked first whether it is theirs', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings', done())
  const { wrapper, press, arrivesAt } = await open({ ...ticket(), ...alive, ...replies }, true)
  expect(wrapper.text()).toContain('You are signed in as Ann.')
  expect(wrapper.find('form').exists()).toBe(false)
  await press('Link to this account')
  await arrivesAt('/account/data')
  expect(sent[0]).toMatchObject({ body: { reference: 'of-mei' }, authorization: 'Bearer t1' })
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
  }, true)
  await press('Link to this account')
  await vi.waitFor(() => { expect(wrapper.find('dialog input[name=password]').exists()).toBe(true) }, 5000)
  expect(sent).toHaveLength(1)
  await wrapper.get('dialog input[name=password]').setValue('right')
  await wrapper.get('dialog form').trigger('submit')
  await arrivesAt('/account/data')
  expect([sent.length, proofs]).toEqual([2, [{ password: 'right' }]])
})

test('whoever asks for a code as the proof goes on in its field', async () => {
  const { replies } = inTurn('POST /oauth/bindings', problem('reauthentication_required', 403))
  const { press, wrapper } = await open({ ...ticket(), ...alive, ...code, ...replies }, true)
  await press('Link to this account')
  await vi.waitFor(() => { expect(wrapper.find('dialog').exists()).toBe(true) }, 5000)
  await press('Use a code by mail instead')
  await press('Send code')
  await vi.waitFor(() => { expect(document.activeElement?.getAttribute('name')).toBe('emailCode') })
})

test('an identity that belongs to somebody else by now is explained', async () => {
  const { replies } = inTurn('POST /oauth/bindings', problem('identity_already_bound', 409))
  const { fill, send, alert } = await open({ ...ticket(), ...replies })
  await fill({ username: 'ann', password: 'right' })
  await send()
  expect(alert()).toContain('This belongs to another account.')
})

test.each([['was never there', true], ['ran out meanwhile', false]])('a ticket that %s is explained, with a way back', async (_how, atOnce) => {
  const { replies } = inTurn('POST /oauth/bindings', problem('ticket_invalid', 400))
  const { fill, send, heading, press, arrivesAt } = await open({ ...(atOnce ? { 'GET /oauth/bindings/current': () => problem('ticket_invalid', 400) } : ticket()), ...replies })
  if (!atOnce) {
    await fill({ username: 'ann', password: 'right' })
    await send()
  }
  expect(heading()).toBe('This sign-in is over')
  await press('Back to sign-in')
  await arrivesAt('/sign-in')
})

test('a page that cannot be loaded can be tried again', async () => {
  const { sent, replies } = inTurn('GET /oauth/bindings/current', problem('overloaded', 503), ticket()['GET /oauth/bindings/current']())
  const { press, wrapper } = await open(replies)
  await press('Try again')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Hello, 林小满') })
  expect(sent).toHaveLength(2)
})

test('what is typed survives a reload, passwords and codes do not', async () => {
  const { choose, fill, dependencies } = await open({ ...ticket(), ...code })
  await choose(1)
  await fill({ username: 'linden', email: wireUser.email })
  await flushPromises()
  expect(dependencies.tabMemory.read('gatehouse-account-draft')).toBe(JSON.stringify({ username: 'linden', email: wireUser.email }))
})
