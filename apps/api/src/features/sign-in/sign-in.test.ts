import { describe, expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'
import { interruptedHasher } from '../../../test/interrupted-hasher.ts'

test('a wrong password, an unknown name, a disabled account and one without a password get one and the same answer', async () => {
  const { browser, register, store, clock } = await harness()
  await register('ann-lee')
  const disabled = await register('disabled')
  const external = await register('external')
  await store.users.update(disabled.id, { disabledAt: clock.now() })
  await store.users.update(external.id, { passwordHash: null })

  const attempts = [['ann-lee', 'wrong password'], ['nobody', password], ['nobody@example.com', password], ['disabled', password], ['external', password], ['not@an@address', password]]
  const answers = await Promise.all(attempts.map(([username, secret]) => browser().post('/users/authorizations', { username, password: secret })))
  for (const answer of answers) {
    expect(answer.status).toBe(401)
    expect({ ...answer.body, requestId: '' }).toEqual({ type: 'urn:gatehouse:problem:credentials_invalid', title: 'The identifier or the password is wrong', status: 401, code: 'credentials_invalid', requestId: '' })
    expect(Object.keys(answer.headers).sort()).toEqual(Object.keys(answers[0]?.headers ?? {}).sort())
    expect(answer.setCookies.map(cookie => cookie.split('=')[0])).toEqual(['gatehouse-3000-device'])
  }
})

test.each(['ann\0lee', '\0', 'ann\0@example.com'])('the name %j is nobody\'s on every database', async (username) => {
  const { browser } = await harness()
  const refused = await browser().post('/users/authorizations', { username, password })
  expect([refused.status, refused.body.errors[0]?.path]).toEqual([400, 'username'])
})

test('every failure hashes, also for people who do not exist', async () => {
  let verified = 0
  const { hasher, restore } = await countingHasher(() => { verified++ })
  const { browser, register, store } = await harness({ hasher })
  const external = await register('external')
  await store.users.update(external.id, { passwordHash: null })
  for (const username of ['nobody', 'nobody@example.com', 'external']) {
    verified = 0
    await browser().post('/users/authorizations', { username, password })
    expect([username, verified]).toEqual([username, 1])
  }
  await restore()
})

describe('a password', () => {
  test('is verified whole: what comes after 72 bytes counts', async () => {
    const { register, browser } = await harness()
    for (const [index, beginning] of ['x1y2z3'.repeat(12), '字'.repeat(24)].entries()) {
      const username = `person-${index}`
      await register(username, { password: `${beginning}a quiet end` })
      expect((await browser().post('/users/authorizations', { username, password: `${beginning}another end` })).status).toBe(401)
      expect((await browser().post('/users/authorizations', { username, password: `${beginning}a quiet end` })).status).toBe(200)
    }
  })

  test('of 64 and of 128 characters works; a longer one is refused without hashing', async () => {
    const { register, browser, requestCode } = await harness()
    const long = (length: number) => 'correct horse battery staple orbit '.repeat(10).slice(0, length - 1) + 'é'
    await register('sixty-four', { password: long(64) })
    await register('one-hundred', { password: long(128) })
    expect((await browser().post('/users/authorizations', { username: 'sixty-four', password: long(64) })).status).toBe(200)
    expect((await browser().post('/users/authorizations', { username: 'one-hundred', password: long(128) })).status).toBe(200)

    const tooLong = await browser().post('/users/authorizations', { username: 'sixty-four', password: long(129) })
    expect([tooLong.status, tooLong.body.errors[0]]).toEqual([400, expect.objectContaining({ path: 'password', code: 'too_long' })])
    const who = browser()
    const code = await requestCode(who, 'long@example.com', 'register')
    const refused = await who.post('/users', { username: 'too-long', email: 'long@example.com', ...code, password: long(129), passwordConfirmation: long(129), acceptTerms: true })
    expect([refused.status, refused.body.errors[0]?.code]).toEqual([400, 'too_long'])
    expect((await browser().post('/users/authorizations', { username: 'sixty-four', password: 'x'.repeat(1024 * 1024) })).status).toBe(413)
  })

  test('is the same however its accents are composed; spaces count; lone surrogates are refused', async () => {
    const { register, browser } = await harness()
    await register('accents', { password: ' crème brûlée 好 🍮🍮 '.normalize('NFC') })
    const sign = async (secret: string) => (await browser().post('/users/authorizations', { username: 'accents', password: secret })).status
    expect(await sign(' crème brûlée 好 🍮🍮 '.normalize('NFD'))).toBe(200)
    expect(await sign('crème brûlée 好 🍮🍮')).toBe(401)
    expect(await sign(' crème  brûlée 好 🍮🍮 ')).toBe(401)
    const lone = await browser().request('POST', '/users/authorizations', undefined, { payload: '{"username":"accents","password":"x\\ud800"}', headers: { 'content-type': 'application/json' } })
    expect([lone.status, lone.body.errors[0]?.code]).toEqual([400, 'password_malformed'])
  })

  test('is hashed anew at sign-in when the cost has changed, and goes on working', async () => {
    const { register, browser, store } = await harness()
    const ann = await register('ann-lee')
    const before = (await store.users.findById(ann.id))?.passwordHash
    expect(before).toMatch(/^gatehouse-password-v1\$2b\$04\$/)

    const { createHasher } = await import('../../passwords/hasher.ts')
    const older = createHasher({ cost: 5, threads: 1, waitSeconds: 60 })
    await store.users.update(ann.id, { passwordHash: await older.hash(password, { network: 'here' }) })
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
    expect((await store.users.findById(ann.id))?.passwordHash).toMatch(/^gatehouse-password-v1\$2b\$04\$/)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
    await older.close()
  })
})

test.each([
  ['short', 'too_short'], ['password1234567', 'password_common'], ['ann-lee-lee', 'password_personal'], ['annlee@example', 'password_personal'],
  ['gatehouse', 'password_common'], ['zzzzzzzzzzzz', 'password_sequence'], ['abcdefghijkl', 'password_sequence'], ['17.08.1987', 'password_date'], ['woaini1314', 'password_common'],
])('%j is too weak to be set, because it is %s', async (weak, reason) => {
  const { browser, requestCode, store } = await harness()
  const ann = browser()
  const code = await requestCode(ann, 'annlee@example.com', 'register')
  const refused = await ann.post('/users', { username: 'ann-lee', email: 'annlee@example.com', ...code, password: weak, passwordConfirmation: weak, acceptTerms: true })
  expect([refused.status, refused.body.errors]).toEqual([400, [expect.objectContaining({ path: 'password', code: reason })]])
  expect(await store.users.findByEmailKey('annlee@example.com')).toBeNull()
})

test.each(['all lowercase but long enough', 'k7Qz!m2p', '山高月小水落石出清风徐来', '🦔🪗🛶🧭🪁🧶🪴🛖'])('%j may be set: there are no rules of composition', async (strong) => {
  const { register, browser } = await harness()
  await register('ann-lee', { password: strong })
  expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: strong })).status).toBe(200)
})

describe('while a password is compared,', () => {
  test('it is reset: the old one opens nothing any more', async () => {
    const { hasher, afterNextVerify } = interruptedHasher()
    const { register, browser, requestCode, store, clock } = await harness({ hasher })
    const ann = await register('ann-lee')
    const phone = browser()
    const code = await requestCode(phone, ann.email, 'reset-password')
    afterNextVerify(() => phone.post('/users/password-resets', { email: ann.email, ...code, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }))
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).body.code).toBe('credentials_invalid')
    expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
  })

  test('its account is disabled: nobody is signed in', async () => {
    const { hasher, afterNextVerify } = interruptedHasher()
    const { register, browser, store, clock } = await harness({ hasher })
    const ann = await register('ann-lee')
    afterNextVerify(() => store.users.update(ann.id, { disabledAt: clock.now() }))
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).body.code).toBe('credentials_invalid')
  })

  test.each([['right', password], ['wrong', 'wrong password']])('its account is deleted: the %s one is as wrong as any', async (_kind, secret) => {
    const { hasher, afterNextVerify } = interruptedHasher()
    const { register, browser, rows } = await harness({ hasher })
    const ann = await register('ann-lee')
    afterNextVerify(() => ann.browser.delete('/users/me'))
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: secret })).body.code).toBe('credentials_invalid')
    expect((await rows('audit_events')).filter(event => event.result === 'failure')).toMatchObject([{ action: 'session.started', user_id: null }])
  })
})

test('signing in again in the same browser ends the session it replaces', async () => {
  const { register, store, clock } = await harness()
  const ann = await register('ann-lee')
  const first = ann.browser.refreshToken
  await ann.browser.post('/users/authorizations', { username: 'ann-lee', password })
  expect(ann.browser.refreshToken).not.toBe(first)
  expect(await store.sessions.listLive(ann.id, clock.now())).toHaveLength(1)
})

test('"remember me" decides whether the cookie outlives the browser', async () => {
  const { register, browser } = await harness()
  await register('ann-lee')
  const refreshCookie = async (remember: boolean | undefined) =>
    (await browser().post('/users/authorizations', { username: 'ann-lee', password, remember })).setCookies.find(cookie => cookie.startsWith('gatehouse-3000-refresh'))
  // As long as the session may last; that it lies idle meanwhile is not for a cookie to end.
  expect(await refreshCookie(true)).toMatch(/Max-Age=2592000/)
  expect(await refreshCookie(false)).not.toMatch(/Max-Age|Expires/)
  expect(await refreshCookie(undefined)).not.toMatch(/Max-Age|Expires/)
})

test('there is no account before somebody makes one', async () => {
  const { browser } = await harness()
  for (const username of ['admin', 'root', 'administrator', 'gatehouse', 'test', 'user', 'admin@example.com']) {
    expect((await browser().post('/users/authorizations', { username, password: username })).status).toBe(401)
  }
})

async function countingHasher(onVerify: () => void) {
  const { createHasher } = await import('../../passwords/hasher.ts')
  const hasher = createHasher({ cost: 4, threads: 1, waitSeconds: 60 })
  return {
    hasher: { ...hasher, verify: (...call: Parameters<typeof hasher.verify>) => { onVerify(); return hasher.verify(...call) } },
    restore: () => hasher.close(),
  }
}
