import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession, wireUser, type Answer } from '../../../../test/fake-connection.ts'
import { wireProviders, withProviders } from '../../../../test/providers.ts'
import { visit } from '../../../../test/visit.ts'
import { keepLinked } from '../../../providers/linked-note.ts'

afterEach(() => { document.body.innerHTML = '' })

const identityOf = (last: number, provider: string, label: string, displayName: string | null) => ({
  id: `019a0000-0000-7000-8000-00000000000${last}`, provider, label, displayName, avatarUrl: null,
  createdAt: '2026-01-01T00:00:00.000Z', lastUsedAt: '2026-01-02T00:00:00.000Z',
})
const qq = identityOf(1, 'qq', 'QQ', '林小满')
const weibo = identityOf(2, 'weibo', '微博', null)

type Replies = NonNullable<Parameters<typeof visit>[1]>
const world = (identities: object[], user: object = wireUser): Replies => ({
  ...withProviders,
  'POST /sessions/refresh': () => ({ status: 200, data: { ...wireSession, user } }),
  'GET /users/me/identities': () => ({ status: 200, data: { identities } }),
})

const proofs = (data: { password: boolean, emailCode: boolean, providers: (typeof wireProviders[number] | undefined)[] }): Replies => ({
  'GET /sessions/current/reauthentication': () => ({ status: 200, data }),
})

async function open(replies: Replies, options?: Parameters<typeof visit>[2]) {
  const page = await visit('/account/security', replies, options)
  await vi.waitFor(() => { expect(page.wrapper.text()).toContain('Linked accounts') })
  await flushPromises()
  const dialogs = () => page.wrapper.findAll('dialog')
  return {
    ...page, dialogs,
    names: () => page.wrapper.findAll('button').map(button => button.attributes('aria-label') ?? button.text()),
    prove: () => page.wrapper.findAll('dialog').find(dialog => dialog.text().startsWith('Confirm it’s you')),
    pressInDialog: async (words: string) => {
      await dialogs().flatMap(dialog => dialog.findAll('button')).find(button => button.text() === words || button.attributes('aria-label') === words)?.trigger('click')
      await flushPromises()
    },
  }
}

test.each([1, -1])('how long ago one was used is told by the clock of the server, on a device whose clock is %i h wrong', async (hours) => {
  const now = Date.now() + hours * 3_600_000
  const lastUsedAt = new Date(now - 300_500).toISOString()
  const { wrapper } = await open({
    ...world([]), 'GET /users/me/identities': () => ({ status: 200, data: { identities: [{ ...qq, lastUsedAt }] }, headers: { date: new Date(now).toUTCString() } }),
  })
  expect(wrapper.text()).toMatch(/[45] minutes ago/)
})

test('what is linked is listed, and what is not can be linked', async () => {
  const bodies: unknown[] = []
  const { wrapper, names, press, left } = await open({
    ...world([qq, weibo]),
    'POST /oauth/github/authorization': ({ body, authorization }) => {
      bodies.push([body, authorization])
      return { status: 200, data: { loginUrl: 'https://github.example/authorize' } }
    },
  })
  expect(wrapper.text()).toContain('林小满')
  expect(names()).toEqual(expect.arrayContaining(['Unlink QQ', 'Unlink 微博', 'Link GitHub']))
  expect(names()).not.toContain('Link QQ')
  await press('Link GitHub')
  expect(bodies).toEqual([[{ intent: 'bind', next: '/account/security', remember: false }, 'Bearer t1']])
  expect(left).toEqual(['https://github.example/authorize'])
})

test.each(['GET /users/me/identities', 'GET /oauth/providers'])('while it is not known what is linked and what could be, the card is there and says so (%s)', async (ask) => {
  let answer: (answer: Answer) => void = () => undefined
  const replies = world([qq])
  const { wrapper } = await visit('/account/security', { ...replies, [ask]: () => new Promise<Answer>((resolve) => { answer = resolve }) })
  await vi.waitFor(() => { expect(wrapper.findAll('h2').map(heading => heading.text())).toContain('Linked accounts') })
  expect(wrapper.get('section [role=status] .spoken').text()).toBe('Loading your linked accounts')
  expect(wrapper.text()).not.toContain('QQ')
  answer(ask === 'GET /oauth/providers' ? { status: 200, data: { providers: wireProviders } } : { status: 200, data: { identities: [qq] } })
  await vi.waitFor(() => { expect(wrapper.text()).toContain('林小满') })
  expect(wrapper.text()).not.toContain('Loading your linked accounts')
})

test('unlinking names what is lost, and is done when it is wanted', async () => {
  const { press, pressInDialog, dialogs, names, wrapper } = await open({ ...world([qq, weibo]), [`DELETE /users/me/identities/${qq.id}`]: () => ({ status: 204 }) })
  await press('Unlink QQ')
  expect(dialogs()[0]?.text()).toContain('You can no longer sign in to this account with the QQ account “林小满”.')
  await pressInDialog('Cancel')
  expect(names()).toContain('Unlink QQ')
  await press('Unlink QQ')
  await pressInDialog('Unlink')
  expect(names()).not.toContain('Unlink QQ')
  expect(names()).toContain('Link QQ')
  expect(wrapper.text()).toContain('QQ has been unlinked.')
})

test('the last way in stays, and what to do about it is said', async () => {
  const { press, pressInDialog, dialogs } = await open({ ...world([qq]), [`DELETE /users/me/identities/${qq.id}`]: () => problem('last_sign_in_method', 409) })
  await press('Unlink QQ')
  await pressInDialog('Unlink')
  expect(dialogs()[0]?.text()).toContain('This is your only sign-in method. Set a password first')
})

test('unlinking may ask for a proof first, and goes on with it', async () => {
  const answers: Answer[] = [problem('reauthentication_required', 403), { status: 204 }]
  const { press, pressInDialog, dialogs, prove, wrapper } = await open({
    ...world([qq, weibo]),
    [`DELETE /users/me/identities/${qq.id}`]: () => answers.shift() ?? problem('internal', 500),
    'POST /sessions/current/reauthentication': () => ({ status: 200, data: wireSession }),
  })
  await press('Unlink QQ')
  await pressInDialog('Unlink')
  expect(dialogs()).toHaveLength(2)
  await prove()?.get('input[name=password]').setValue('right')
  await prove()?.get('form').trigger('submit')
  await flushPromises()
  await vi.waitFor(() => { expect(wrapper.text()).toContain('QQ has been unlinked.') })
})

test('whoever has neither password nor e-mail proves through what is linked', async () => {
  const bodies: unknown[] = []
  const { press, pressInDialog, prove, left } = await open({
    ...world([qq, weibo], { ...wireUser, hasPassword: false, email: null }),
    ...proofs({ password: false, emailCode: false, providers: [wireProviders[0]] }),
    [`DELETE /users/me/identities/${weibo.id}`]: () => problem('reauthentication_required', 403),
    'POST /oauth/qq/authorization': ({ body, authorization }) => {
      bodies.push([body, authorization])
      return { status: 200, data: { loginUrl: 'https://qq.example/authorize' } }
    },
  })
  await press('Unlink 微博')
  await pressInDialog('Unlink')
  await flushPromises()
  expect(prove()?.find('form').exists()).toBe(false)
  expect(prove()?.text()).not.toMatch(/GitHub|微博/)
  await pressInDialog('Confirm with QQ')
  expect(bodies).toEqual([[{ intent: 'reauthenticate', next: '/account/security', remember: false }, 'Bearer t1']])
  expect(left).toEqual(['https://qq.example/authorize'])
})

test('nothing is offered as a proof that the API would refuse', async () => {
  const refused = { [`DELETE /users/me/identities/${qq.id}`]: () => problem('reauthentication_required', 403) }
  const onlyCode = await open({ ...world([qq]), ...proofs({ password: false, emailCode: true, providers: [] }), ...refused })
  await onlyCode.press('Unlink QQ')
  await onlyCode.pressInDialog('Unlink')
  await flushPromises()
  expect(onlyCode.prove()?.find('input[name=password]').exists()).toBe(false)
  expect(onlyCode.prove()?.text()).toContain('Send code')
  expect(onlyCode.prove()?.text()).not.toMatch(/Use a password|Confirm with/)

  document.body.innerHTML = ''
  const nothing = await open({ ...world([qq]), ...proofs({ password: false, emailCode: false, providers: [] }), ...refused })
  await nothing.press('Unlink QQ')
  await nothing.pressInDialog('Unlink')
  await flushPromises()
  expect(nothing.prove()?.text()).toContain('Sign out, sign in again')
})

test('that something was linked just now is said, once', async () => {
  const { wrapper, dependencies } = await open(world([qq]), { before: ({ dependencies }) => keepLinked(dependencies.tabMemory, 'QQ') })
  expect(wrapper.text()).toContain('QQ has been linked. You can now sign in with it.')
  expect(dependencies.tabMemory.read('gatehouse-linked')).toBeNull()
})

test('where nothing can be linked, nothing is said of it', async () => {
  const { wrapper } = await visit('/account/security', { ...world([]), 'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }) })
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Change password') })
  await flushPromises()
  expect(wrapper.text()).not.toContain('Linked accounts')
})

test('devices tell the provider by its name', async () => {
  const entry = (method: string, last: number) => ({
    id: `019a0000-0000-7000-8000-00000000001${last}`, current: false, createdAt: '2026-01-01T00:00:00.000Z', lastSeenAt: '2026-01-02T00:00:00.000Z', ip: null, userAgent: null, method,
  })
  const { wrapper } = await visit('/account/sessions', {
    ...world([]), 'GET /sessions': () => ({ status: 200, data: { sessions: [entry('weibo', 1), entry('github', 2), entry('gone', 3), entry('password', 4)] } }),
  }, { preferred: ['zh-CN'] })
  await vi.waitFor(() => { expect(wrapper.text()).toContain('使用微博登录') })
  expect(wrapper.text()).toContain('使用\u2009GitHub\u2009登录')
  expect(wrapper.text()).toContain('使用\u2009gone\u2009登录')
  expect(wrapper.text()).toContain('使用密码登录')
})
