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
