import { describe, expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'

const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }

async function recovering() {
  const app = await federated()

  async function reset(who: Browser, email: string) {
    const code = await app.requestCode(who, email, 'reset-password')
    const answer = await who.post('/users/password-resets', { email, ...code, ...fresh })
    await app.deliver()
    return answer
  }

  return {
    ...app, reset,
    /** The last mail to an address, in the words of its text. */
    lastMail: (email: string) => app.mailbox.to(email).at(-1)?.text ?? '',
    /** An account made through a server that vouches for an address, with another identity and a password: all before its owner was asked. */
    async prepared(email = 'victim@example.com') {
      const intruder = app.browser()
      const office = upstreamPerson({ subject: '007', username: 'kimpark', displayName: 'Kim', email: { address: email, verified: true } })
      const made = await app.visit(intruder, 'office', office)
      await app.visit(intruder, 'github', mei, { intent: 'bind' })
      await intruder.put('/users/me/password', { password: 'evil copper lantern', passwordConfirmation: 'evil copper lantern' })
      await app.deliver()
      return { intruder, office, email, userId: made.body.session.user.id }
    },
  }
}

describe('an account whose address nobody has proved here', () => {
  test('is its owner\'s alone after a reset: what was linked before is dropped, and they are told which', async () => {
    const { prepared, reset, browser, visit, rows, lastMail } = await recovering()
    const { intruder, office, email, userId } = await prepared()
    const owner = browser()
    expect((await reset(owner, email)).status).toBe(204)

    expect([await rows('identities'), await rows('identity_keys')]).toEqual([[], []])
    expect((await intruder.get('/users/me')).status).toBe(401)
    expect((await visit(browser(), 'github', mei)).body.outcome).toBe('unbound')
    const again = await visit(browser(), 'office', office)
    expect(again.body.session.user).toMatchObject({ email: null })
    expect(again.body.session.user.id).not.toBe(userId)
    expect((await browser().post('/users/authorizations', { username: email, password: 'evil copper lantern' })).status).toBe(401)
    expect((await owner.post('/users/authorizations', { username: email, password: fresh.password })).body.user.id).toBe(userId)

    expect(lastMail(email)).toMatch(/unlinked because they were linked before this address was verified[^]*Office[^]*GitHub/)
    expect(lastMail(email)).not.toContain('can still sign in')
    expect((await rows('audit_events')).filter(row => row['action'] === 'identity.unbound' && row['user_id'] === userId)).toHaveLength(2)
  })

  test('counts as proved from then on: what its owner links later stays', async () => {
    const { prepared, reset, browser, visit, rows, clock } = await recovering()
    const { email } = await prepared()
    const owner = browser()
    await reset(owner, email)
    await owner.post('/users/authorizations', { username: email, password: fresh.password })
    await visit(owner, 'wechat', upstreamPerson({ subject: 'mine' }), { intent: 'bind' })
    clock.advance(61)
    await reset(owner, email)
    expect((await rows('identities')).map(row => row['provider'])).toContain('wechat')
  })

  test('counts as proved when its owner has shown a mailed code in a session', async () => {
    const { prepared, reset, browser, rows, requestCode, clock } = await recovering()
    const { intruder: person, email } = await prepared()
    expect((await person.post('/sessions/current/reauthentication', await requestCode(person, email, 'reauthenticate'))).status).toBe(200)
    clock.advance(61)
    await reset(browser(), email)
    expect(await rows('identities')).toHaveLength(2)
  })

  test('is not kept open by an identity that is linked at the moment of the reset', async () => {
    for (let round = 0; round < 4; round++) {
      const { prepared, begin, finish, providers, browser, requestCode, rows, visit } = await recovering()
      const { intruder, email, userId } = await prepared()
      const people = ['one', 'two', 'three', 'four'].map(subject => upstreamPerson({ subject }))
      const states = []
      for (const person of people) states.push({ person, state: await begin(intruder, 'wechat', { intent: 'bind' }) })
      const owner = browser()
      const code = await requestCode(owner, email, 'reset-password')
      const [reset] = await Promise.all([
        owner.post('/users/password-resets', { email, ...code, ...fresh }),
        ...states.map(({ person, state }) => finish(intruder, 'wechat', { state, code: providers.agree(state, person) })),
        ...Array.from({ length: 3 }, () => visit(browser(), 'github', mei)),
      ])
      expect(reset.status).toBe(204)
      expect((await rows('identities')).filter(row => row['user_id'] === userId)).toEqual([])
      expect((await rows('sessions')).filter(row => row['user_id'] === userId && row['ended_at'] === null)).toEqual([])
    }
  })
})

describe('identities of a proven account', () => {
  test('stay after a reset, and are named in the mail with the page that removes them', async () => {
    const { register, reset, browser, visit, lastMail, rows } = await recovering()
    const ann = await register('ann-lee')
    await visit(ann.browser, 'github', mei, { intent: 'bind' })
    expect((await reset(browser(), ann.email)).status).toBe(204)
    expect(await rows('identities')).toHaveLength(1)
    expect(lastMail(ann.email)).toMatch(/can still sign in to your account[^]*GitHub \(Mei 🌿\), linked on \d+ \w+ \d{4}[^]*http:\/\/localhost:5173\/account\/security/)
    expect((await visit(browser(), 'github', mei)).body.outcome).toBe('signed_in')
  })

  test('are not spoken of where there are none', async () => {
    const { register, reset, browser, lastMail } = await recovering()
    const ann = await register('ann-lee')
    await reset(browser(), ann.email)
    expect(lastMail(ann.email)).not.toMatch(/linked|\/account\/security/)
  })

  test('bring no words of theirs into the mail that a mail program would make a link of', async () => {
    const { register, reset, browser, visit, lastMail } = await recovering()
    const ann = await register('ann-lee')
    await visit(ann.browser, 'github', upstreamPerson({ subject: 'x', displayName: 'Call evil.example/reset now' }), { intent: 'bind' })
    await visit(ann.browser, 'wechat', upstreamPerson({ subject: 'y', displayName: 'me@evil.example' }), { intent: 'bind' })
    await reset(browser(), ann.email)
    expect(lastMail(ann.email)).toMatch(/GitHub, linked on/)
    expect(lastMail(ann.email)).not.toContain('evil')
  })
})

test('what an intruder has begun at a provider cannot be finished after a reset', async () => {
  const { register, reset, browser, begin, finish, visit, providers, rows } = await recovering()
  const ann = await register('ann-lee')
  const intruder = browser()
  await intruder.post('/users/authorizations', { username: 'ann-lee', password: ann.password })
  const state = await begin(intruder, 'github', { intent: 'bind' })
  // And with a ticket in hand.
  const elsewhere = browser()
  expect((await visit(elsewhere, 'wechat', upstreamPerson({ subject: 'evil' }))).body.outcome).toBe('unbound')
  await reset(browser(), ann.email)
  expect((await finish(intruder, 'github', { state, code: providers.agree(state, mei) })).status).toBeOneOf([400, 401])
  expect((await intruder.post('/oauth/bindings', {})).status).toBe(401)
  expect((await elsewhere.post('/oauth/bindings', { username: 'ann-lee', password: ann.password })).body.code).toBe('credentials_invalid')
  expect(await rows('identities')).toEqual([])
  expect((await rows('federation_attempts')).filter(row => row['intent'] === 'bind' && row['used_at'] === null)).toEqual([])
})
