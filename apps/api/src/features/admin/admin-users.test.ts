import { consoleContracts } from '@gatehouse/contracts/console'
import { describe, expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'
import { federated, mei } from '../../../test/federated.ts'
import { harness, password } from '../../../test/harness.ts'
import { newId } from '../../lib/ids.ts'

const { adminUsers, adminGroups } = consoleContracts
const fresh = 'quiet marble harbour'

describe('a disabled account', () => {
  test('loses everything it holds at once, and is refused as one that is not there', async () => {
    const { console, root, register, browser, requestCode, anotherNode, events } = await withConsole()
    const ann = await register('ann-lee')
    const reset = await requestCode(browser(), ann.email, 'reset-password')
    const elsewhere = await anotherNode()
    const details = as(adminUsers.update, await console.patch(`/admin/users/${ann.id}`, { disabled: true }))
    expect(details).toMatchObject({ disabled: true, sessions: [], disabledAt: expect.any(Date) })

    expect((await ann.browser.get('/users/me')).body.code).toBe('session_ended')
    await elsewhere.features.ended.catchUp()
    const there = elsewhere.browser()
    there.accessToken = ann.browser.accessToken
    expect((await there.get('/users/me')).body.code).toBe('session_ended')
    expect((await ann.browser.post('/sessions/refresh')).body.code).toBe('session_ended')

    const unknown = await browser().post('/users/authorizations', { username: 'nobody-here', password })
    const disabled = await browser().post('/users/authorizations', { username: 'ann-lee', password })
    const bare = ({ requestId: _, ...rest }: object & { requestId?: string }) => rest
    expect([disabled.status, bare(disabled.body)]).toEqual([unknown.status, bare(unknown.body)])

    const setPassword = { password: fresh, passwordConfirmation: fresh }
    expect((await browser().post('/users/password-resets', { email: ann.email, ...reset, ...setPassword })).body.code).toBe('code_invalid')
    expect(await events('user.disabled')).toMatchObject([{ user_id: ann.id, actor_id: root.id, result: 'success' }])
  })

  test('gets no code to set a password with, and one it has got before stays void when it is enabled again', async () => {
    const { console, register, browser, requestCode, deliver, mailbox, clock, events } = await withConsole()
    const ann = await register('ann-lee')
    const before = await requestCode(browser(), ann.email, 'reset-password')
    await console.patch(`/admin/users/${ann.id}`, { disabled: true })
    clock.advance(61)
    const mails = mailbox.mails.length
    const asked = await browser().post('/verification-codes', { email: ann.email, purpose: 'reset-password' })
    await deliver()
    expect([asked.status, mailbox.mails.length]).toEqual([202, mails])

    expect(as(adminUsers.update, await console.patch(`/admin/users/${ann.id}`, { disabled: false })).disabled).toBe(false)
    expect((await browser().post('/users/password-resets', { email: ann.email, ...before, password: fresh, passwordConfirmation: fresh })).body.code).toBe('code_invalid')
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
    expect((await ann.browser.get('/users/me')).body.code).toBe('session_ended')
    expect(await events('user.enabled')).toHaveLength(1)
  })

  test('is not let in by a provider, also when it is disabled while somebody comes back from there', async () => {
    const { register, browser, visit, store, clock, rows } = await federated()
    const ann = await register('ann-lee')
    expect((await visit(ann.browser, 'github', mei, { intent: 'bind' })).body.outcome).toBe('bound')
    await store.users.setDisabled(ann.id, clock.now(), clock.now())
    expect((await visit(browser(), 'github', mei)).body.code).toBe('credentials_invalid')
    expect((await rows('audit_events')).filter(event => event.result === 'failure')).toMatchObject([{ action: 'session.started', method: 'github', user_id: ann.id }])
    expect((await rows('sessions')).filter(session => session.method === 'github')).toEqual([])
  })

  test('is never one\'s own, and of two superusers who disable each other one is left', async () => {
    const { console, root, superuser, store } = await withConsole()
    const other = await superuser('other-root')
    expect((await console.patch(`/admin/users/${root.id}`, { disabled: true })).body.code).toBe('own_account')
    const answers = await Promise.all([
      console.patch(`/admin/users/${other.id}`, { disabled: true }), other.browser.patch(`/admin/users/${root.id}`, { disabled: true }),
    ])
    expect(answers.map(({ status }) => status).filter(status => status === 200)).toHaveLength(1)
    const left = await Promise.all([root.id, other.id].map(id => store.users.findById(id)))
    expect(left.filter(user => user?.disabledAt === null)).toHaveLength(1)
  })

  test('is disabled once: a second time changes and notes nothing', async () => {
    const { console, register, events } = await withConsole()
    const ann = await register('ann-lee')
    await Promise.all([1, 2, 3].map(() => console.patch(`/admin/users/${ann.id}`, { disabled: true })))
    expect(await events('user.disabled')).toHaveLength(1)
  })
})

describe('an account', () => {
  test('shows what operators need, and no secret', async () => {
    const { console, register, browser } = await withConsole()
    const ann = await register('ann-lee')
    await browser().post('/users/authorizations', { username: 'ann-lee', password })
    const answer = await console.get(`/admin/users/${ann.id}`)
    expect(as(adminUsers.read, answer)).toMatchObject({ id: ann.id, username: 'ann-lee', hasPassword: true, emailVerified: true, groups: [], permissions: [], consents: [], identities: [] })
    expect(answer.body.sessions).toHaveLength(2)
    expect(JSON.stringify(answer.body)).not.toContain('gatehouse-password')
    expect((await console.get(`/admin/users/${newId()}`)).body.code).toBe('not_found')
  })

  test('gets the groups that are named and no others, or none of it', async () => {
    const { console, root, register, events } = await withConsole()
    const ann = await register('ann-lee')
    await console.post('/admin/permissions', { code: 'orders.read' })
    const group = async (name: string) => as(adminGroups.create, await console.post('/admin/groups', { name, permissions: ['orders.read'] }))
    const [sales, stock] = [await group('Sales'), await group('Stock')]
    const set = (groups: string[]) => console.patch(`/admin/users/${ann.id}`, { groups })
    expect(as(adminUsers.update, await set([sales.id, stock.id, sales.id]))).toMatchObject({ groups: [{ name: 'Sales' }, { name: 'Stock' }], permissions: ['orders.read'] })
    expect((await set([stock.id, newId()])).body.errors).toMatchObject([{ path: 'groups.1', code: 'invalid' }])
    const kept = as(adminUsers.update, await console.patch(`/admin/users/${ann.id}`, { disabled: true, groups: [newId()] }).then(() => set([stock.id])))
    expect(kept).toMatchObject({ disabled: false, groups: [{ id: stock.id }] })
    await set([stock.id])
    expect(await events('user.groups-changed')).toHaveLength(2)
    expect(await events('user.groups-changed')).toMatchObject([{ user_id: ann.id, actor_id: root.id }, { user_id: ann.id }])
    const answers = await Promise.all([[sales.id], [stock.id], [sales.id], []].map(set))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  test('is signed out everywhere', async () => {
    const { console, register, events } = await withConsole()
    const ann = await register('ann-lee')
    expect((await console.delete(`/admin/users/${ann.id}/sessions`)).status).toBe(204)
    expect((await ann.browser.get('/users/me')).body.code).toBe('session_ended')
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(401)
    expect(await events('user.sessions-ended')).toMatchObject([{ user_id: ann.id }])
    expect((await console.delete(`/admin/users/${newId()}/sessions`)).body.code).toBe('not_found')
  })
})

describe('a password reset that a superuser starts', () => {
  test('mails the owner a link and a code that set a new password, and tells nobody else', async () => {
    const { console, root, register, browser, deliver, mailbox, events } = await withConsole()
    const ann = await register('ann-lee')
    const answer = await console.post(`/admin/users/${ann.id}/password-resets`)
    expect([answer.status, answer.body]).toEqual([202, { sentTo: 'a***@example.com' }])
    await deliver()
    const { text } = mailbox.to(ann.email).at(-1) ?? { text: '' }
    const link = new URL(/http\S+\/forgot-password#\S+/.exec(text)?.[0] ?? '')
    const fragment = new URLSearchParams(link.hash.slice(1))
    expect([link.search, fragment.get('email')]).toEqual(['', ann.email])
    const presented = { email: ann.email, codeRequestId: fragment.get('request'), emailCode: mailbox.codeFor(ann.email) }
    const reset = await browser().post('/users/password-resets', { ...presented, password: fresh, passwordConfirmation: fresh })
    expect(reset.status).toBe(204)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: fresh })).status).toBe(200)
    expect(await events('user.password-reset-started')).toMatchObject([{ user_id: ann.id, actor_id: root.id }])
  })

  test('is rationed like every mailed code, and refused where it would lead nowhere', async () => {
    const { console, register, store, clock, events } = await withConsole()
    const ann = await register('ann-lee')
    await console.post(`/admin/users/${ann.id}/password-resets`)
    expect((await console.post(`/admin/users/${ann.id}/password-resets`)).body.code).toBe('resend_too_soon')
    await store.users.update(ann.id, { email: null, emailKey: null })
    expect((await console.post(`/admin/users/${ann.id}/password-resets`)).body.errors).toMatchObject([{ path: 'email', code: 'required' }])
    const bob = await register('bob-lee')
    await store.users.setDisabled(bob.id, clock.now(), clock.now())
    expect((await console.post(`/admin/users/${bob.id}/password-resets`)).body.errors).toMatchObject([{ path: 'disabled' }])
    expect((await console.post(`/admin/users/${newId()}/password-resets`)).body.code).toBe('not_found')
    expect(await events('user.password-reset-started')).toHaveLength(1)
  })
})

test('people are found by the name they show, however it is written, from the moment they show it', async () => {
  const { register, store } = await harness()
  const ann = await register('ann-lee')
  const keyOf = async () => (await store.users.findById(ann.id))?.displayNameKey
  expect(await keyOf()).toBe('ann-lee')
  await ann.browser.patch('/users/me', { displayName: 'Ｊäne DOE' })
  expect(await keyOf()).toBe('jäne doe')
  await ann.browser.patch('/users/me', { displayName: 'Ann', username: 'ann-leigh' })
  expect(await keyOf()).toBe('ann')
})
