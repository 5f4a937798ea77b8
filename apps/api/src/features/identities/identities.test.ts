import * as oidc from 'openid-client'
import { describe, expect, test } from 'vitest'
import { federated, mei, visitsTo } from '../../../test/federated.ts'
import { createFakeProviders, upstreamPerson } from '../../../test/fake-providers.ts'
import { relyingParty } from '../../../test/relying-party.ts'

/** Somebody who only comes through a server of ours, in two ways. */
async function withoutPassword() {
  const h = await federated()
  const who = h.browser()
  const made = await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
  await h.visit(who, 'github', mei, { intent: 'bind' })
  const { identities } = (await who.get('/users/me/identities')).body
  return { ...h, who, userId: made.body.session.user.id, identities }
}

test('the last way in cannot be removed, not even two at once', async () => {
  for (let round = 0; round < 5; round++) {
    const { who, identities, rows } = await withoutPassword()
    const answers = await Promise.all(identities.map(({ id }) => who.delete(`/users/me/identities/${id}`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('last_sign_in_method')
    expect(await rows('identities')).toHaveLength(1)
  }
})

test('with a password all may go, and the owner is told', async () => {
  const { register, visit, mailbox, deliver, rows, browser } = await federated()
  const { browser: who, email } = await register('ann-lee')
  const { identity } = (await visit(who, 'github', mei, { intent: 'bind' })).body
  expect((await who.delete(`/users/me/identities/${identity.id}`)).status).toBe(204)
  expect((await who.delete(`/users/me/identities/${identity.id}`)).status).toBe(404)
  await deliver()
  expect(mailbox.to(email).map(({ subject }) => subject)).toContain('GitHub was unlinked from your account')
  expect([await rows('identities'), await rows('identity_keys')]).toEqual([[], []])
  expect((await visit(browser(), 'github', mei)).body.outcome).toBe('unbound')
})

test('somebody else\'s is not found, and unbinding needs fresh proof', async () => {
  const { register, visit, rows, clock } = await federated()
  const { browser: ann } = await register('ann-lee')
  const { identity } = (await visit(ann, 'github', mei, { intent: 'bind' })).body
  const { browser: bob } = await register('bob-ray')
  expect((await bob.delete(`/users/me/identities/${identity.id}`)).status).toBe(404)
  clock.advance(300)
  await ann.post('/sessions/refresh')
  clock.advance(301)
  await ann.post('/sessions/refresh')
  expect((await ann.delete(`/users/me/identities/${identity.id}`)).body.code).toBe('reauthentication_required')
  expect(await rows('identities')).toHaveLength(1)
})

test('an address that the provider has verified becomes that of an account without one', async () => {
  const { who, visit } = await withoutPassword()
  const add = (subject: string, email: { address: string, verified: boolean }) => visit(who, 'wechat', upstreamPerson({ subject, email }), { intent: 'bind' })
  await add('one', { address: 'kim@example.com', verified: false })
  expect((await who.get('/users/me')).body.email).toBeNull()
  await add('two', { address: 'kim@example.com', verified: true })
  expect((await who.get('/users/me')).body.email).toBe('kim@example.com')
  await add('three', { address: 'other@example.com', verified: true })
  expect((await who.get('/users/me')).body.email).toBe('kim@example.com')
})

test('of addresses that come at once one becomes the account\'s, and a later one never replaces it', async () => {
  const { who, visit, userId, rows, store } = await withoutPassword()
  const outcomes = await Promise.all(Array.from({ length: 5 }, (_, index) =>
    visit(who, 'wechat', upstreamPerson({ subject: `w${index}`, email: { address: `kim${index}@example.com`, verified: true } }), { intent: 'bind' })))
  expect(outcomes.map(({ body }) => body.outcome)).toEqual(Array(5).fill('bound'))
  expect((await rows('audit_events')).filter(row => row['action'] === 'email.changed')).toHaveLength(1)
  const { email } = (await who.get('/users/me')).body
  // By whoever read the account before it had one.
  expect(await store.users.adoptEmail(userId, { email: 'late@example.com', emailKey: 'late@example.com' }, new Date())).toBe(false)
  expect((await store.users.findById(userId))?.email).toBe(email)
})

test('deleting an account leaves nothing of its identities', async () => {
  const { register, visit, rows } = await federated()
  const { browser: who } = await register('ann-lee')
  await visit(who, 'github', mei, { intent: 'bind' })
  expect((await who.delete('/users/me')).status).toBe(204)
  expect([await rows('identities'), await rows('identity_keys'), await rows('federation_attempts')]).toEqual([[], [], []])
})

describe('removing an identity ends the sessions that came through it', () => {
  test('at once, and no others: not that it is removed from, not those of another way in, not those of another identity of the same provider', async () => {
    const { register, visit, browser, store, clock } = await federated()
    const ann = await register('ann-lee')
    const { identity } = (await visit(ann.browser, 'github', mei, { intent: 'bind' })).body
    const second = upstreamPerson({ subject: 'subject-4712' })
    await visit(ann.browser, 'github', second, { intent: 'bind' })
    const [through, throughSecond, byPassword] = [browser(), browser(), browser()]
    await visit(through, 'github', mei)
    await visit(throughSecond, 'github', second)
    await byPassword.post('/users/authorizations', { username: 'ann-lee', password: ann.password })

    expect((await ann.browser.delete(`/users/me/identities/${identity.id}`)).status).toBe(204)
    expect((await through.get('/users/me')).body.code).toBe('session_ended')
    expect((await through.post('/sessions/refresh')).status).toBe(401)
    for (const who of [ann.browser, throughSecond, byPassword]) expect((await who.get('/users/me')).status).toBe(200)
    expect(await store.sessions.listLive(ann.id, clock.now())).toHaveLength(3)
  })

  test('also those of before sessions said which identity it was', async () => {
    const { register, visit, browser, testDatabase } = await federated()
    const ann = await register('ann-lee')
    const { identity } = (await visit(ann.browser, 'github', mei, { intent: 'bind' })).body
    const through = browser()
    await visit(through, 'github', mei)
    await testDatabase.run('update sessions set identity_id = null')
    await ann.browser.delete(`/users/me/identities/${identity.id}`)
    expect((await through.get('/users/me')).body.code).toBe('session_ended')
  })

  test('but the one it is removed from, whose holder has just proved who they are', async () => {
    const { register, visit, browser } = await federated()
    const ann = await register('ann-lee')
    const { identity } = (await visit(ann.browser, 'github', mei, { intent: 'bind' })).body
    const [here, elsewhere] = [browser(), browser()]
    await visit(here, 'github', mei)
    await visit(elsewhere, 'github', mei)
    expect((await here.delete(`/users/me/identities/${identity.id}`)).status).toBe(204)
    expect([(await here.get('/users/me')).status, (await elsewhere.get('/users/me')).status]).toEqual([200, 401])
  })

  test('and those that begin at the same moment', async () => {
    for (let round = 0; round < 4; round++) {
      const { register, visit, browser, store, clock, rows } = await federated()
      const ann = await register('ann-lee')
      const { identity } = (await visit(ann.browser, 'github', mei, { intent: 'bind' })).body
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => visit(browser(), 'github', mei)),
        ann.browser.delete(`/users/me/identities/${identity.id}`),
      ])
      expect(answers.map(({ status }) => status).filter(status => status >= 400)).toEqual([])
      expect((await store.sessions.listLive(ann.id, clock.now())).map(({ method }) => method)).toEqual(['password'])
      expect(await rows('identities')).toEqual([])
    }
  })
})

test('removing an identity ends what programs were given in the sessions that came through it, offline access included', async () => {
  const providers = createFakeProviders()
  const app = await relyingParty({ providers })
  const { visit } = visitsTo(providers)
  const ann = await app.register('ann-lee')
  const { identity } = (await visit(ann.browser, 'github', mei, { intent: 'bind' })).body
  const intruder = app.browser()
  await visit(intruder, 'github', mei)
  const offline = { scope: 'openid offline_access', prompt: 'consent' }
  const [theirs, own] = [await app.signIn(intruder, offline), await app.signIn(ann.browser, offline)]
  // Nor does it help to have signed out, which offline access is meant to outlive.
  const left = app.browser()
  await visit(left, 'github', mei)
  const { tokens: leftBehind } = await app.signIn(left, offline)
  await left.delete('/sessions/current')
  const renewed = await oidc.refreshTokenGrant(app.client, leftBehind.refresh_token ?? '')
  await ann.browser.delete(`/users/me/identities/${identity.id}`)
  for (const { refresh_token: token } of [theirs.tokens, renewed]) {
    await expect(oidc.refreshTokenGrant(app.client, token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  }
  expect((await oidc.refreshTokenGrant(app.client, own.tokens.refresh_token ?? '')).access_token).toBeTypeOf('string')
})
