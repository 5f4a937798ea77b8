import { expect, test } from 'vitest'
import { createClock } from './clock.ts'
import { harness, password, type Harness } from './harness.ts'
import type { Browser } from './browser.ts'

/** Another node of the same deployment, whose clock is wrong by so many seconds. */
async function nodeOffBy(first: Harness, seconds: number) {
  const clock = createClock(new Date(first.clock.now().getTime() + seconds * 1000))
  const { testDatabase: database, mailbox, secret } = first
  return {
    ...await harness({ database, mailbox, secret, clock }),
    /** Time goes on, at both. */
    goOn(by: number) {
      first.clock.advance(by)
      clock.advance(by)
    },
  }
}

/** The same browser, at another node. */
function taken(from: Browser, to: Browser) {
  to.accessToken = from.accessToken
  for (const [name, value] of from.cookies) to.cookies.set(name, value)
  return to
}

test.each([30, -30])('a node whose clock is off by %i s takes what the other gives: tokens, sessions, codes; and nothing much longer than it is good for', async (seconds) => {
  const here = await harness()
  const there = await nodeOffBy(here, seconds)
  const { browser: ann } = await here.register('ann-lee')
  const away = taken(ann, there.browser())
  expect((await away.get('/users/me')).status).toBe(200)
  expect((await away.post('/sessions/refresh')).status).toBe(200)
  const back = taken(away, here.browser())
  expect((await back.get('/users/me')).status).toBe(200)
  expect((await back.post('/sessions/refresh')).status).toBe(200)

  const bob = there.browser()
  const code = await there.requestCode(bob, 'bob-ray@example.com', 'register')
  const registered = await here.browser().post('/users', { username: 'bob-ray', email: 'bob-ray@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true })
  expect(registered.status).toBe(201)

  const late = await there.requestCode(bob, 'late@example.com', 'register')
  there.goOn(600 + 31)
  for (const node of [here, there]) {
    const refused = await node.browser().post('/users', { username: 'late-one', email: 'late@example.com', ...late, password, passwordConfirmation: password, acceptTerms: true })
    expect(refused.body.code).toBe('code_invalid')
  }
  // Past its end by either clock.
  for (const who of [taken(back, here.browser()), taken(back, there.browser())]) expect((await who.get('/users/me')).status).toBe(401)
  expect((await back.post('/sessions/refresh')).status).toBe(200)
})

test.each([30, -30])('what ended at one node ends at another whose clock is off by %i s', async (seconds) => {
  const here = await harness()
  const there = await nodeOffBy(here, seconds)
  const { browser: ann } = await here.register('ann-lee')
  const away = taken(ann, there.browser())
  expect((await away.get('/users/me')).status).toBe(200)
  await ann.delete('/sessions/current')
  await there.features.ended.catchUp()
  expect((await away.get('/users/me')).status).toBe(401)
})

test('a clock that jumps an hour ahead and back signs nobody out, and makes nothing of the time between last', async () => {
  const app = await harness()
  const { browser: ann, username } = await app.register('ann-lee')
  app.clock.advance(3600)
  expect((await ann.post('/sessions/refresh')).status).toBe(200)
  const { accessToken } = ann
  const asked = app.browser()
  const code = await app.requestCode(asked, 'bob-ray@example.com', 'register')
  app.clock.advance(-3600)
  expect((await ann.get('/users/me')).status).toBe(200)
  expect((await ann.post('/sessions/refresh')).status).toBe(200)
  expect((await app.browser().post('/users/authorizations', { username, password })).status).toBe(200)
  expect((await asked.post('/users', { username: 'bob-ray', email: 'bob-ray@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true })).status).toBe(201)

  await ann.delete('/sessions/current')
  const thief = app.browser()
  thief.accessToken = accessToken
  expect((await thief.get('/users/me')).status).toBe(401)
})

test('a clock that jumps an hour back and returns ends what it should, and codes are good again', async () => {
  const app = await harness({ clock: createClock(new Date(Date.now() + 3_600_000)) })
  const { browser: ann } = await app.register('ann-lee')
  app.clock.advance(-3600)
  expect((await ann.post('/sessions/refresh')).status).toBe(200)
  expect((await ann.get('/users/me')).status).toBe(200)
  const asked = app.browser()
  const code = await app.requestCode(asked, 'bob-ray@example.com', 'register')
  app.clock.advance(3600)
  expect((await ann.post('/sessions/refresh')).status).toBe(200)
  const late = await asked.post('/users', { username: 'bob-ray', email: 'bob-ray@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true })
  expect(late.body.code).toBe('code_invalid')
  app.clock.advance(61)
  expect((await asked.post('/users', { username: 'bob-ray', email: 'bob-ray@example.com', ...await app.requestCode(asked, 'bob-ray@example.com', 'register'), password, passwordConfirmation: password, acceptTerms: true })).status).toBe(201)
})
