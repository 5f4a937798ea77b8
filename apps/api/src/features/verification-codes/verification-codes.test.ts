import { describe, expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

const ask = (email: string, purpose = 'register') => ({ email, purpose })

test('asking for a code says when to ask again and how long it works, in seconds', async () => {
  const { browser } = await harness()
  const answer = await browser().post('/verification-codes', ask('ann@example.com'))
  expect([answer.status, answer.body]).toEqual([202, { requestId: expect.any(String), resendAfter: 60, expiresIn: 600 }])
})

describe('another code', () => {
  test('has to wait a minute, and the answer says how long', async () => {
    const { browser, clock, mailbox, deliver } = await harness()
    const ann = browser()
    await ann.post('/verification-codes', ask('ann@example.com'))
    clock.advance(20.5)
    const early = await ann.post('/verification-codes', ask('ANN@example.com'))
    expect([early.status, early.body.code, early.body.retryAfter, early.headers['retry-after']]).toEqual([429, 'resend_too_soon', 40, '40'])
    clock.advance(40)
    expect((await ann.post('/verification-codes', ask('ann@example.com'))).status).toBe(202)
    await deliver()
    // The first was replaced before it was sent: only the one that works is in the mailbox.
    expect(mailbox.mails).toHaveLength(1)
  })

  test('is not too soon for another network, another purpose or another address', async () => {
    const { browser } = await harness()
    expect((await browser().post('/verification-codes', ask('ann@example.com'))).status).toBe(202)
    expect((await browser().post('/verification-codes', ask('ann@example.com'), { ip: '10.0.0.9' })).status).toBe(202)
    expect((await browser().post('/verification-codes', ask('ann@example.com', 'reset-password'))).status).toBe(202)
    expect((await browser().post('/verification-codes', ask('bob@example.com'))).status).toBe(202)
  })

  test('replaces the one that the same browser asked for, and no stranger\'s', async () => {
    const { browser, clock, mailbox, deliver } = await harness()
    const [ann, other] = [browser(), browser()]
    const codes: { codeRequestId: string, emailCode: string }[] = []
    for (const [who, ip] of [[ann, '10.0.0.1'], [other, '10.0.0.2'], [ann, '10.0.0.1']] as const) {
      const { body } = await who.post('/verification-codes', ask('ann@example.com'), { ip })
      await deliver()
      codes.push({ codeRequestId: body.requestId, emailCode: mailbox.codeFor('ann@example.com') })
      clock.advance(61)
    }
    const use = (code: object | undefined, username: string) => browser().post('/users', {
      username, email: 'ann@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true,
    })
    expect((await use(codes[0], 'ann-one')).body.code).toBe('code_invalid')
    expect((await use(codes[1], 'ann-two')).status).toBe(201)
  })
})

describe('mail to one address', () => {
  test('is limited to five an hour for a network and twenty for all, without saying whether it is known', async () => {
    const { browser, clock, register } = await harness()
    await register('known-ann', { email: 'known@example.com' })
    clock.advance(3601)
    const send = (email: string, ip: string) => browser().post('/verification-codes', ask(email), { ip })

    for (const email of ['known@example.com', 'unknown@example.com']) {
      const fromOne = []
      for (let count = 0; count < 6; count++) {
        fromOne.push((await send(email, '10.1.0.1')).status)
        clock.advance(61)
      }
      expect([email, ...fromOne]).toEqual([email, 202, 202, 202, 202, 202, 429])
      const fromMany = []
      for (let count = 0; count < 16; count++) fromMany.push((await send(email, `10.2.0.${count}`)).status)
      expect([email, ...fromMany]).toEqual([email, ...Array<number>(15).fill(202), 429])
      clock.advance(3601)
      expect((await send(email, '10.1.0.1')).status).toBe(202)
    }
  })

  test('cannot be used up by strangers: a browser the account knows still gets a code', async () => {
    const { browser, register, clock } = await harness()
    const ann = await register('ann-lee')
    clock.advance(3601)
    for (let count = 0; count < 20; count++) {
      expect((await browser().post('/verification-codes', ask(ann.email, 'reset-password'), { ip: `10.0.0.${count}` })).status).toBe(202)
    }
    expect((await browser().post('/verification-codes', ask(ann.email, 'reset-password'), { ip: '10.0.1.1' })).status).toBe(429)
    expect((await ann.browser.post('/verification-codes', ask(ann.email, 'reset-password'))).status).toBe(202)
  })

  test('is counted exactly when a hundred requests come at once', async () => {
    const { browser, mailbox, deliver } = await harness()
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) =>
      browser().post('/verification-codes', ask('ann@example.com'), { ip: `10.0.0.${index}` })))
    expect(answers.filter(answer => answer.status === 202)).toHaveLength(20)
    expect(answers.filter(answer => answer.status === 429)).toHaveLength(80)
    await deliver()
    expect(mailbox.to('ann@example.com')).toHaveLength(20)
  })
})

test('one network cannot have mail sent to ever more addresses, and an IPv6 network counts as one', async () => {
  const { browser } = await harness({ settings: { MAIL_PER_NETWORK_PER_HOUR: '10' } })
  const statuses = []
  for (let count = 0; count < 12; count++) {
    statuses.push((await browser().post('/verification-codes', ask(`person${count}@example.com`), { ip: `2001:db8:0:1::${count}` })).status)
  }
  expect(statuses).toEqual([...Array<number>(10).fill(202), 429, 429])
  expect((await browser().post('/verification-codes', ask('other@example.com'), { ip: '2001:db8:0:2::1' })).status).toBe(202)
})

test('what is refused is not counted', async () => {
  const { browser, clock } = await harness()
  const ann = browser()
  for (let count = 0; count < 30; count++) await ann.post('/verification-codes', ask('ann@example.com'))
  clock.advance(61)
  expect((await ann.post('/verification-codes', ask('ann@example.com'))).status).toBe(202)
})

describe('a code is good for one purpose only', () => {
  test('and stays good for it when it was tried elsewhere', async () => {
    const { browser, register, requestCode, clock } = await harness()
    const ann = await register('ann-lee')
    clock.advance(61)
    const newcomer = browser()
    const forRegistration = await requestCode(newcomer, 'new@example.com', 'register')
    const forReset = await requestCode(ann.browser, ann.email, 'reset-password')
    const forReauthentication = await requestCode(ann.browser, ann.email, 'reauthenticate')
    const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }

    const crossed = [
      await ann.browser.post('/users/password-resets', { email: 'new@example.com', ...forRegistration, ...fresh }),
      await ann.browser.post('/users/password-resets', { email: ann.email, ...forReauthentication, ...fresh }),
      await ann.browser.post('/sessions/current/reauthentication', forReset),
      await ann.browser.put('/users/me/email', { email: 'new@example.com', ...forRegistration }),
      await newcomer.post('/users', { username: 'newcomer', email: ann.email, ...forReset, ...fresh, acceptTerms: true }),
    ]
    expect(crossed.map(answer => [answer.status, answer.body.code])).toEqual(Array(5).fill([400, 'code_invalid']))

    expect((await ann.browser.post('/sessions/current/reauthentication', forReauthentication)).status).toBe(200)
    expect((await newcomer.post('/users', { username: 'newcomer', email: 'new@example.com', ...forRegistration, ...fresh, acceptTerms: true })).status).toBe(201)
    expect((await ann.browser.post('/users/password-resets', { email: ann.email, ...forReset, ...fresh })).status).toBe(204)
  })

  test('and other secrets are no codes', async () => {
    const { browser, register } = await harness()
    const ann = await register('ann-lee')
    for (const secret of [ann.browser.refreshToken, ann.browser.accessToken, '', 'abcdef', '12345', '1234567', 123456, null, ['123456'], { $ne: '' }]) {
      const refused = await browser().post('/users/password-resets', {
        email: ann.email, codeRequestId: '00000000-0000-4000-8000-000000000000', emailCode: secret, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour',
      })
      expect(refused.status).toBe(400)
    }
  })
})

describe('purposes of people who are signed in', () => {
  test('need a session', async () => {
    const { browser } = await harness()
    for (const purpose of ['change-email', 'reauthenticate']) {
      expect((await browser().post('/verification-codes', ask('ann@example.com', purpose))).body.code).toBe('unauthenticated')
    }
  })

  test('reauthenticate at the own address only, and change to another one only', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    const elsewhere = await ann.browser.post('/verification-codes', ask('other@example.com', 'reauthenticate'))
    expect([elsewhere.status, elsewhere.body.errors[0]?.path]).toEqual([400, 'email'])
    const unchanged = await ann.browser.post('/verification-codes', ask('ANN-LEE@example.com', 'change-email'))
    expect([unchanged.status, unchanged.body.errors[0]?.code]).toEqual([400, 'email_unchanged'])
  })
})

test('codes are six digits, each value as likely as any other, and the database holds none of them', async () => {
  const { store, browser, deliver, mailbox } = await harness()
  const { body } = await browser().post('/verification-codes', ask('ann@example.com'))
  await deliver()
  const code = mailbox.codeFor('ann@example.com')
  const row = await store.verificationCodes.find(body.requestId)
  expect(JSON.stringify(row)).not.toContain(code)
  expect(row?.codeHash).toHaveLength(43)
})
