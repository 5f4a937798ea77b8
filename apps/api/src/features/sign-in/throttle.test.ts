import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { harness, password } from '../../../test/harness.ts'
import { Refusal } from '../../lib/refusal.ts'

const wrong = 'not the password'

describe('wrong passwords in a row', () => {
  test('make the account\'s visitors wait, longer each time, and say how long', async () => {
    const { register, browser, clock } = await harness()
    await register('ann-lee')
    const stranger = browser()
    const sign = (secret: string) => stranger.post('/users/authorizations', { username: 'ann-lee', password: secret })
    for (let tries = 0; tries < 5; tries++) expect((await sign(wrong)).status).toBe(401)
    for (const wait of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
      const refused = await sign(password)
      expect([refused.status, refused.body.code, refused.body.retryAfter]).toEqual([429, 'rate_limited', wait])
      clock.advance(wait - 1)
      expect((await sign(password)).status).toBe(429)
      clock.advance(1)
      expect((await sign(wrong)).status).toBe(401)
    }
  })

  test('are forgotten at the first right one', async () => {
    const { register, browser } = await harness()
    await register('ann-lee')
    const stranger = browser()
    for (let round = 0; round < 3; round++) {
      for (let tries = 0; tries < 4; tries++) expect((await stranger.post('/users/authorizations', { username: 'ann-lee', password: wrong })).status).toBe(401)
      expect((await stranger.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
      stranger.cookies.clear()
    }
  })

  test('share one budget over every spelling and every way of presenting the password', async () => {
    const { register, browser, clock } = await harness()
    const ann = await register('Ann-Lee')
    clock.advance(1)
    // In a browser that the account has not been used in before.
    const strange = browser()
    strange.accessToken = ann.browser.accessToken
    const attempts = [
      () => browser().post('/users/authorizations', { username: 'ann-lee', password: wrong }),
      () => browser().post('/users/authorizations', { username: 'ＡＮＮ-LEE', password: wrong }),
      () => browser().post('/users/authorizations', { username: 'Ann-Lee@Example.com', password: wrong }),
      () => strange.put('/users/me/password', { currentPassword: wrong, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }),
      () => strange.post('/sessions/current/reauthentication', { password: wrong }),
    ]
    for (const attempt of attempts) expect((await attempt()).body.code).toBe('credentials_invalid')
    for (const attempt of attempts) expect((await attempt()).body.code).toBe('rate_limited')
  })

  test('count exactly, and no more are judged than are free, when three hundred come at once', async () => {
    let judged = 0
    const { createHasher } = await import('../../passwords/hasher.ts')
    const real = createHasher({ cost: 4, threads: 2, waitSeconds: 60 })
    const { register, browser } = await harness({
      settings: { SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '1000' },
      hasher: { ...real, verify: (...call) => { judged++; return real.verify(...call) } },
    })
    await register('ann-lee')
    judged = 0
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) =>
      browser().post('/users/authorizations', { username: index % 2 ? 'ann-lee' : 'ann-lee@example.com', password: index === 200 ? password : wrong })))
    expect(judged).toBe(5)
    expect(answers.filter(answer => answer.status === 401)).toHaveLength(5)
    expect(answers.filter(answer => answer.status === 429)).toHaveLength(295)
    await real.close()
  })

  test('stop at a hundred: then only a reset by mail opens the account to strange browsers', async () => {
    const { register, browser, clock, requestCode } = await harness({ settings: { SIGN_IN_HARD_STOP: '10', SIGN_IN_LONGEST_WAIT_SECONDS: '60' } })
    const ann = await register('ann-lee')
    const stranger = browser()
    for (let tries = 0; tries < 10; tries++) {
      expect((await stranger.post('/users/authorizations', { username: 'ann-lee', password: wrong })).status).toBe(401)
      clock.advance(61)
    }
    clock.advance(86_400)
    expect((await stranger.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(429)

    const elsewhere = browser()
    const code = await requestCode(elsewhere, ann.email, 'reset-password')
    await elsewhere.post('/users/password-resets', { email: ann.email, ...code, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })
    expect((await stranger.post('/users/authorizations', { username: 'ann-lee', password: 'quiet marble harbour' })).status).toBe(200)
  })
})

test('names that do not exist are throttled exactly as those that do', async () => {
  const { register, browser } = await harness()
  await register('ann-lee')
  const statuses = async (username: string) => {
    const stranger = browser()
    const answers = []
    for (let tries = 0; tries < 7; tries++) answers.push(await stranger.post('/users/authorizations', { username, password: wrong }))
    return answers.map(answer => [answer.status, answer.body.code, answer.body.retryAfter])
  }
  expect(await statuses('nobody-here')).toEqual(await statuses('ann-lee'))
})

test('several right passwords at once are all right', async () => {
  const { register, browser } = await harness()
  await register('ann-lee')
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser().post('/users/authorizations', { username: 'ann-lee', password })))
  expect(answers.map(answer => answer.status)).toEqual(Array(20).fill(200))
})

describe('whoever keeps an account locked does not lock its owner out', () => {
  async function locked() {
    const app = await harness()
    const ann = await app.register('ann-lee')
    const stranger = app.browser()
    for (let tries = 0; tries < 8; tries++) await stranger.post('/users/authorizations', { username: 'ann-lee', password: wrong })
    expect((await app.browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(429)
    return { ...app, ann, stranger }
  }

  test('a browser they have used before signs in', async () => {
    const { ann } = await locked()
    expect((await ann.browser.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
  })

  test('a live session goes on, and can prove itself by mail', async () => {
    const { ann, requestCode, clock } = await locked()
    clock.advance(700)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
    const code = await requestCode(ann.browser, ann.email, 'reauthenticate')
    expect((await ann.browser.post('/sessions/current/reauthentication', code)).status).toBe(200)
  })

  test('a signed-in owner re-authenticates by password, and changes it, in a browser they have used before', async () => {
    const { ann, clock } = await locked()
    expect((await ann.browser.post('/sessions/current/reauthentication', { password })).status).toBe(200)
    clock.advance(1)
    const other = 'quiet marble harbour'
    expect((await ann.browser.put('/users/me/password', { currentPassword: password, password: other, passwordConfirmation: other })).status).toBe(204)
  })

  test('a stolen access token in another browser does not share the owner\'s count', async () => {
    const { ann, browser } = await locked()
    const thief = browser()
    thief.accessToken = ann.browser.accessToken
    expect((await thief.post('/sessions/current/reauthentication', { password })).status).toBe(429)
  })

  test('a reset by mail lets a new browser in, even while the stranger goes on', async () => {
    const { ann, browser, requestCode, stranger } = await locked()
    const phone = browser()
    const code = await requestCode(phone, ann.email, 'reset-password')
    expect((await phone.post('/users/password-resets', { email: ann.email, ...code, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })).status).toBe(204)
    for (let tries = 0; tries < 8; tries++) await stranger.post('/users/authorizations', { username: 'ann-lee', password: wrong })
    expect((await phone.post('/users/authorizations', { username: 'ann-lee', password: 'quiet marble harbour' })).status).toBe(200)
  })

  test('a known browser has a budget, too', async () => {
    const { ann } = await locked()
    for (let tries = 0; tries < 5; tries++) expect((await ann.browser.post('/users/authorizations', { username: 'ann-lee', password: wrong })).status).toBe(401)
    expect((await ann.browser.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(429)
  })
})

test('one network cannot try one password on ever more accounts; others are not affected, honest ones are not counted', async () => {
  const { register, browser } = await harness({ settings: { SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '10' } })
  await register('ann-lee')
  const sign = async (username: string, secret: string, ip: string) => (await browser().post('/users/authorizations', { username, password: secret }, { ip })).status
  for (let count = 0; count < 20; count++) expect(await sign('ann-lee', password, '2001:db8::1')).toBe(200)
  for (let count = 0; count < 10; count++) expect(await sign(`person${count}`, wrong, `2001:db8::${count}`)).toBe(401)
  expect(await sign('person11', wrong, '2001:db8::ffff')).toBe(429)
  expect(await sign('person11', wrong, '2001:db8:0:1::1')).toBe(401)
})

test('when the password threads are busy, the excess is told so at once and nothing is counted against it', async () => {
  const { createHasher } = await import('../../passwords/hasher.ts')
  const hasher = createHasher({ cost: 8, threads: 1, waitSeconds: 0.05 })
  const { browser } = await harness({ hasher, settings: { SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '1000' } })
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => browser().post('/users/authorizations', { username: `nobody-${index}`, password: wrong })))
  const busy = answers.filter(answer => answer.status === 503)
  expect(busy.length).toBeGreaterThan(30)
  expect(busy[0]?.body).toMatchObject({ code: 'overloaded', retryAfter: 1 })
  expect(answers.filter(answer => answer.status === 401).length).toBe(50 - busy.length)
  const refused = answers.findIndex(answer => answer.status === 503)
  for (let tries = 0; tries < 5; tries++) expect((await browser().post('/users/authorizations', { username: `nobody-${refused}`, password: wrong })).status).toBe(401)
  await hasher.close()
})

test('an owner turned away by busy threads does not end the wait that strangers have earned', async () => {
  const { createHasher } = await import('../../passwords/hasher.ts')
  const real = createHasher({ cost: 4, threads: 1, waitSeconds: 60 })
  let isBusy = false
  const { register, browser } = await harness({
    hasher: { ...real, verify: (...call) => isBusy ? Promise.reject(new Refusal('overloaded')) : real.verify(...call) },
  })
  const ann = await register('ann-lee')
  const sign = (who: Browser, secret: string) => who.post('/users/authorizations', { username: 'ann-lee', password: secret })
  const stranger = browser()
  for (let tries = 0; tries < 5; tries++) await sign(stranger, wrong)
  isBusy = true
  expect((await sign(ann.browser, password)).status).toBe(503)
  isBusy = false
  expect((await sign(stranger, wrong)).body).toMatchObject({ code: 'rate_limited', retryAfter: 30 })
  expect((await sign(ann.browser, password)).status).toBe(200)
  await real.close()
})

test('forgetting failures and counting one more at the same time do not wait for each other in a circle', async () => {
  const { store, clock } = await harness({ guarded: false })
  const now = clock.now()
  await store.signInFailures.add('account', now)
  await store.signInFailures.add('device', now)
  const { forgetting } = await store.transaction(async (queries) => {
    await queries.signInFailures.take('device', now, 100)
    const forgetting = store.signInFailures.clear(['device', 'account'])
    await sleep(200)
    await queries.signInFailures.add('account', now)
    return { forgetting }
  })
  await forgetting
  expect(await store.signInFailures.find('account')).toBeNull()
})
