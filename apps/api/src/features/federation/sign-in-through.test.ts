import { expect, test } from 'vitest'
import { z } from 'zod'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'
import { password } from '../../../test/harness.ts'
import { UpstreamError } from '../../providers/upstream-error.ts'

test('a new person comes, registers, is signed in, and next time signs in at once', async () => {
  const { browser, visit, requestCode, store, rows, mailbox, deliver } = await federated()
  const who = browser()
  const unbound = await visit(who, 'github', mei, { next: '/account/security' })
  expect(unbound).toMatchObject({ status: 200, body: { outcome: 'unbound', expiresIn: 1800, profile: { displayName: 'Mei 🌿' }, next: '/account/security' } })
  expect(JSON.stringify(unbound.body)).not.toContain(mei.keys[0].subject)
  expect(unbound.setCookies.find(cookie => cookie.startsWith('gatehouse-3000-binding='))).toMatch(/HttpOnly; SameSite=Strict/)
  expect(await rows('users')).toEqual([])

  expect((await who.get('/oauth/bindings/current')).body).toMatchObject({ provider: { id: 'github', label: 'GitHub' }, profile: { displayName: 'Mei 🌿' }, next: '/account/security' })
  const code = await requestCode(who, 'mei@example.com', 'register')
  const bound = await who.post('/oauth/bindings/new-account', { username: 'mei-lin', email: 'mei@example.com', ...code, acceptTerms: true })
  expect(bound).toMatchObject({ status: 201, body: { next: '/account/security', session: { user: { username: 'mei-lin', displayName: 'Mei 🌿', hasPassword: false } } } })
  expect((await who.get('/users/me')).body.username).toBe('mei-lin')
  await deliver()
  expect(mailbox.to('mei@example.com').map(mail => mail.subject)).toContain('GitHub was linked to your account')

  const later = browser()
  const again = await visit(later, 'github', mei)
  expect(again).toMatchObject({ status: 200, body: { outcome: 'signed_in', next: null, session: { user: { username: 'mei-lin' } } } })
  expect((await later.get('/sessions')).body.sessions.map(({ method }) => method)).toEqual(['github', 'github'])
  expect(await store.identities.listByUser(bound.body.session.user.id)).toHaveLength(1)
})

test('somebody with an account binds it by its password, and wrong ones change nothing', async () => {
  const { browser, visit, register, rows } = await federated()
  await register('ann-lee')
  const who = browser()
  await visit(who, 'github', mei, { remember: true })
  expect((await who.post('/oauth/bindings', { username: 'ann-lee', password: 'wrong password' })).body.code).toBe('credentials_invalid')
  expect(await rows('identities')).toEqual([])
  const bound = await who.post('/oauth/bindings', { username: 'ANN-LEE@example.com', password })
  expect(bound).toMatchObject({ status: 200, body: { session: { user: { username: 'ann-lee' } } } })
  expect(bound.setCookies.find(cookie => cookie.startsWith('gatehouse-3000-refresh='))).toContain('Max-Age')
  expect(await rows('identities')).toHaveLength(1)
  expect((await who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
})

test('somebody signed in binds what nobody has, and the session goes on', async () => {
  const { visit, register } = await federated()
  const { browser: who } = await register('ann-lee')
  const before = who.refreshToken
  await visit(who, 'github', mei)
  const bound = await who.post('/oauth/bindings', {})
  expect(bound).toMatchObject({ status: 200, body: { session: { user: { username: 'ann-lee' } } } })
  expect(who.refreshToken).toBe(before)
  expect((await who.get('/users/me/identities')).body.identities).toMatchObject([{ provider: 'github', label: 'GitHub', displayName: 'Mei 🌿' }])
})

test('binding from the account page needs no ticket', async () => {
  const { visit, register } = await federated()
  const { browser: who } = await register('ann-lee')
  const bound = await visit(who, 'github', mei, { intent: 'bind', next: '/account/security' })
  expect(bound).toMatchObject({ status: 200, body: { outcome: 'bound', identity: { provider: 'github' }, next: '/account/security' } })
  expect((await visit(who, 'github', mei, { intent: 'bind' })).body.outcome).toBe('bound')
  expect((await who.get('/users/me/identities')).body.identities).toHaveLength(1)
})

test('proving oneself anew through a provider makes the same session fresh; as somebody else it does not', async () => {
  const { visit, register, browser, clock } = await federated()
  await register('ann-lee')
  const who = browser()
  await visit(who, 'company', mei)
  await who.post('/oauth/bindings', { username: 'ann-lee', password })
  await who.delete('/sessions/others')
  clock.advance(9 * 60)
  await who.post('/sessions/refresh')
  clock.advance(2 * 60)
  await who.post('/sessions/refresh')
  expect((await who.get('/users/me/export')).body.code).toBe('reauthentication_required')
  expect((await visit(who, 'company', upstreamPerson({ subject: 'other', authenticatedAt: clock.now() }), { intent: 'reauthenticate' })).body.code).toBe('credentials_invalid')
  const proven = await visit(who, 'company', { ...mei, authenticatedAt: clock.now() }, { intent: 'reauthenticate' })
  expect(proven).toMatchObject({ status: 200, body: { outcome: 'signed_in' } })
  expect((await who.get('/users/me/export')).body.identities).toMatchObject([{ provider: 'company', keys: [{ subject: 'subject-4711' }] }])
  expect((await who.get('/sessions')).body.sessions).toHaveLength(1)
})

test('an identity of somebody else is never moved', async () => {
  const { visit, register } = await federated()
  const { browser: ann } = await register('ann-lee')
  await visit(ann, 'github', mei, { intent: 'bind' })
  const { browser: bob } = await register('bob-ray')
  expect((await visit(bob, 'github', mei, { intent: 'bind' })).body.code).toBe('identity_already_bound')
  expect((await bob.get('/users/me/identities')).body.identities).toEqual([])
})

test('the same subject at another provider is another person', async () => {
  const { browser, visit, register } = await federated()
  const { browser: ann } = await register('ann-lee')
  await visit(ann, 'github', mei, { intent: 'bind' })
  expect((await visit(browser(), 'wechat', mei)).body.outcome).toBe('unbound')
})

test('an e-mail address of an account here opens nothing, verified or not', async () => {
  const { browser, visit, register } = await federated()
  await register('ann-lee')
  for (const verified of [true, false]) {
    const stranger = upstreamPerson({ subject: `stranger-${verified}`, email: { address: 'ann-lee@example.com', verified }, username: 'ann-lee' })
    expect((await visit(browser(), 'github', stranger)).body.outcome).toBe('unbound')
    const made = await visit(browser(), 'office', stranger)
    expect(made.body.session.user).toMatchObject({ email: null, emailVerified: false })
    expect(made.body.session.user.username).not.toBe('ann-lee')
  }
})

test('a server whose people belong here has their account made, and its profile kept up to date', async () => {
  const { browser, visit, rows } = await federated()
  const kim = upstreamPerson({ subject: '007', username: 'kim', displayName: 'Kim', email: { address: 'kim@example.com', verified: true } })
  const made = await visit(browser(), 'office', kim)
  expect(made).toMatchObject({ status: 200, body: { outcome: 'signed_in', session: { user: { displayName: 'Kim', email: 'kim@example.com', emailVerified: true, hasPassword: false } } } })
  expect(made.body.session.user.username).toMatch(/^kim\d{6}$|^user\d{6}$/)
  const again = await visit(browser(), 'office', { ...kim, displayName: 'Kim Park', avatarUrl: 'https://pictures.example/kim.png' })
  expect(again.body.session.user).toMatchObject({ id: made.body.session.user.id, displayName: 'Kim Park', avatarUrl: 'https://pictures.example/kim.png' })
  expect(await rows('users')).toHaveLength(1)
})

test('a better key that a provider tells later leads to the same account, and so does the old one', async () => {
  const { browser, visit, register, rows } = await federated()
  const { browser: ann } = await register('ann-lee')
  const open = { scope: 'wx1', subject: 'open-1' }
  const union = { scope: 'union', subject: 'union-1' }
  await visit(ann, 'wechat', { ...mei, keys: [open] }, { intent: 'bind' })
  for (const keys of [[union, open], [union], [open], [union, { scope: 'wx2', subject: 'open-2' }], [{ scope: 'wx2', subject: 'open-2' }]] as const) {
    expect((await visit(browser(), 'wechat', { ...mei, keys })).body.outcome).toBe('signed_in')
  }
  expect(await rows('identities')).toHaveLength(1)
  expect(await rows('identity_keys')).toHaveLength(3)
})

test('a key of somebody else stays theirs', async () => {
  const { browser, visit, register } = await federated()
  const { browser: ann } = await register('ann-lee')
  const { browser: bob } = await register('bob-ray')
  const annKey = { scope: 'wx1', subject: 'ann' }
  const bobKey = { scope: 'union', subject: 'bob' }
  await visit(ann, 'wechat', { ...mei, keys: [annKey] }, { intent: 'bind' })
  await visit(bob, 'wechat', { ...mei, keys: [bobKey] }, { intent: 'bind' })
  expect((await visit(browser(), 'wechat', { ...mei, keys: [bobKey, annKey] })).body.session.user.username).toBe('bob-ray')
  expect((await visit(browser(), 'wechat', { ...mei, keys: [annKey] })).body.session.user.username).toBe('ann-lee')
})

test('a disabled account is not signed in, with the one answer of every failed sign-in', async () => {
  const { browser, visit, register, store, clock } = await federated()
  const { browser: ann, id } = await register('ann-lee')
  await visit(ann, 'github', mei, { intent: 'bind' })
  await store.users.update(id, { disabledAt: clock.now() })
  const answer = await visit(browser(), 'github', mei)
  expect(answer).toMatchObject({ status: 401, body: { code: 'credentials_invalid' } })
  expect(answer.setCookies).toEqual([])
})

/** The lines of the log about a sign-in at a provider. */
const linesOf = (logLines: string[]) => z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(`[${logLines.filter(line => /sign-in at a provider|provider sign-in/.test(line)).join()}]`))

test.each([
  ['unavailable', 502, 'provider_unavailable'], ['misconfigured', 502, 'provider_misconfigured'], ['expired', 400, 'authorization_expired'],
  ['refused', 400, 'authorization_failed'], ['not_allowed', 403, 'provider_account_refused'], ['wrong_issuer', 400, 'state_invalid'],
] as const)('a provider that is %s is answered %d %s; the log has what it said under the reference on the page, without secrets', async (kind, status, code) => {
  const { browser, visit, logLines, rows } = await federated()
  const answer = await visit(browser(), 'github', new UpstreamError(kind, {
    status: 418, error: 'teapot', description: 'short and stout: code=0123456789abcdef', url: 'https://api.github.example/pot?access_token=t',
  }))
  expect(answer).toMatchObject({ status, body: { code } })
  const lines = linesOf(logLines)
  expect(lines.map(line => line.msg)).toEqual(['provider sign-in started', 'sign-in at a provider failed', 'provider sign-in refused'])
  expect(lines.every(line => line.attempt === lines[0]?.attempt)).toBe(true)
  expect(lines[1]).toMatchObject({
    requestId: answer.body.requestId, provider: 'github', kind, status: 418, upstreamError: 'teapot', description: 'short and stout: code=…', address: 'api.github.example/pot',
  })
  expect(lines.at(-1)).toMatchObject({ requestId: answer.body.requestId, provider: 'github', problem: code })
  expect(logLines.join()).not.toMatch(/code-\d|0123456789abcdef|access_token/)
  expect(await rows('sessions')).toEqual([])
})

test.each<[given: object, code: string, level?: number]>([
  [{ error: 'access_denied' }, 'authorization_denied'], [{}, 'authorization_denied'], [{ error: 'user_cancelled_login' }, 'authorization_denied'],
  [{ error: 'server_error' }, 'provider_unavailable', 40], [{ error: 'temporarily_unavailable' }, 'provider_unavailable', 40],
  [{ error: 'redirect_uri_mismatch' }, 'provider_misconfigured', 50], [{ error: 'application_suspended' }, 'provider_misconfigured', 50],
  [{ error: 'invalid_scope' }, 'provider_misconfigured', 50], [{ error: 'unauthorized_client' }, 'provider_misconfigured', 50], [{ error: 'invalid_request' }, 'provider_misconfigured', 50],
  [{ error: 'admin_policy_enforced' }, 'provider_account_refused', 40], [{ error: 'org_internal' }, 'provider_account_refused', 40],
  [{ error: 'disallowed_useragent' }, 'provider_browser_refused', 30],
  [{ error: 'login_required' }, 'provider_sign_in_required', 30], [{ error: 'interaction_required' }, 'provider_sign_in_required', 30],
  [{ error: 'anything' }, 'authorization_failed', 40], [{ error: 'access_denied ' }, 'authorization_failed', 40], [{ error: 'no <b>name</b>' }, 'authorization_failed', 40],
])('coming back with %j instead of a code is %s, asks nobody, and is found in the log', async (given, code, level = 30) => {
  const { browser, begin, finish, providers, logLines } = await federated()
  const who = browser()
  const state = await begin(who)
  const { body } = await finish(who, 'github', { state, ...given, errorDescription: 'It is\nas it is. token=abcdef0123456789 lan@example.com' })
  expect(body.code).toBe(code)
  expect(providers.asked).toEqual([])
  const [, line] = linesOf(logLines)
  expect(line).toMatchObject({ level, requestId: body.requestId, provider: 'github', msg: `sign-in at a provider ${code === 'authorization_denied' ? 'cancelled' : 'failed'}` })
  if ('error' in given) expect(line).toMatchObject({ upstreamError: /[ <]/.test(String(given.error)) ? 'unnamed' : given.error, description: 'It is as it is. token=… …' })
  expect(logLines.join()).not.toMatch(/abcdef0123456789|lan@/)
})

test('what could not be asked this time is kept as it was known, and noted once', async () => {
  const { browser, visit, register, logLines, rows } = await federated()
  const { browser: ann } = await register('ann-lee')
  const known = { ...mei, email: { address: 'mei@example.com', verified: true }, roles: { groups: ['ops'], permissions: [] } }
  await visit(ann, 'github', known, { intent: 'bind' })
  const before = await rows('identities')
  const nothing = { ...mei, displayName: null, avatarUrl: null, email: null }
  const answer = await visit(browser(), 'github', { ...nothing, unknown: ['displayName', 'avatarUrl', 'email', 'roles'] })
  expect(answer.body.outcome).toBe('signed_in')
  const kept = ['display_name', 'avatar_url', 'email', 'email_verified', 'roles']
  expect((await rows('identities')).map(row => kept.map(name => row[name]))).toEqual(before.map(row => kept.map(name => row[name])))
  const noted = z.array(z.unknown()).parse(JSON.parse(`[${logLines.filter(line => line.includes('without optional profile data')).join()}]`))
  expect(noted).toMatchObject([{ level: 40, requestId: expect.any(String), provider: 'github', status: 500, address: 'api.github.example/emails' }])
  // What is said to be none is none.
  await visit(browser(), 'github', nothing)
  expect((await rows('identities')).map(row => [row['display_name'], row['email']])).toEqual([[null, null]])
})

test('what a provider said to the API\'s own callback is found in the log, too', async () => {
  const { browser, begin, logLines } = await federated()
  const who = browser()
  const state = await begin(who, 'legacy')
  const query = `state=${state}&error=admin_policy_enforced&error_description=Blocked%20by%20the%20administrator`
  const { headers } = await browser().get(`/oauth/legacy/callback?${query}`, { headers: { origin: undefined } })
  const { body } = await who.post('/sessions/handoff', { key: String(headers.location).split('#key=')[1] })
  expect(body.code).toBe('provider_account_refused')
  expect(linesOf(logLines)[1]).toMatchObject({ requestId: body.requestId, provider: 'legacy', upstreamError: 'admin_policy_enforced', description: 'Blocked by the administrator' })
})

test('providers that are configured are listed', async () => {
  const { browser, providers } = await federated()
  expect((await browser().get('/oauth/providers')).body.providers.map(({ id }) => id)).toEqual(['github', 'wechat', 'office', 'legacy', 'company'])
  expect((await browser().post('/oauth/nowhere/authorization')).body.code).toBe('not_found')
  providers.disable('github')
  expect((await browser().post('/oauth/github/authorization')).status).toBe(404)
})
