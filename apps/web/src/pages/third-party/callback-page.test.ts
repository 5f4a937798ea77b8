import { signedInKey } from '@gatehouse/client/memory'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession, type Answer } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'
import { keepAttempt, type Attempt } from '../../providers/attempt.ts'
import { readLastUsed } from '../../providers/last-used.ts'

afterEach(() => { document.body.innerHTML = '' })

const here = '/oauth/callback/github?code=c&state=s'
const attempt: Attempt = { provider: 'github', label: 'GitHub', intent: 'sign-in', next: '/account/data', remember: true }
const profile = { displayName: 'Ann', avatarUrl: null }
const identity = { id: '019a0000-0000-7000-8000-000000000001', provider: 'github', label: 'GitHub', displayName: 'Ann', avatarUrl: null, createdAt: '2026-01-01T00:00:00.000Z', lastUsedAt: '2026-01-01T00:00:00.000Z' }
const signedIn = (next: string | null = null): Answer => ({ status: 200, data: { outcome: 'signed_in', session: wireSession, next } })
const waiting = {
  reference: 'of-mei', provider: { id: 'github', label: 'GitHub', icon: 'github' }, profile: { ...profile, username: 'ann' }, email: null, remember: false, next: null,
  expiresAt: '2030-01-01T00:00:00.000Z',
}
const binding = { 'GET /oauth/bindings/current': () => ({ status: 200, data: waiting }) }
const alive = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }) }
const nobody = { 'POST /sessions/refresh': () => ({ status: 204 }), 'GET /oauth/bindings/current': () => problem('ticket_invalid', 400) }

/** An API whose callback answers so; `sent` has what it was asked with. */
function api(answer: Answer | (() => Answer), others = {}) {
  const sent: { body: unknown, authorization: string | undefined }[] = []
  return {
    sent,
    replies: {
      ...others,
      'POST /oauth/github/callback': (request: { body: unknown, authorization: string | undefined }) => {
        sent.push(request)
        return typeof answer === 'function' ? answer() : answer
      },
    },
  }
}
const begunWith = (more: Partial<Attempt> = {}) => ({ before: ({ dependencies }: Pick<Awaited<ReturnType<typeof visit>>, 'dependencies'>) => keepAttempt(dependencies.tabMemory, { ...attempt, ...more }) })

test('whoever is known is signed in, and goes on to where they wanted', async () => {
  const { sent, replies } = api(signedIn('/account/data'))
  const { session, dependencies, arrivesAt } = await visit(here, replies)
  await arrivesAt('/account/data')
  expect(session.user?.username).toBe('ann')
  expect(sent[0]?.body).toEqual({ state: 's', code: 'c' })
  expect(readLastUsed(dependencies.memory)).toBe('github')
})

test.each([['//evil.example'], ['/sign-in'], ['/oauth/binding'], [null]])('signing in never leads to %s', async (next) => {
  const { arrivesAt } = await visit(here, api(signedIn(next)).replies)
  await arrivesAt('/account')
})

test('what was sent along is out of the address before the page is there', async () => {
  const { at } = await visit(here, api(() => problem('internal', 500)).replies)
  expect(at()).toBe('/oauth/callback/github')
})

test('a code may be called authCode; an issuer and an error are passed on', async () => {
  const first = api(signedIn())
  await visit('/oauth/callback/github?authCode=a&state=s&iss=https%3A%2F%2Fissuer.example', first.replies)
  expect(first.sent[0]?.body).toEqual({ state: 's', code: 'a', iss: 'https://issuer.example' })
  const second = api(problem('authorization_denied', 400))
  await visit('/oauth/callback/github?error=access_denied&error_description=No&state=s', second.replies)
  expect(second.sent[0]?.body).toEqual({ state: 's', error: 'access_denied', errorDescription: 'No' })
})

test('a state alone is an answer, too: somebody declined', async () => {
  const { sent, replies } = api(problem('authorization_denied', 400))
  const { heading } = await visit('/oauth/callback/github?state=s', replies)
  expect(sent[0]?.body).toEqual({ state: 's' })
  expect(heading()).toBe('Sign-in cancelled')
})

test.each([['sign-in', 'Sign-in cancelled'], ['bind', 'Linking cancelled'], ['reauthenticate', 'Confirmation cancelled']] as const)('to cancel is no failure (%s): it is said calmly, without a number, with a way on', async (intent, title) => {
  const { wrapper, heading, alert, press, at } = await visit(here, api(problem('authorization_denied', 400), nobody).replies, begunWith({ intent }))
  expect(heading()).toBe(title)
  expect(alert().trim()).toBe('')
  expect(wrapper.find('[role=status]').text()).toBe('The request was cancelled on the other site. Nothing was changed.')
  expect(wrapper.text()).not.toContain('r1')
  expect(wrapper.text()).toContain('Try GitHub again')
  const [first] = wrapper.findAll('main a, main button').map(element => element.text())
  expect(first).toBe('Choose another way to sign in')
  await press('Choose another way to sign in')
  await vi.waitFor(() => { expect(at()).toBe('/sign-in?next=/account/data') })
})

test.each([
  ['provider_misconfigured', 502, 'not configured correctly'],
  ['provider_browser_refused', 403, 'inside this app'],
  ['authorization_failed', 400, 'did not complete the sign-in'],
  ['credentials_invalid', 401, 'account is disabled'],
  ['not_found', 404, 'not available'],
])('%s does not pass by trying again: the page names the request and leads to other ways', async (code, status, words) => {
  const { wrapper, heading, alert, press, at } = await visit(here, api(problem(code, status), nobody).replies, begunWith())
  expect(heading()).toBe('Sign-in not completed')
  expect(alert()).toContain(words)
  expect(alert()).toContain('r1')
  expect(wrapper.text()).not.toMatch(/again/)
  await press('Choose another way to sign in')
  await vi.waitFor(() => { expect(at()).toBe('/sign-in?next=/account/data') })
})

test('when the other try cannot begin, that is told above its button', async () => {
  const replies = api(problem('authorization_denied', 400), { ...nobody, 'POST /oauth/github/authorization': () => problem('provider_unavailable', 502) }).replies
  const { wrapper, press } = await visit(here, replies, begunWith())
  await press('Try GitHub again')
  const notice = await vi.waitFor(() => wrapper.get('main [role=alert] > *').element, 5000)
  expect(notice.compareDocumentPosition(wrapper.get('main .grid > button').element)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('whoever is nobody here yet goes on to say who they are', async () => {
  const { replies } = api({ status: 200, data: { outcome: 'unbound', expiresIn: 1800, profile, next: null } }, binding)
  const { session, dependencies, arrivesAt } = await visit(here, replies)
  await arrivesAt('/oauth/binding')
  expect(session.user).toBeNull()
  expect(readLastUsed(dependencies.memory)).toBeNull()
})

test('linking is done as whoever is signed in', async () => {
  const { sent, replies } = api({ status: 200, data: { outcome: 'bound', identity, next: '/account/security' } }, {
    ...alive, 'GET /users/me/identities': () => ({ status: 200, data: { identities: [identity] } }), 'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }),
  })
  const { arrivesAt } = await visit(here, replies, {
    before({ dependencies }) {
      keepAttempt(dependencies.tabMemory, { ...attempt, intent: 'bind', next: '/account/security' })
      dependencies.memory.write(signedInKey, 'yes')
    },
  })
  await arrivesAt('/account/security')
  expect(sent[0]?.authorization).toBe('Bearer t1')
})

test.each([
  ['authorization_expired', 400, 'has expired'],
  ['state_invalid', 400, 'has expired or was started in another browser'],
  ['provider_unavailable', 502, 'The other site is not responding'],
  ['provider_sign_in_required', 400, 'Sign in on the other site'],
  ['provider_account_refused', 403, 'Use another account'],
])('%s says what happened, names the request, and can be tried again', async (code, status, words) => {
  const begun: unknown[] = []
  const { replies } = api(problem(code, status), {
    ...nobody,
    'POST /oauth/github/authorization': ({ body }: { body: unknown }) => {
      begun.push(body)
      return { status: 200, data: { loginUrl: 'https://github.example/authorize' } }
    },
  })
  const { heading, alert, press, left, at } = await visit(here, replies, begunWith())
  expect(at()).toBe('/oauth/callback/github')
  expect(heading()).toBe('Sign-in not completed')
  expect(alert()).toContain(words)
  expect(alert()).toContain('r1')
  await press('Try GitHub again')
  expect(begun).toEqual([{ intent: 'sign-in', remember: true, next: '/account/data' }])
  expect(left).toEqual(['https://github.example/authorize'])
})

test('proving with an identity of somebody else is explained', async () => {
  const { heading, alert } = await visit(here, api(problem('credentials_invalid', 401)).replies, begunWith({ intent: 'reauthenticate' }))
  expect(heading()).toBe('Confirmation not completed')
  expect(alert()).toContain('not the one linked to your account')
})

test.each(['/oauth/callback/github', '/oauth/callback/github?code=c', '/oauth/callback/github?state=a&state=b&code=c'])('%s is no answer: the page says so, and asks nothing of the provider', async (path) => {
  const { sent, replies } = api(signedIn(), nobody)
  const { alert, press, at } = await visit(path, replies)
  await vi.waitFor(() => { expect(alert()).toContain('No sign-in result was received.') })
  expect(sent).toEqual([])
  await press('Back to sign-in')
  await vi.waitFor(() => { expect(at()).toBe('/sign-in') })
})

test.each([['opened twice', here], ['reloaded', '/oauth/callback/github']])('a page that is %s leads to the account of whoever the first time signed in', async (_how, path) => {
  const { arrivesAt } = await visit(path, api(problem('state_invalid', 400), alive).replies)
  await arrivesAt('/account')
})

test('a page that is opened twice leads to binding when the first time led there', async () => {
  const { arrivesAt } = await visit(here, api(problem('state_invalid', 400), { ...nobody, ...binding }).replies)
  await arrivesAt('/oauth/binding')
})

test.each(['/oauth/callback/wechat?code=c&state=s', '/oauth/callback/wechat', '/oauth/callback/github', '/oauth/complete', '/oauth/complete#key=k'])(
  'what waits to be linked is not shown at %s, where nothing of it has come', async (path) => {
    const { alert, at } = await visit(path, {
      ...nobody, ...binding, 'POST /oauth/wechat/callback': () => problem('state_invalid', 400), 'POST /sessions/handoff': () => problem('handoff_invalid', 400),
    })
    await vi.waitFor(() => { expect(alert()).not.toBe('') })
    await flushPromises()
    expect(at()).toBe(path.replace(/[?#].*/, ''))
  })

test('a tab that showed it already is led to it again', async () => {
  const note = { reference: 'of-mei', provider: { id: 'github', label: 'GitHub' }, who: 'ann', next: null, remember: false, typed: { way: 'new', username: '', displayName: '', email: '', withPassword: false, identifier: '' } }
  const { arrivesAt } = await visit('/oauth/callback/github', { ...nobody, ...binding }, { before: ({ dependencies }) => dependencies.tabMemory.write('gatehouse-binding', JSON.stringify(note)) })
  await arrivesAt('/oauth/binding')
})

test('a linking that is not valid any more is told, although somebody is signed in', async () => {
  const { alert, heading } = await visit(here, api(problem('state_invalid', 400), alive).replies, begunWith({ intent: 'bind', next: '/account/security' }))
  await flushPromises()
  expect(heading()).toBe('Linking not completed')
  expect(alert()).toContain('has expired or was started in another browser')
})

test('without a connection the same answer is sent once more', async () => {
  let works = false
  const { replies, sent } = api(() => works ? signedIn() : { status: 502, data: '<h1>Bad gateway</h1>' })
  const { alert, press, arrivesAt } = await visit(here, replies)
  expect(alert()).toContain('Unexpected response')
  works = true
  await press('Try again')
  await arrivesAt('/account')
  expect(sent.map(({ body }) => body)).toEqual([{ state: 's', code: 'c' }, { state: 's', code: 'c' }])
})

test('the key of a sign-in that came back to the API is used, and is out of the address', async () => {
  const keys: unknown[] = []
  const { arrivesAt, dependencies } = await visit('/oauth/complete#key=k', {
    'POST /sessions/handoff': ({ body }) => {
      keys.push(body)
      return signedIn()
    },
  }, begunWith())
  await arrivesAt('/account')
  expect(keys).toEqual([{ key: 'k' }])
  expect(readLastUsed(dependencies.memory)).toBe('github')
})

test('a key that was used already is explained', async () => {
  const { alert } = await visit('/oauth/complete#key=k', { ...nobody, 'POST /sessions/handoff': () => problem('handoff_invalid', 400) })
  expect(alert()).toContain('has already been used or has expired')
})

test.each([['sign-in', '重新使用 GitHub 登录'], ['bind', '重新前往 GitHub']] as const)('whoever goes to a provider once more is told what for (%s)', async (intent, words) => {
  const begun = begunWith({ intent })
  const { wrapper } = await visit(here, api(problem('authorization_denied', 400), nobody).replies, { ...begun, preferred: ['zh-CN'] })
  expect(wrapper.findAll('main button').map(element => element.text().replaceAll('\u2009', ' '))).toContain(words)
})
