import { Proofs } from '@gatehouse/contracts'
import { describe, expect, test } from 'vitest'
import { upstreamPerson } from '../../../test/fake-providers.ts'
import { federated, mei } from '../../../test/federated.ts'
import { password, type Harness } from '../../../test/harness.ts'
import type { Browser } from '../../../test/browser.ts'

const eve = upstreamPerson({ subject: 'eve' })

/** Lets time pass in steps that keep the session going. */
async function pass({ clock }: Pick<Harness, 'clock'>, who: Browser, minutes: number) {
  for (let left = minutes; left > 0; left -= 9) {
    clock.advance(Math.min(left, 9) * 60)
    await who.post('/sessions/refresh')
  }
}

/** Ann, whose session was authenticated an hour ago; and a thief who has nothing but her access token. */
async function robbed() {
  const h = await federated()
  const ann = await h.register('ann-lee')
  await pass(h, ann.browser, 60)
  const thief = h.browser()
  thief.accessToken = ann.browser.accessToken
  return { ...h, ann, thief }
}

describe('with a stolen access token of an old session', () => {
  test('binding an identity is refused, at the beginning and at the end', async () => {
    const { ann, thief, visit, begin, finish, providers, clock, rows } = await robbed()
    expect((await thief.post('/oauth/github/authorization', { intent: 'bind' })).body.code).toBe('reauthentication_required')

    await ann.browser.post('/sessions/current/reauthentication', { password })
    clock.advance(300)
    await ann.browser.post('/sessions/refresh')
    const state = await begin(ann.browser, 'github', { intent: 'bind' })
    clock.advance(301)
    const refused = await finish(ann.browser, 'github', { state, code: providers.agree(state, eve) })
    expect([refused.status, refused.body.code]).toEqual([403, 'reauthentication_required'])
    expect(providers.asked).toEqual([])

    thief.accessToken = null
    await visit(thief, 'github', eve)
    thief.accessToken = ann.browser.accessToken
    expect((await thief.post('/oauth/bindings', {})).body.code).toBe('reauthentication_required')
    expect(await rows('identities')).toEqual([])
    // Nothing was used up: with a proof it goes on.
    await ann.browser.post('/sessions/current/reauthentication', { password })
    expect((await thief.post('/oauth/bindings', {})).status).toBe(200)
  })

  test('another username is refused, and other changes of the profile are not', async () => {
    const { ann, thief, store } = await robbed()
    expect((await thief.patch('/users/me', { username: 'eve-eve' })).body.code).toBe('reauthentication_required')
    expect((await thief.patch('/users/me', { username: 'ann-lee', displayName: 'Ann' })).status).toBe(200)
    expect((await store.users.findById(ann.id))?.username).toBe('ann-lee')
  })
})

describe('a way in that was added after the session was authenticated does not make it fresh', () => {
  const isFresh = async (who: Browser) => (await who.get('/users/me/export')).status === 200

  test('an identity', async () => {
    const h = await federated()
    const who = h.browser()
    await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
    await pass(h, who, 1)
    expect((await h.visit(who, 'github', mei, { intent: 'bind' })).body.outcome).toBe('bound')
    await pass(h, who, 60)
    const refused = await h.visit(who, 'github', mei, { intent: 'reauthenticate' })
    expect([refused.status, refused.body.code, await isFresh(who)]).toEqual([403, 'proof_too_new', false])

    // Signing in anew, through the same, is all it takes.
    const anew = h.browser()
    await h.visit(anew, 'github', mei)
    await pass(h, anew, 60)
    expect(await isFresh(anew)).toBe(false)
    expect((await h.visit(anew, 'github', mei, { intent: 'reauthenticate' })).body.outcome).toBe('signed_in')
    expect(await isFresh(anew)).toBe(true)
  })

  test('a first password, neither by itself nor by changing it', async () => {
    const h = await federated()
    const who = h.browser()
    const { body } = await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
    await pass(h, who, 1)
    expect((await who.put('/users/me/password', { password, passwordConfirmation: password })).status).toBe(204)
    await pass(h, who, 60)
    const refused = await who.post('/sessions/current/reauthentication', { password })
    expect([refused.status, refused.body.code, await isFresh(who)]).toEqual([403, 'proof_too_new', false])
    const other = 'quiet marble harbour'
    expect((await who.put('/users/me/password', { currentPassword: password, password: other, passwordConfirmation: other })).status).toBe(204)
    expect(await isFresh(who)).toBe(false)
    expect((await who.post('/sessions/current/reauthentication', { password: other })).body.code).toBe('proof_too_new')

    const anew = h.browser()
    await anew.post('/users/authorizations', { username: body.session.user.username, password: other })
    await pass(h, anew, 60)
    expect((await anew.post('/sessions/current/reauthentication', { password: other })).status).toBe(200)
  })

  test('an e-mail address', async () => {
    const h = await federated()
    const ann = await h.register('ann-lee')
    await pass(h, ann.browser, 1)
    const code = await h.requestCode(ann.browser, 'eve@example.com', 'change-email')
    expect((await ann.browser.put('/users/me/email', { email: 'eve@example.com', ...code })).status).toBe(200)
    await pass(h, ann.browser, 60)
    const proof = await h.requestCode(ann.browser, 'eve@example.com', 'reauthenticate')
    const refused = await ann.browser.post('/sessions/current/reauthentication', proof)
    expect([refused.status, refused.body.code, await isFresh(ann.browser)]).toEqual([403, 'proof_too_new', false])
    // An older way still does, and after it so does the new one.
    expect((await ann.browser.post('/sessions/current/reauthentication', { password })).status).toBe(200)
    await pass(h, ann.browser, 60)
    expect((await ann.browser.post('/sessions/current/reauthentication', await h.requestCode(ann.browser, 'eve@example.com', 'reauthenticate'))).status).toBe(200)
  })

  test('an address that a provider of a new identity has verified', async () => {
    const h = await federated()
    const who = h.browser()
    await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
    await pass(h, who, 1)
    await h.visit(who, 'github', { ...eve, email: { address: 'eve@example.com', verified: true } }, { intent: 'bind' })
    expect((await who.get('/users/me')).body.email).toBe('eve@example.com')
    await pass(h, who, 60)
    const proof = await h.requestCode(who, 'eve@example.com', 'reauthenticate')
    expect((await who.post('/sessions/current/reauthentication', proof)).body.code).toBe('proof_too_new')
    expect(await isFresh(who)).toBe(false)
  })

  test('what was shown to begin the session does, however it began', async () => {
    const h = await federated()
    const registered = await h.register('ann-lee')
    const bound = h.browser()
    await h.visit(bound, 'github', mei)
    await bound.post('/oauth/bindings', { username: 'ann-lee', password })
    const made = h.browser()
    await h.visit(made, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
    for (const who of [registered.browser, bound]) {
      await pass(h, who, 15)
      expect((await who.post('/sessions/current/reauthentication', { password })).status).toBe(200)
    }
    await pass(h, made, 15)
    expect((await h.visit(made, 'office', upstreamPerson({ subject: '007' }), { intent: 'reauthenticate' })).body.outcome).toBe('signed_in')
  })

  test('a password that was changed by showing it has proved who changed it', async () => {
    const h = await federated()
    const ann = await h.register('ann-lee')
    await pass(h, ann.browser, 60)
    const other = 'quiet marble harbour'
    expect((await ann.browser.put('/users/me/password', { currentPassword: password, password: other, passwordConfirmation: other })).status).toBe(204)
    expect(await isFresh(ann.browser)).toBe(true)
    await pass(h, ann.browser, 60)
    expect((await ann.browser.post('/sessions/current/reauthentication', { password: other })).status).toBe(200)
  })
})

describe('a session is made fresh through a provider', () => {
  const isFresh = async (who: Browser) => (await who.get('/users/me/export')).status === 200

  /** Ann, who came through a provider and has a password; or Kim, who has nothing else. An hour ago. */
  async function linkedTo(provider: string) {
    const h = await federated()
    await h.register('ann-lee')
    const who = h.browser()
    await h.visit(who, provider, mei)
    await who.post('/oauth/bindings', { username: 'ann-lee', password })
    await pass(h, who, 60)
    return { ...h, who }
  }

  test('that was asked for a sign-in of this moment and proves one', async () => {
    const { who, clock, begin, finish, providers } = await linkedTo('company')
    const begun = await who.post('/oauth/company/authorization', { intent: 'reauthenticate' })
    expect(new URL(begun.body.loginUrl).searchParams.get('fresh')).toBe('1')
    for (const [secondsBefore, fresh] of [[3600, false], [61, false], [60, true]] as const) {
      const state = await begin(who, 'company', { intent: 'reauthenticate' })
      const authenticatedAt = new Date(clock.now().getTime() - secondsBefore * 1000)
      const { body } = await finish(who, 'company', { state, code: providers.agree(state, { ...mei, authenticatedAt }) })
      expect([secondsBefore, body.code ?? body.outcome, await isFresh(who)]).toEqual([secondsBefore, fresh ? 'signed_in' : 'proof_not_fresh', fresh])
    }
    const signingIn = await who.post('/oauth/company/authorization', {})
    expect(new URL(signingIn.body.loginUrl).searchParams.get('fresh')).toBeNull()
  })

  test('and by none that says nothing of when, where the account has a password or a proven address', async () => {
    const { who, visit, rows } = await linkedTo('company')
    expect((await visit(who, 'company', mei, { intent: 'reauthenticate' })).body.code).toBe('proof_not_fresh')
    expect(await isFresh(who)).toBe(false)
    expect((await rows('audit_events')).filter(row => row['action'] === 'session.reauthenticated').map(row => row['result'])).toEqual(['failure'])
  })

  test('and not by one that cannot prove it: nobody is sent there', async () => {
    const { who, rows } = await linkedTo('github')
    const refused = await who.post('/oauth/github/authorization', { intent: 'reauthenticate' })
    expect([refused.status, refused.body.code]).toEqual([403, 'proof_not_fresh'])
    expect((await rows('federation_attempts')).filter(row => row['intent'] === 'reauthenticate')).toEqual([])
  })

  test('nor by such a one when a password came while the person was there', async () => {
    const h = await federated()
    const who = h.browser()
    await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
    const state = await h.begin(who, 'office', { intent: 'reauthenticate' })
    expect((await who.put('/users/me/password', { password, passwordConfirmation: password })).status).toBe(204)
    expect((await h.finish(who, 'office', { state, code: h.providers.agree(state, upstreamPerson({ subject: '007' })) })).body.code).toBe('proof_not_fresh')
  })

  test('which cannot prove it, where the person has nothing else; unless it says that nobody was asked', async () => {
    const h = await federated()
    const who = h.browser()
    await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
    await h.visit(who, 'company', mei, { intent: 'bind' })
    await pass(h, who, 60)
    const old = await h.visit(who, 'office', upstreamPerson({ subject: '007', authenticatedAt: new Date(h.clock.now().getTime() - 3_600_000) }), { intent: 'reauthenticate' })
    expect([old.body.code, await isFresh(who)]).toEqual(['proof_not_fresh', false])
    expect((await h.visit(who, 'office', upstreamPerson({ subject: '007' }), { intent: 'reauthenticate' })).body.outcome).toBe('signed_in')
    expect(await isFresh(who)).toBe(true)
  })
})

test('what is offered for proving it anew is what would be accepted', async () => {
  const h = await federated()
  const offered = async (who: Browser) => {
    const { password: byPassword, emailCode, providers } = Proofs.parse(JSON.parse((await who.get('/sessions/current/reauthentication')).text))
    return [byPassword, emailCode, providers.map(({ id }) => id)]
  }
  await h.register('ann-lee')
  const ann = h.browser()
  await h.visit(ann, 'github', mei)
  await ann.post('/oauth/bindings', { username: 'ann-lee', password })
  // GitHub cannot prove it, and the company is too new.
  h.clock.advance(1)
  await h.visit(ann, 'company', eve, { intent: 'bind' })
  expect(await offered(ann)).toEqual([true, true, []])
  h.clock.advance(1)
  await ann.post('/sessions/current/reauthentication', { password })
  expect(await offered(ann)).toEqual([true, true, ['company']])
  const code = await h.requestCode(ann, 'new@example.com', 'change-email')
  h.clock.advance(1)
  await ann.put('/users/me/email', { email: 'new@example.com', ...code })
  expect(await offered(ann)).toEqual([true, false, ['company']])

  const kim = h.browser()
  await h.visit(kim, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
  expect(await offered(kim)).toEqual([false, false, ['office']])
  h.clock.advance(1)
  await kim.put('/users/me/password', { password, passwordConfirmation: password })
  expect(await offered(kim)).toEqual([false, false, []])
  expect((await h.browser().get('/sessions/current/reauthentication')).status).toBe(401)
})
