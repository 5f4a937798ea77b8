import { describe, expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

const cookie = 'gatehouse-3000-refresh'

describe('a refresh token', () => {
  test('is exchanged for its successor and an access token', async () => {
    const { register, clock } = await harness()
    const ann = await register('ann-lee')
    const first = ann.browser.refreshToken
    clock.advance(300)
    const answer = await ann.browser.post('/sessions/refresh')
    expect([answer.status, answer.body.user.username, answer.body.expiresIn]).toEqual([200, 'ann-lee', 600])
    expect(ann.browser.refreshToken).not.toBe(first)
    expect((await ann.browser.get('/users/me')).status).toBe(200)
  })

  test('that was never sent is no error', async () => {
    const { browser } = await harness()
    const answer = await browser().post('/sessions/refresh')
    expect([answer.status, answer.body, answer.setCookies]).toEqual([204, undefined, []])
  })

  test('of a disabled account is refused, also where its session was not ended, and also within the grace', async () => {
    const { register, store, clock, browser } = await harness()
    const ann = await register('ann-lee')
    const parent = ann.browser.refreshToken ?? ''
    const again = browser()
    again.cookies.set(cookie, parent)
    again.cookies.set('gatehouse-3000-device', ann.browser.cookies.get('gatehouse-3000-device') ?? '')
    await ann.browser.post('/sessions/refresh')
    await store.users.update(ann.id, { disabledAt: clock.now() })
    const next = await ann.browser.post('/sessions/refresh')
    expect([next.status, next.body.code]).toEqual([401, 'session_ended'])
    // The direct parent of the newest, which would get the same successor again.
    const same = await again.post('/sessions/refresh')
    expect([same.status, same.body.code]).toEqual([401, 'session_ended'])
  })

  test('exchanged while the account is disabled does not outlive that', async () => {
    for (let round = 0; round < 4; round++) {
      const { register, store, clock } = await harness()
      const [root, ann] = [await register('root-admin'), await register('ann-lee')]
      await store.users.update(root.id, { isSuperuser: true })
      const [disabled] = await Promise.all([
        root.browser.patch(`/admin/users/${ann.id}`, { disabled: true }),
        ...Array.from({ length: 6 }, () => ann.browser.post('/sessions/refresh')),
      ])
      expect(disabled.status).toBe(200)
      expect((await ann.browser.post('/sessions/refresh')).status).toBeOneOf([204, 401])
      // Enabled again, nothing of before goes on.
      await root.browser.patch(`/admin/users/${ann.id}`, { disabled: false })
      expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
    }
  })

  test('presented again after the grace ends its session, the newest token included, and tells the owner', async () => {
    const { register, clock, mailbox, deliver, browser, store } = await harness()
    const ann = await register('ann-lee')
    await browser().post('/users/authorizations', { username: 'ann-lee', password })
    const stolen = ann.browser.refreshToken ?? ''
    await ann.browser.post('/sessions/refresh')
    clock.advance(11)

    const thief = browser()
    thief.cookies.set(cookie, stolen)
    const reused = await thief.post('/sessions/refresh')
    expect([reused.status, reused.body.code]).toEqual([401, 'session_ended'])
    expect(thief.cookies.has(cookie)).toBe(false)

    const newest = await ann.browser.post('/sessions/refresh')
    expect([newest.status, newest.body.code]).toEqual([401, 'session_ended'])
    expect((await ann.browser.get('/users/me')).body.code).toBe('session_ended')

    // The other session of the same person lives on, and the owner hears of it once.
    expect(await store.sessions.listLive(ann.id, clock.now())).toHaveLength(1)
    await deliver()
    expect(mailbox.to(ann.email).filter(mail => mail.subject === 'We signed out one of your devices')).toHaveLength(1)
    const events = await store.audit.listByUser(ann.id, 100)
    expect(events.filter(event => event.action === 'session.refresh-reused')).toHaveLength(1)
  })

  test.each([
    ['truncated', (token: string) => token.slice(0, -1)], ['extended', (token: string) => `${token}A`], ['padded', (token: string) => `${token}=`],
    ['in another case', (token: string) => token.toUpperCase()], ['encoded twice', (token: string) => encodeURIComponent(encodeURIComponent(`${token}=`))],
    ['with another last letter', (token: string) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
  ])('%s is nobody\'s, and ends nobody\'s session', async (_name, change) => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    const stranger = browser()
    stranger.cookies.set(cookie, change(ann.browser.refreshToken ?? ''))
    const refused = await stranger.post('/sessions/refresh')
    expect([refused.status, refused.body.code]).toEqual([401, 'session_ended'])
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
  })
})

describe('within the grace', () => {
  test('the same browser gets the same successor, as after a lost answer', async () => {
    const { register, clock } = await harness()
    const ann = await register('ann-lee')
    const parent = ann.browser.refreshToken ?? ''
    await ann.browser.post('/sessions/refresh')
    const successor = ann.browser.refreshToken
    for (const seconds of [1, 8.9]) {
      clock.advance(seconds)
      ann.browser.cookies.set(cookie, parent)
      expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
      expect(ann.browser.refreshToken).toBe(successor)
    }
    clock.advance(0.2)
    ann.browser.cookies.set(cookie, parent)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(401)
  })

  test('another browser gets nothing, and the session ends', async () => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    const thief = browser()
    thief.cookies.set(cookie, ann.browser.refreshToken ?? '')
    await ann.browser.post('/sessions/refresh')
    expect((await thief.post('/sessions/refresh')).status).toBe(401)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(401)
  })

  test('a grandparent is stolen goods', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    const grandparent = ann.browser.refreshToken ?? ''
    await ann.browser.post('/sessions/refresh')
    await ann.browser.post('/sessions/refresh')
    ann.browser.cookies.set(cookie, grandparent)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(401)
  })

  test('twenty tabs that refresh at once all stay signed in, on one and the same successor', async () => {
    for (let round = 0; round < 5; round++) {
      const { register, rows } = await harness()
      const ann = await register('ann-lee')
      const answers = await Promise.all(Array.from({ length: 20 }, () => ann.browser.post('/sessions/refresh')))
      expect(answers.map(answer => answer.status)).toEqual(Array(20).fill(200))
      const successors = new Set(answers.flatMap(answer => answer.setCookies).filter(header => header.startsWith(cookie)).map(header => header.split(';')[0]))
      expect(successors.size).toBe(1)
      expect((await rows('refresh_tokens')).filter(row => row.used_at === null)).toHaveLength(1)
    }
  })
})

describe('a session', () => {
  test('cannot be kept alive past its absolute end, however often it is refreshed', async () => {
    const { register, clock } = await harness()
    const ann = await register('ann-lee', { remember: true })
    for (let day = 0; day < 29; day++) {
      clock.advance(86_400)
      const answer = await ann.browser.post('/sessions/refresh')
      expect(answer.status).toBe(200)
      const maxAge = Number(/Max-Age=(\d+)/.exec(answer.setCookies.find(header => header.startsWith(cookie)) ?? '')?.[1])
      expect(maxAge).toBeLessThanOrEqual((29 - day) * 86_400)
    }
    clock.advance(86_400 - 300)
    expect((await ann.browser.post('/sessions/refresh')).body.expiresIn).toBeLessThanOrEqual(300)
    clock.advance(300)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(401)
    expect((await ann.browser.get('/users/me')).status).toBe(401)
  })

  test('ends when it lies idle: a remembered one after two weeks, another after a day', async () => {
    const { register, clock } = await harness()
    const remembered = await register('remembered', { remember: true })
    const forgotten = await register('forgotten')
    clock.advance(86_400 + 1)
    expect((await forgotten.browser.post('/sessions/refresh')).body.code).toBe('session_ended')
    clock.advance(12.9 * 86_400)
    expect((await remembered.browser.post('/sessions/refresh')).status).toBe(200)
    clock.advance(14 * 86_400 + 1)
    expect((await remembered.browser.post('/sessions/refresh')).status).toBe(401)
  })
})

describe('what is kept of used tokens', () => {
  test('is a day of them: a tab that is always open for two weeks leaves no more', async () => {
    const { register, clock, janitor, rows } = await harness()
    const ann = await register('ann-lee', { remember: true })
    for (let hour = 1; hour <= 14 * 24; hour++) {
      clock.advance(3600)
      expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
      if (hour % 24 === 0) await janitor.sweep()
    }
    const kept = (await rows('refresh_tokens')).filter(row => row.used_at !== null)
    expect([kept.length > 0, kept.length <= 25]).toEqual([true, true])
  })

  test('is not needed to know a stolen one: used long ago, it still ends its session and tells the owner', async () => {
    const { register, browser, clock, janitor, rows, deliver, mailbox } = await harness()
    const ann = await register('ann-lee', { remember: true })
    const stolen = ann.browser.refreshToken ?? ''
    for (let day = 0; day < 5; day++) {
      await ann.browser.post('/sessions/refresh')
      clock.advance(86_401)
      await janitor.sweep()
    }
    expect(await rows('refresh_tokens')).toHaveLength(1)
    const thief = browser()
    thief.cookies.set(cookie, stolen)
    expect((await thief.post('/sessions/refresh')).body.code).toBe('session_ended')
    expect((await ann.browser.post('/sessions/refresh')).body.code).toBe('session_ended')
    await deliver()
    expect(mailbox.to(ann.email).filter(mail => mail.subject === 'We signed out one of your devices')).toHaveLength(1)
  })

  test('and one of a session that has lain idle alarms nobody', async () => {
    const { register, clock, janitor, rows, deliver, mailbox } = await harness()
    const ann = await register('ann-lee')
    clock.advance(2 * 86_400)
    await janitor.sweep()
    expect(await rows('refresh_tokens')).toEqual([])
    expect((await ann.browser.post('/sessions/refresh')).body.code).toBe('session_ended')
    await deliver()
    expect(mailbox.to(ann.email).filter(mail => mail.subject === 'We signed out one of your devices')).toEqual([])
  })

  test('nor does one that the database does not know yet, being an older copy of itself', async () => {
    const { register, clock, testDatabase, rows } = await harness()
    const ann = await register('ann-lee')
    const before = ann.browser.refreshToken ?? ''
    clock.advance(60)
    await ann.browser.post('/sessions/refresh')
    const [used] = (await rows('refresh_tokens')).filter(row => row.used_at !== null)
    await testDatabase.run(`delete from refresh_tokens where used_at is null`)
    await testDatabase.run(`update refresh_tokens set used_at = null where id = '${String(used?.id)}'`)
    expect((await ann.browser.post('/sessions/refresh')).body.code).toBe('session_ended')
    ann.browser.cookies.set(cookie, before)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
  })

  test('a session that was ended is forgotten with its tokens after a day', async () => {
    const { register, clock, janitor, rows } = await harness()
    const ann = await register('ann-lee')
    await ann.browser.delete('/sessions/current')
    clock.advance(86_401)
    await janitor.sweep()
    expect([await rows('sessions'), await rows('refresh_tokens')]).toEqual([[], []])
  })
})

test('the exchange is durable before it is answered: another process refuses the old token', async () => {
  const { register, anotherNode, clock } = await harness()
  const ann = await register('ann-lee')
  const old = ann.browser.refreshToken ?? ''
  await ann.browser.post('/sessions/refresh')
  clock.advance(11)
  const late = (await anotherNode()).browser()
  late.cookies.set(cookie, old)
  expect((await late.post('/sessions/refresh')).status).toBe(401)
})

test('what the database holds signs nobody in', async () => {
  const { register, rows } = await harness()
  const ann = await register('ann-lee')
  const parent = ann.browser.refreshToken ?? ''
  await ann.browser.post('/sessions/refresh')
  const dump = JSON.stringify([await rows('refresh_tokens'), await rows('sessions'), await rows('users'), await rows('known_devices'), await rows('signing_keys')])
  for (const secret of [parent, ann.browser.refreshToken, ann.browser.cookies.get('gatehouse-3000-device'), ann.browser.accessToken, password, 'PRIVATE KEY']) expect(dump).not.toContain(secret)
})
