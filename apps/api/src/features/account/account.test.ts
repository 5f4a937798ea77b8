import { describe, expect, test } from 'vitest'
import { grouped } from '../../../test/grouped.ts'
import { harness, password } from '../../../test/harness.ts'
import { registering } from '../../../test/registered.ts'
import { interruptedHasher } from '../../../test/interrupted-hasher.ts'

const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }

describe('the profile', () => {
  test('can be changed: how one is called, one\'s name, one\'s language', async () => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    const changed = await ann.browser.patch('/users/me', { displayName: '  李安 🌿 ', username: 'Anna-Lee', locale: 'zh-CN' })
    expect([changed.status, changed.body]).toMatchObject([200, { displayName: '李安 🌿', username: 'Anna-Lee', locale: 'zh-CN' }])
    expect((await browser().post('/users/authorizations', { username: 'anna-lee', password })).status).toBe(200)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(401)
  })

  test('a new name is told to the owner', async () => {
    const { register, mailbox, deliver } = await harness()
    const ann = await register('ann-lee')
    await ann.browser.patch('/users/me', { username: 'anna-lee' })
    await deliver()
    expect(mailbox.to(ann.email).at(-1)?.subject).toBe('Your username was changed')
  })

  test('one\'s own name in another spelling is free, somebody else\'s is not, nor what looks like it', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    await register('bobby')
    expect((await ann.browser.patch('/users/me', { username: 'ANN-Lee' })).body.username).toBe('ANN-Lee')
    for (const username of ['bobby', 'BOBBY', 'вовву'.replaceAll('в', 'b'), 'bоbby'.replace('о', 'o')]) {
      expect((await ann.browser.patch('/users/me', { username })).status).toBeOneOf([409, 400])
    }
  })

  test.each([
    { email: 'new@example.com' }, { emailVerified: true }, { isSuperuser: true }, { id: 'x' }, { userId: 'x' }, { disabledAt: null }, { mobile: '1' }, { createdAt: 'x' },
  ])('%o cannot be set through it', async (change) => {
    const { register, store } = await harness()
    const ann = await register('ann-lee')
    const before = await store.users.findById(ann.id)
    expect((await ann.browser.patch('/users/me', change)).body.errors[0]?.code).toBe('unknown_field')
    expect(await store.users.findById(ann.id)).toEqual(before)
  })

  test.each(['', '   ', 'x'.repeat(51), 'a\nb', 'a\u202eb', 'a\u200bb', 'a\0b', '\ud800', '\u200d\u200d', '\ufe0f', '\u3164', '\u115f\u1160', '\u2800', 'a\u061cb', 'a\u00adb'])('nobody can be called %j', async (displayName) => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    const refused = await ann.browser.patch('/users/me', { displayName })
    expect([refused.status, refused.body.errors[0]?.path]).toEqual([400, 'displayName'])
  })

  test.each(['👨‍👩‍👧 Family', 'O’Neil', '李 安', '😀', 'नमस्ते'])('people can be called %j', async (displayName) => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    expect((await ann.browser.patch('/users/me', { displayName })).body.displayName).toBe(displayName)
  })

  test('of two people who want one name at once, one gets it', async () => {
    for (let round = 0; round < 4; round++) {
      const { register } = await harness()
      const people = [await register('ann-lee'), await register('bobby'), await register('carol')]
      const answers = await Promise.all(people.map(({ browser }) => browser.patch('/users/me', { username: 'wanted' })))
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409, 409])
    }
  })
})

describe('the password', () => {
  test('is changed by whoever knows it; other sessions end, this one stays, the owner is told', async () => {
    const { register, browser, mailbox, deliver, clock } = await harness()
    const ann = await register('ann-lee')
    clock.advance(3000)
    await ann.browser.post('/sessions/refresh')
    const phone = browser()
    await phone.post('/users/authorizations', { username: 'ann-lee', password })
    expect((await ann.browser.put('/users/me/password', { currentPassword: password, ...fresh })).status).toBe(204)

    expect((await phone.get('/users/me')).body.code).toBe('session_ended')
    expect((await ann.browser.get('/users/me')).status).toBe(200)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(401)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: fresh.password })).status).toBe(200)
    await deliver()
    expect(mailbox.to(ann.email).at(-1)?.subject).toBe('Your password was changed')
  })

  test('is not changed without the old one, with a wrong one, or to a weak one', async () => {
    const { register, store } = await harness()
    const ann = await register('ann-lee')
    const before = (await store.users.findById(ann.id))?.passwordHash
    const missing = await ann.browser.put('/users/me/password', fresh)
    expect([missing.status, missing.body.errors[0]]).toEqual([400, expect.objectContaining({ path: 'currentPassword', code: 'required' })])
    expect((await ann.browser.put('/users/me/password', { currentPassword: 'wrong password', ...fresh })).body.code).toBe('credentials_invalid')
    const weak = await ann.browser.put('/users/me/password', { currentPassword: password, password: 'annlee2026', passwordConfirmation: 'annlee2026' })
    expect(weak.status).toBe(400)
    const differs = await ann.browser.put('/users/me/password', { currentPassword: password, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbor' })
    expect(differs.body.errors[0]).toMatchObject({ path: 'passwordConfirmation', code: 'password_mismatch' })
    expect((await store.users.findById(ann.id))?.passwordHash).toBe(before)
  })

  test('that a reset has set in the meantime is not overwritten by a change that began before', async () => {
    const { hasher, afterNextVerify } = interruptedHasher()
    const { register, browser, requestCode } = await harness({ hasher })
    const thief = await register('ann-lee')
    const owner = browser()
    const code = await requestCode(owner, thief.email, 'reset-password')
    afterNextVerify(() => owner.post('/users/password-resets', { email: thief.email, ...code, ...fresh }))
    const evil = { password: 'evil copper lantern', passwordConfirmation: 'evil copper lantern' }
    expect((await thief.browser.put('/users/me/password', { currentPassword: password, ...evil })).body.code).toBe('session_ended')
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: evil.password })).status).toBe(401)
    expect((await owner.post('/users/authorizations', { username: 'ann-lee', password: fresh.password })).status).toBe(200)
  })

  test('is set for the first time by whoever has proved who they are, and takes no old one then', async () => {
    const { register, store, clock, requestCode, browser } = await harness()
    const ann = await register('ann-lee')
    await store.users.update(ann.id, { passwordHash: null })
    expect((await ann.browser.put('/users/me/password', { currentPassword: password, ...fresh })).body.errors[0]?.code).toBe('unknown_field')
    clock.advance(700)
    await ann.browser.post('/sessions/refresh')
    expect((await ann.browser.put('/users/me/password', fresh)).body.code).toBe('reauthentication_required')
    await ann.browser.post('/sessions/current/reauthentication', await requestCode(ann.browser, ann.email, 'reauthenticate'))
    expect((await ann.browser.put('/users/me/password', fresh)).status).toBe(204)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: fresh.password })).status).toBe(200)
  })
})

describe('the address', () => {
  test('moves when a code has proved the new one; the old one is told, and its codes are void', async () => {
    const { register, browser, requestCode, mailbox, deliver, clock } = await harness()
    const ann = await register('ann-lee')
    clock.advance(61)
    const reset = await requestCode(browser(), ann.email, 'reset-password')
    const code = await requestCode(ann.browser, 'new@example.com', 'change-email')
    expect((await ann.browser.get('/users/me')).body.email).toBe(ann.email)
    const moved = await ann.browser.put('/users/me/email', { email: 'new@example.com', ...code })
    expect([moved.status, moved.body]).toMatchObject([200, { email: 'new@example.com', emailVerified: true }])

    expect((await browser().post('/users/password-resets', { email: ann.email, ...reset, ...fresh })).body.code).toBe('code_invalid')
    expect((await browser().post('/users/authorizations', { username: ann.email, password })).status).toBe(401)
    expect((await browser().post('/users/authorizations', { username: 'NEW@example.com', password })).status).toBe(200)
    await deliver()
    const notice = mailbox.to(ann.email).at(-1)
    expect(notice?.subject).toBe('Your account’s e-mail was changed')
    expect(notice?.text).toContain('n***@example.com')
  })

  test('of somebody else cannot be taken: they are told, and no code is sent', async () => {
    const { register, mailbox, deliver } = await harness()
    const [ann, bob] = [await register('ann-lee'), await register('bobby')]
    const asked = await ann.browser.post('/verification-codes', { email: bob.email, purpose: 'change-email' })
    expect(asked.status).toBe(202)
    await deliver()
    expect(mailbox.to(bob.email).at(-1)?.subject).toBe('Someone tried to use your e-mail address')
    expect(mailbox.to(bob.email).at(-1)?.text).not.toMatch(/\d{6}/)
  })

  test('goes to one of two who prove it at once', async () => {
    for (let round = 0; round < 4; round++) {
      const { register, mailbox, deliver } = await harness()
      const people = [await register('ann-lee'), await register('bobby')]
      const moves = []
      for (const [index, { browser }] of people.entries()) {
        const { body } = await browser.post('/verification-codes', { email: 'wanted@example.com', purpose: 'change-email' }, { ip: `10.0.0.${index}` })
        await deliver()
        moves.push({ browser, code: { codeRequestId: body.requestId, emailCode: mailbox.codeFor('wanted@example.com') } })
      }
      const answers = await Promise.all(moves.map(({ browser, code }) => browser.put('/users/me/email', { email: 'wanted@example.com', ...code })))
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
      expect(answers.find(answer => answer.status === 409)?.body.code).toBe('email_taken')
    }
  })

  test('cannot be confirmed from somebody else\'s session', async () => {
    const { register, requestCode } = await harness()
    const [ann, eve] = [await register('ann-lee'), await register('eve-eve')]
    const code = await requestCode(ann.browser, 'new@example.com', 'change-email')
    expect((await eve.browser.put('/users/me/email', { email: 'new@example.com', ...code })).body.code).toBe('code_invalid')
    expect((await ann.browser.put('/users/me/email', { email: 'other@example.com', ...code })).body.code).toBe('code_invalid')
    expect((await ann.browser.put('/users/me/email', { email: 'new@example.com', ...code })).status).toBe(200)
  })
})

describe('deleting the account', () => {
  test('leaves nothing of it: sessions, tokens, codes and devices are gone, name and address are free', async () => {
    const { register, rows, mailbox, deliver, browser, requestCode, clock } = await harness()
    const ann = await register('ann-lee')
    const phone = browser()
    await phone.post('/users/authorizations', { username: 'ann-lee', password })
    clock.advance(61)
    await requestCode(ann.browser, ann.email, 'reset-password')

    const deleted = await ann.browser.delete('/users/me')
    expect(deleted.status).toBe(204)
    expect(ann.browser.refreshToken).toBeUndefined()
    for (const table of ['users', 'sessions', 'refresh_tokens', 'verification_codes', 'known_devices']) expect([table, await rows(table)]).toEqual([table, []])
    expect((await phone.get('/users/me')).body.code).toBe('session_ended')
    expect((await phone.post('/sessions/refresh')).status).toBe(401)
    expect((await phone.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(401)
    await deliver()
    expect(mailbox.to(ann.email).at(-1)?.subject).toBe('Your account was deleted')
    clock.advance(61)
    await register('ann-lee')
  })

  test('happens once, however often it is asked for, and while sessions are refreshed', async () => {
    for (let round = 0; round < 4; round++) {
      const { register, rows } = await harness()
      const ann = await register('ann-lee')
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => ann.browser.delete('/users/me')),
        ...Array.from({ length: 5 }, () => ann.browser.post('/sessions/refresh')),
      ])
      expect(answers.slice(0, 5).map(answer => answer.status).sort()).toEqual([204, 401, 401, 401, 401])
      for (const { status } of answers.slice(5)) expect(status).toBeOneOf([200, 204, 401])
      for (const table of ['users', 'sessions', 'refresh_tokens']) expect(await rows(table)).toEqual([])
    }
  })

  test('needs an origin of ours, since it clears a cookie', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    expect((await ann.browser.delete('/users/me', { headers: { origin: undefined } })).body.code).toBe('origin_not_allowed')
    expect((await ann.browser.get('/users/me')).status).toBe(200)
  })
})

test('the export holds everything about a person, and no secret', async () => {
  const { register, requestCode, rows } = await harness()
  const ann = await register('ann-lee', { email: 'Ann@Example.com' })
  await requestCode(ann.browser, 'other@example.com', 'change-email')
  const answer = await ann.browser.get('/users/me/export')
  expect(answer.headers['content-disposition']).toBe('attachment; filename="gatehouse-account.json"')
  expect(answer.body).toMatchObject({
    user: { username: 'ann-lee', email: 'Ann@Example.com' },
    terms: { version: '2026-11-29' },
    privacy: { version: '2026-11-29' },
    sessions: [{ current: true, method: 'password' }],
    knownDevices: [{}],
    events: expect.arrayContaining([expect.objectContaining({ action: 'account.registered' }), expect.objectContaining({ action: 'account.exported' })]),
  })
  expect(answer.body.verificationCodes.map(code => [code.purpose, code.email])).toEqual(expect.arrayContaining([['register', 'Ann@Example.com'], ['change-email', 'other@example.com']]))
  const [user] = await rows('users')
  const text = JSON.stringify(answer.body)
  expect(text).not.toContain(user?.password_hash)
  expect(text).not.toMatch(/hash|token_/i)
})

test('the export holds what somebody has registered, allowed and may do, and no secret of a program', async () => {
  const { ann, program, register, database, clock, store, features } = await registering()
  const bob = await register('bob-ray')
  const { clientId, clientSecret } = await program({ homepageUrl: 'https://orders.example.com' })
  await grouped({ database, clock }).group('writers', ['page.write'], [ann.id])
  const visitor = { ip: null, network: '', userAgent: null, deviceHash: '', locale: 'en', requestId: 'r' } as const
  await store.transaction(queries => features.consents.grant(queries, { userId: ann.id, sessionId: null }, clientId, { scopes: ['openid'], resources: {} }, visitor))
  const { body } = await ann.browser.get('/users/me/export')
  expect(body).toMatchObject({
    groups: ['writers'],
    applications: [{ clientId, name: 'Orders', clientType: 'confidential', redirectUris: ['https://orders.example.com/cb'], homepageUrl: 'https://orders.example.com' }],
    consents: [{ clientId, name: 'Orders', scopes: ['openid'] }],
    events: expect.arrayContaining([expect.objectContaining({ action: 'application.created' }), expect.objectContaining({ action: 'consent.granted' })]),
  })
  expect(JSON.stringify(body)).not.toContain(clientSecret)
  expect(JSON.stringify(body)).not.toMatch(/hash|token_|hint/i)
  expect((await bob.browser.get('/users/me/export')).body).toMatchObject({ groups: [], applications: [], consents: [] })
})

test('whoever is not signed in has no account to speak of', async () => {
  const { browser } = await harness()
  for (const [method, path] of [['GET', '/users/me'], ['PATCH', '/users/me'], ['DELETE', '/users/me'], ['PUT', '/users/me/password'], ['PUT', '/users/me/email'], ['GET', '/users/me/export'], ['GET', '/sessions'], ['DELETE', '/sessions/others']] as const) {
    const answer = await browser().request(method, path, method === 'GET' || method === 'DELETE' ? undefined : {})
    expect([path, answer.status, answer.body.code, answer.headers['www-authenticate']]).toEqual([path, 401, 'unauthenticated', 'Bearer'])
  }
})
