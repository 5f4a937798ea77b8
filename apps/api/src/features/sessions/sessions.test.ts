import { describe, expect, test } from 'vitest'
import { createClock } from '../../../test/clock.ts'
import { harness, password } from '../../../test/harness.ts'
import { later } from '../../lib/clock.ts'

describe('the list of sessions', () => {
  test('shows where one is signed in, the most recently used first, and no secrets', async () => {
    const { register, browser, clock } = await harness()
    const ann = await register('ann-lee')
    clock.advance(60)
    const phone = browser()
    await phone.post('/users/authorizations', { username: 'ann-lee', password }, { headers: { 'user-agent': 'A phone\u0007' }, ip: '2001:db8::1' })
    const { body } = await ann.browser.get('/sessions')
    expect(body.sessions).toHaveLength(2)
    expect(body.sessions[0]).toEqual({
      id: expect.any(String), current: false, createdAt: clock.now().toISOString(), lastSeenAt: clock.now().toISOString(),
      ip: '2001:db8::1', userAgent: 'A phone ', method: 'password',
    })
    expect(body.sessions[1]).toMatchObject({ current: true, ip: '127.0.0.1' })
  })

  test('shows only one\'s own', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    await register('bobby')
    expect((await ann.browser.get('/sessions')).body.sessions).toHaveLength(1)
  })
})

test('a session that lies idle too long is listed no more, and still exported', async () => {
  const { register, browser, clock } = await harness()
  const ann = await register('ann-lee', { remember: true })
  await browser().post('/users/authorizations', { username: 'ann-lee', password })
  clock.advance(86_400 + 1)
  await ann.browser.post('/sessions/refresh')
  expect((await ann.browser.get('/sessions')).body.sessions).toMatchObject([{ current: true }])
  await ann.browser.post('/sessions/current/reauthentication', { password })
  expect((await ann.browser.get('/users/me/export')).body.sessions).toHaveLength(2)
})

describe('ending', () => {
  test('one session leaves the others, and refuses its tokens at once', async () => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    const phone = browser()
    await phone.post('/users/authorizations', { username: 'ann-lee', password })
    const { body } = await ann.browser.get('/sessions')
    const other = body.sessions.find(session => !session.current)

    expect((await ann.browser.delete(`/sessions/${other?.id}`)).status).toBe(204)
    expect((await phone.get('/users/me')).body.code).toBe('session_ended')
    expect((await phone.post('/sessions/refresh')).body.code).toBe('session_ended')
    expect((await ann.browser.get('/users/me')).status).toBe(200)
    expect((await ann.browser.delete(`/sessions/${other?.id}`)).status).toBe(204)
  })

  test('the others leaves this one', async () => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    const others = [browser(), browser(), browser()]
    for (const other of others) await other.post('/users/authorizations', { username: 'ann-lee', password })
    expect((await ann.browser.delete('/sessions/others')).status).toBe(204)
    for (const other of others) expect((await other.get('/users/me')).status).toBe(401)
    expect((await ann.browser.get('/sessions')).body.sessions).toHaveLength(1)
  })

  test('somebody else\'s, nobody\'s or a made-up session ends nothing', async () => {
    const { register } = await harness()
    const [ann, eve] = [await register('ann-lee'), await register('eve-eve')]
    const id = (await ann.browser.get('/sessions')).body.sessions[0]?.id
    expect((await eve.browser.delete(`/sessions/${id}`)).body.code).toBe('not_found')
    expect((await eve.browser.delete('/sessions/00000000-0000-4000-8000-000000000000')).status).toBe(404)
    for (const path of ['..%2fcurrent', '%00', 'x', 'a'.repeat(300), '1%27%20or%201=1']) {
      expect((await eve.browser.delete(`/sessions/${path}`)).status).toBeOneOf([400, 404])
    }
    expect((await ann.browser.get('/users/me')).status).toBe(200)
  })
})

describe('signing out', () => {
  test('kills refresh and access token, clears the cookie as it was set, and may be repeated', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    const token = ann.browser.refreshToken ?? ''
    const out = await ann.browser.delete('/sessions/current')
    expect(out.status).toBe(204)
    expect(out.setCookies).toEqual(['refresh=; SameSite=Strict', 'session=; SameSite=Lax'].map((cookie) => {
      const [name, sameSite] = cookie.split('; ')
      return `gatehouse-3000-${name}; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; ${sameSite}`
    }))
    expect((await ann.browser.get('/users/me')).status).toBe(401)
    ann.browser.cookies.set('gatehouse-3000-refresh', token)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(401)
    expect((await ann.browser.delete('/sessions/current')).status).toBe(204)
  })

  test('works by cookie alone, when the access token has expired', async () => {
    const { register, clock, store } = await harness()
    const ann = await register('ann-lee')
    clock.advance(3600)
    ann.browser.accessToken = null
    expect((await ann.browser.delete('/sessions/current')).status).toBe(204)
    expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
  })

  test('works by access token alone', async () => {
    const { register, clock, store } = await harness()
    const ann = await register('ann-lee')
    ann.browser.cookies.clear()
    expect((await ann.browser.delete('/sessions/current')).status).toBe(204)
    expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
  })

  test('is no error when the account is gone, and another node has not heard of it yet', async () => {
    const { register, anotherNode } = await harness()
    const ann = await register('ann-lee')
    const there = (await anotherNode()).browser()
    there.accessToken = ann.browser.accessToken
    await ann.browser.delete('/users/me')
    expect((await there.delete('/sessions/current')).status).toBe(204)
  })

  test('cannot be done by a foreign page', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    for (const origin of ['https://evil.example', 'null', undefined]) {
      const refused = await ann.browser.delete('/sessions/current', { headers: { origin } })
      expect([refused.status, refused.body.code, refused.setCookies]).toEqual([403, 'origin_not_allowed', []])
    }
    expect((await ann.browser.get('/users/me')).status).toBe(200)
  })
})

test('what one node ends, another refuses', async () => {
  const { register, anotherNode, browser, start } = await harness()
  const ann = await register('ann-lee')
  start()
  const node = await anotherNode()
  node.start()
  const there = node.browser()
  there.accessToken = ann.browser.accessToken
  expect((await there.get('/users/me')).status).toBe(200)
  await ann.browser.delete('/sessions/current')
  await expect.poll(async () => (await there.get('/users/me')).body.code, { timeout: 10_000, interval: 100 }).toBe('session_ended')
  expect((await browser().get('/users/me')).status).toBe(401)
})

test('a node looks every second for what others have ended, and one look is enough', async () => {
  const { register, anotherNode } = await harness()
  const ann = await register('ann-lee')
  const node = await anotherNode()
  const there = node.browser()
  there.accessToken = ann.browser.accessToken
  const { listEnded } = node.store.sessions
  const looks: number[] = []
  node.store.sessions.listEnded = async (...span) => {
    looks.push(performance.now())
    return listEnded(...span)
  }
  await ann.browser.delete('/sessions/current')
  expect((await there.get('/users/me')).status).toBe(200)
  node.features.ended.start()
  await expect.poll(() => looks.length, { timeout: 120_000, interval: 20 }).toBeGreaterThanOrEqual(2)
  expect((await there.get('/users/me')).body.code).toBe('session_ended')

  // The shortest of several waits: a busy machine only makes single ones longer.
  await expect.poll(() => looks.length, { timeout: 120_000 }).toBeGreaterThan(3)
  expect(Math.min(...looks.slice(1).map((at, index) => at - (looks[index] ?? 0)))).toBeLessThan(1250)
})

test('a node that starts later knows what has ended before, from its first request on', async () => {
  const { register, anotherNode } = await harness()
  const ann = await register('ann-lee')
  await ann.browser.delete('/sessions/current')
  const there = (await anotherNode()).browser()
  there.accessToken = ann.browser.accessToken
  expect((await there.get('/users/me')).body.code).toBe('session_ended')
})

test('what ended while a node could not read the database, it refuses afterwards', async () => {
  const { register, anotherNode, clock } = await harness()
  const ann = await register('ann-lee')
  const node = await anotherNode()
  const there = node.browser()
  there.accessToken = ann.browser.accessToken
  const listEnded = node.store.sessions.listEnded
  node.store.sessions.listEnded = () => Promise.reject(new Error('the database is gone'))
  await ann.browser.delete('/sessions/current')
  clock.advance(120)
  node.features.ended.start()
  await expect.poll(() => node.logLines.some(line => line.includes('reading ended sessions failed')), { timeout: 10_000 }).toBe(true)
  expect((await there.get('/users/me')).status).toBe(200)
  node.store.sessions.listEnded = listEnded
  await expect.poll(async () => (await there.get('/users/me')).body.code, { timeout: 10_000, interval: 100 }).toBe('session_ended')
})

test('a token of a node whose clock is ahead stays refused for as long as it lives', async () => {
  const ahead = await harness()
  const ann = await ahead.register('ann-lee')
  const behind = await harness({ database: ahead.testDatabase, mailbox: ahead.mailbox, secret: ahead.secret, clock: createClock(later(ahead.clock.now(), -30)) })
  const there = behind.browser()
  there.accessToken = ann.browser.accessToken
  await there.delete('/sessions/current')
  behind.clock.advance(610)
  await behind.features.ended.catchUp()
  expect((await there.get('/users/me')).body.code).toBe('session_ended')
})

test('ending the others, and refreshing there at the same time, leaves exactly this one', async () => {
  for (let round = 0; round < 5; round++) {
    const { register, browser, store, clock } = await harness()
    const ann = await register('ann-lee')
    const devices = [browser(), browser(), browser()]
    for (const device of devices) await device.post('/users/authorizations', { username: 'ann-lee', password })
    await Promise.all([...devices.map(device => device.post('/sessions/refresh')), ann.browser.delete('/sessions/others'), ...devices.map(device => device.post('/sessions/refresh'))])
    const live = await store.sessions.listLive(ann.id, clock.now())
    expect(live).toHaveLength(1)
    for (const device of devices) {
      expect((await device.post('/sessions/refresh')).status).toBeOneOf([401, 204])
      expect((await device.get('/users/me')).status).toBe(401)
    }
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
  }
})
