import { expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'
import { password } from '../../../test/harness.ts'
import type { UpstreamIdentity } from '../../providers/identity.ts'

const address = 'lan@example.com'
const lan = upstreamPerson({ subject: 'subject-1', displayName: '岚', username: 'lan-at-github', email: { address, verified: true } })

/** Somebody who has come from a provider and belongs to no account yet. */
async function arrived(identity: UpstreamIdentity = lan) {
  const app = await federated()
  const who = app.browser()
  await app.visit(who, 'github', identity)
  const current = async (browser: Browser) => (await browser.get('/oauth/bindings/current')).body
  const { reference } = await current(who)
  return {
    ...app, who, current, reference,
    account: { username: 'lan-lan', email: address, acceptTerms: true, reference },
    create: (body: object, browser = who) => browser.post('/oauth/bindings/new-account', body),
    async expectNothingMade() {
      expect(await app.rows('users')).toEqual([])
      expect(await app.rows('identities')).toEqual([])
      expect((await current(who)).reference).toBe(reference)
    },
  }
}

test('an address that the provider has just proven needs no code', async () => {
  const { account, create, rows, deliver, mailbox, who } = await arrived()
  const answer = await create(account)
  expect(answer).toMatchObject({ status: 201, body: { session: { user: { username: 'lan-lan', email: address, displayName: '岚' } } } })
  const [user] = await rows('users')
  expect(user).toMatchObject({ email: address, email_key: address, password_hash: null })
  expect(user?.['email_verified_at']).not.toBeNull()
  // Nobody has shown to us that it is theirs: whoever does so by a reset decides anew about what was linked before.
  expect(user?.['email_proven_at']).toBeNull()
  expect(await rows('identities')).toMatchObject([{ user_id: user?.['id'], provider: 'github' }])
  expect(await rows('verification_codes')).toEqual([])
  await deliver()
  expect(mailbox.to(address).map(({ subject }) => subject)).toContain('Your account is ready')
  expect((await who.get('/users/me', { headers: { authorization: `Bearer ${answer.body.session.accessToken}` } })).status).toBe(200)
})

test.each([
  ['nobody has shown it to us, and what was linked before is dropped', false],
  ['a mailed code has shown it to us, and what was linked stays', true],
])('a reset of the password through the address of an account made on that page: %s', async (_what, isProved) => {
  const { account, create, rows, requestCode, clock, browser, who } = await arrived()
  expect((await create({ ...account, ...(isProved && await requestCode(who, address, 'register')) })).status).toBe(201)
  clock.advance(61)
  const owner = browser()
  const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }
  expect((await owner.post('/users/password-resets', { email: address, ...await requestCode(owner, address, 'reset-password'), ...fresh })).status).toBe(204)
  const [user] = await rows('users')
  expect((await rows('identities')).map(row => [row['user_id'], row['provider']])).toEqual(isProved ? [[user?.['id'], 'github']] : [])
  expect(user?.['email_proven_at']).not.toBeNull()
})

test('it is kept as the provider has written it, however it is typed', async () => {
  const { account, create, rows } = await arrived()
  expect((await create({ ...account, email: ' LAN@Example.COM ' })).status).toBe(201)
  expect(await rows('users')).toMatchObject([{ email: address, email_key: address }])
})

test.each([
  ['another address', lan, 'victim@example.com'],
  ['one that only looks like it', lan, 'lan+1@example.com'],
  ['one of which the provider has proved nothing', { ...lan, email: { address, verified: false } }, address],
  ['one that the provider did not name', { ...lan, email: null }, address],
])('without a code nothing is made with %s, and the ticket stays good', async (_what, identity, email) => {
  const { account, create, expectNothingMade } = await arrived(identity)
  const refused = { status: 400, body: { code: 'validation_failed', errors: [{ path: 'emailCode', code: 'required' }] } }
  expect(await create({ ...account, email })).toMatchObject(refused)
  // Everything that is to be mended is said at once.
  const { body } = await create({ ...account, email, username: 'x' })
  expect(body.errors.map(({ path }) => path)).toEqual(['username', 'emailCode'])
  await expectNothingMade()
})

test('one by a provider that has lost the trust since is not proven any more', async () => {
  const { account, create, current, who, providers, expectNothingMade } = await arrived()
  expect((await current(who)).email).toEqual({ address, proven: true })
  providers.distrust('github')
  expect((await current(who)).email).toEqual({ address, proven: false })
  expect(await create(account)).toMatchObject({ status: 400, body: { errors: [{ path: 'emailCode', code: 'required' }] } })
  await expectNothingMade()
})

test('half a code is none, and a wrong one is held against the address, proven or not', async () => {
  const { account, create, requestCode, who, rows, expectNothingMade } = await arrived()
  const { codeRequestId, emailCode } = await requestCode(who, address, 'register')
  expect((await create({ ...account, codeRequestId })).body.errors).toMatchObject([{ path: 'emailCode', code: 'required' }])
  expect((await create({ ...account, emailCode })).body.errors).toMatchObject([{ path: 'codeRequestId', code: 'required' }])
  const wrong = emailCode === '000000' ? '000001' : '000000'
  expect((await create({ ...account, codeRequestId, emailCode: wrong })).body.code).toBe('code_invalid')
  await expectNothingMade()

  expect((await create({ ...account, codeRequestId, emailCode })).status).toBe(201)
  const [user] = await rows('users')
  expect(user?.['email_proven_at']).not.toBeNull()
})

test('an account that has the address already is neither matched nor changed, and the ticket stays good for it', async () => {
  const { account, create, register, rows, current, who, reference, browser } = await arrived()
  await register('lan-was-here', { email: address })
  const before = await rows('users')
  const sessions = await rows('sessions')
  expect(await create(account)).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  expect(await rows('users')).toEqual(before)
  expect(await rows('sessions')).toEqual(sessions)
  expect(await rows('identities')).toEqual([])

  // What the page asks for says nothing of it: the same as where nobody has it.
  const shown = ({ provider, profile, email, next }: Awaited<ReturnType<typeof current>>) => ({ provider, profile, email, next })
  const free = await arrived()
  expect(shown(await current(who))).toEqual(shown(await free.current(free.who)))
  // Nor does any other browser hear of it, with whatever it types.
  const stranger = browser()
  expect((await create(account, stranger)).body.code).toBe('ticket_invalid')

  expect((await who.post('/oauth/bindings', { username: address, password, reference })).status).toBe(200)
  expect(await rows('identities')).toMatchObject([{ user_id: before[0]?.['id'] }])
})

test('a taken name is said to whoever holds the ticket, which stays good for another', async () => {
  const { account, create, register } = await arrived()
  await register('lan-lan', { email: 'somebody@example.com' })
  expect(await create(account)).toMatchObject({ status: 409, body: { code: 'username_taken' } })
  expect((await create({ ...account, username: 'lan-lan-2' })).status).toBe(201)
})

test('one ticket makes one account, however many ask with it at once', async () => {
  const { account, create, rows } = await arrived()
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => create({ ...account, username: `lan-lan-${index}` })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(new Set(['ticket_invalid']))
  expect(await rows('users')).toHaveLength(1)
  expect(await rows('identities')).toHaveLength(1)
  expect(await rows('sessions')).toHaveLength(1)
})

test('an address that two providers have proven goes to one account', async () => {
  const { account, create, rows, browser, visit, current } = await arrived()
  const other = browser()
  await visit(other, 'wechat', upstreamPerson({ subject: 'subject-2', email: { address, verified: true } }))
  const second = { ...account, username: 'lan-lin', reference: (await current(other)).reference }
  const answers = await Promise.all([create(account), create(second, other)])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('email_taken')
  expect(await rows('users')).toHaveLength(1)
  expect(await rows('identities')).toHaveLength(1)
})

test('the person is called as they wish, and as the provider calls them when they say nothing', async () => {
  const { account, create, rows, expectNothingMade } = await arrived()
  for (const displayName of ['', ' ', 'x'.repeat(51), '\u2800', 7, null]) {
    expect((await create({ ...account, displayName })).body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'displayName' }] })
  }
  await expectNothingMade()
  expect((await create({ ...account, displayName: '小岚' })).body.session.user.displayName).toBe('小岚')
  expect(await rows('users')).toMatchObject([{ display_name: '小岚' }])
})

test('the page is told what an account can be made with', async () => {
  const { who, current, visit } = await arrived()
  expect(await current(who)).toMatchObject({
    provider: { id: 'github' }, profile: { displayName: '岚', avatarUrl: null, username: 'lan-at-github' }, email: { address, proven: true }, remember: false, next: null,
  })
  await visit(who, 'wechat', { ...mei, email: { address, verified: false } }, { remember: true, next: '/account/data' })
  expect(await current(who)).toMatchObject({ email: { address, proven: false }, remember: true, next: '/account/data' })
  await visit(who, 'wechat', mei)
  expect((await current(who)).email).toBeNull()
})

test.each([
  ['the provider\'s own', { username: 'lan_at.github' }, /^lan_atgithub$/],
  ['the display name where there is none', { username: null, displayName: 'Lan of the Hills' }, /^LanoftheHills$/],
  ['with digits where it is too short', { username: null, displayName: '岚' }, /^岚\d{6}$/],
  ['with digits where it is taken', { username: 'lan-was-here' }, /^lan-was-here\d{6}$/],
  ['with digits where it is reserved', { username: 'admin' }, /^admin\d{6}$/],
  ['cut where it is too long', { username: 'a-name-of-more-than-twenty-characters' }, /^a-name-of-more-than-$/],
])('the username to begin with is %s', async (_what, called, expected) => {
  const { register, who, current, create, account } = await arrived({ ...lan, ...called })
  await register('lan-was-here', { email: 'somebody@example.com' })
  const { profile: { username } } = await current(who)
  expect(username).toMatch(expected)
  expect((await create({ ...account, username })).status).toBe(201)
})

test.each([{ username: null, displayName: null }, { username: '…', displayName: '🌿' }, { username: 'мei岚', displayName: null }])('nothing is suggested from %o', async (called) => {
  const { who, current } = await arrived({ ...lan, ...called })
  expect((await current(who)).profile.username).toBeNull()
})
