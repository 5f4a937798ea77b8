import { describe, expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }

describe('a reset by mailed code', () => {
  test('sets the new password, ends everything that was made with the old one, and tells the owner', async () => {
    const { register, browser, requestCode, store, clock, mailbox, deliver } = await harness()
    const ann = await register('ann-lee')
    const attacker = browser()
    await attacker.post('/users/authorizations', { username: 'ann-lee', password })
    const otherCode = await requestCode(attacker, ann.email, 'reset-password')
    const pending = await requestCode(attacker, 'attacker@example.com', 'change-email')
    clock.advance(61)

    const phone = browser()
    const code = await requestCode(phone, ann.email, 'reset-password')
    const reset = await phone.post('/users/password-resets', { email: ann.email, ...code, ...fresh })
    expect([reset.status, reset.body]).toEqual([204, undefined])

    expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
    for (const session of [attacker, ann.browser]) {
      expect((await session.get('/users/me')).body.code).toBe('session_ended')
      expect((await session.post('/sessions/refresh')).status).toBe(401)
    }
    expect((await attacker.post('/users/password-resets', { email: ann.email, ...otherCode, password: 'evil copper lantern', passwordConfirmation: 'evil copper lantern' })).body.code).toBe('code_invalid')
    expect((await attacker.put('/users/me/email', { email: 'attacker@example.com', ...pending })).status).toBe(401)
    expect((await store.knownDevices.listByUser(ann.id)).length).toBe(1)

    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(401)
    expect((await phone.post('/users/authorizations', { username: 'ann-lee', password: fresh.password })).status).toBe(200)
    await deliver()
    const notice = mailbox.to(ann.email).at(-1)
    expect(notice?.subject).toBe('Your password was reset')
    expect(notice?.text).not.toContain(fresh.password)
  })

  test('is the same for unknown addresses, from the first request to the last answer', async () => {
    const { register, browser, deliver, mailbox } = await harness()
    await register('ann-lee')
    const walk = async (email: string) => {
      const who = browser()
      const asked = await who.post('/verification-codes', { email, purpose: 'reset-password' }, { ip: `10.0.0.${email.length}` })
      const answers = [asked]
      for (let tries = 0; tries < 6; tries++) answers.push(await who.post('/users/password-resets', { email, codeRequestId: asked.body.requestId, emailCode: '000000', ...fresh }))
      return answers.map(({ status, body, headers }) => [status, { ...body, requestId: '' }, Object.keys(headers).sort()])
    }
    expect(await walk('nobody-at-all@example.com')).toEqual(await walk('ann-lee@example.com'))
    await deliver()
    expect(mailbox.to('nobody-at-all@example.com')).toEqual([])
    expect(mailbox.to('ann-lee@example.com').at(-1)?.subject).toBe('Your password reset code')
  })

  test('has no shortcut: without the code of this request, for this address, nothing is set', async () => {
    const { register, browser, requestCode, store, clock } = await harness()
    const [ann, eve] = [await register('ann-lee'), await register('eve-eve')]
    const before = (await store.users.findById(ann.id))?.passwordHash
    clock.advance(61)
    const forEve = await requestCode(eve.browser, eve.email, 'reset-password')
    const { body: asked } = await eve.browser.post('/verification-codes', { email: ann.email, purpose: 'reset-password' })
    const attempts = [
      { email: ann.email, codeRequestId: asked.requestId },
      { email: ann.email, codeRequestId: asked.requestId, emailCode: forEve.emailCode },
      { email: ann.email, ...forEve },
      { email: eve.email, codeRequestId: asked.requestId, emailCode: forEve.emailCode },
    ]
    for (const attempt of attempts) expect((await browser().post('/users/password-resets', { ...attempt, ...fresh })).status).toBe(400)
    expect((await store.users.findById(ann.id))?.passwordHash).toBe(before)
  })

  test('does nothing for a disabled account', async () => {
    const { register, browser, store, clock, mailbox, deliver } = await harness()
    const ann = await register('ann-lee')
    await store.users.update(ann.id, { disabledAt: clock.now() })
    mailbox.mails.length = 0
    expect((await browser().post('/verification-codes', { email: ann.email, purpose: 'reset-password' })).status).toBe(202)
    await deliver()
    expect(mailbox.mails).toEqual([])
  })

  test('tells a password that is too short before it looks at the code, and one that is weak or follows from the account only after', async () => {
    const { register, browser, requestCode } = await harness()
    const ann = await register('ann-lee', { email: 'mail@example.com' })
    const phone = browser()
    const code = await requestCode(phone, ann.email, 'reset-password')
    const short = await phone.post('/users/password-resets', { email: ann.email, ...code, emailCode: '000000', password: 'short', passwordConfirmation: 'short' })
    expect(short.body.errors[0]?.code).toBe('too_short')
    const weak = await phone.post('/users/password-resets', { email: ann.email, ...code, password: 'password1', passwordConfirmation: 'password1' })
    expect(weak.body.errors[0]?.code).toBe('password_common')
    const personal = await phone.post('/users/password-resets', { email: ann.email, ...code, password: 'ann-lee-ann-lee', passwordConfirmation: 'ann-lee-ann-lee' })
    expect(personal.body.errors[0]?.code).toBe('password_personal')
    expect((await phone.post('/users/password-resets', { email: ann.email, ...code, ...fresh })).status).toBe(204)
  })
})

test('twenty resets with one code at once: one password is set, and it is the one that was answered 204', async () => {
  const { register, browser, requestCode } = await harness()
  const ann = await register('ann-lee')
  const code = await requestCode(browser(), ann.email, 'reset-password')
  const passwords = Array.from({ length: 20 }, (_, index) => `quiet marble harbour ${index}`)
  const answers = await Promise.all(passwords.map(secret => browser().post('/users/password-resets', { email: ann.email, ...code, password: secret, passwordConfirmation: secret })))
  expect(answers.filter(answer => answer.status === 204)).toHaveLength(1)
  expect(answers.filter(answer => answer.body?.code === 'code_invalid')).toHaveLength(19)
  const winner = passwords[answers.findIndex(answer => answer.status === 204)] ?? ''
  for (const secret of passwords.slice(0, 3).filter(other => other !== winner)) {
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: secret })).status).toBe(401)
  }
  expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: winner })).status).toBe(200)
})

test('a session that is refreshed while the password is reset does not survive it', async () => {
  for (let round = 0; round < 5; round++) {
    const { register, browser, requestCode, store, clock } = await harness()
    const ann = await register('ann-lee')
    const code = await requestCode(browser(), ann.email, 'reset-password')
    await Promise.all([
      ...Array.from({ length: 6 }, () => ann.browser.post('/sessions/refresh')),
      browser().post('/users/password-resets', { email: ann.email, ...code, ...fresh }),
    ])
    expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
    expect((await ann.browser.post('/sessions/refresh')).status).toBeOneOf([204, 401])
  }
})
