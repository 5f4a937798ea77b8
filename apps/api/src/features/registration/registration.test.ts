import { describe, expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

const details = (code: object, changes: object = {}) =>
  ({ username: 'ann-lee', email: 'ann@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true, ...changes })

test('a person registers with a mailed code and is signed in at once', async () => {
  const { browser, requestCode, mailbox, deliver } = await harness()
  const ann = browser()
  const code = await requestCode(ann, 'ann@example.com', 'register')

  const registered = await ann.post('/users', details(code))
  expect(registered.status).toBe(201)
  expect(registered.body).toMatchObject({
    tokenType: 'Bearer', expiresIn: 600,
    user: { username: 'ann-lee', email: 'ann@example.com', emailVerified: true, mobile: null, displayName: 'ann-lee', hasPassword: true, isSuperuser: false },
  })

  expect((await ann.get('/users/me')).body.username).toBe('ann-lee')
  await deliver()
  expect(mailbox.to('ann@example.com').map(mail => mail.subject)).toEqual(['Your registration code', 'Your account is ready'])
})

test('without accepted terms there is no account', async () => {
  const { browser, requestCode, store } = await harness()
  const ann = browser()
  const code = await requestCode(ann, 'ann@example.com', 'register')
  for (const acceptTerms of [false, 'true', undefined]) {
    const refused = await ann.post('/users', details(code, { acceptTerms }))
    expect(refused.status).toBe(400)
    expect(refused.body.errors).toEqual([expect.objectContaining({ path: 'acceptTerms', code: 'not_accepted' })])
  }
  expect(await store.users.findByEmailKey('ann@example.com')).toBeNull()
})

test('all fields whose faults can be seen without work are named at once', async () => {
  const { browser } = await harness()
  const refused = await browser().post('/users', details({ codeRequestId: '00000000-0000-4000-8000-000000000000', emailCode: '000000' }, {
    username: 'a b', email: 'nobody', password: 'short', passwordConfirmation: 'short',
  }))
  expect(refused.status).toBe(400)
  expect(refused.body.errors.map(error => [error.path, error.code])).toEqual([
    ['username', 'too_short'], ['email', 'email_invalid'], ['password', 'too_short'],
  ])
})

test('fields that nobody asked for are refused, whatever they would mean', async () => {
  const { browser, requestCode, store } = await harness()
  const eve = browser()
  const code = await requestCode(eve, 'ann@example.com', 'register')
  for (const extra of [{ id: 'x' }, { isSuperuser: true }, { emailVerified: true }, { passwordHash: 'x' }, { createdAt: 'x' }, { userId: 'x' }, { role: 'admin' }]) {
    const refused = await eve.post('/users', details(code, extra))
    expect(refused.status).toBe(400)
    expect(refused.body.errors).toEqual([expect.objectContaining({ path: Object.keys(extra)[0], code: 'unknown_field' })])
  }
  expect(await store.users.findByEmailKey('ann@example.com')).toBeNull()
})

describe('a mailed code', () => {
  test('is dead after five wrong tries, and says so no differently', async () => {
    const { browser, requestCode, store } = await harness()
    const eve = browser()
    const { codeRequestId, emailCode } = await requestCode(eve, 'ann@example.com', 'register')
    const wrong = String((Number(emailCode) + 1) % 1_000_000).padStart(6, '0')

    const answers = []
    for (let tries = 0; tries < 5; tries++) answers.push(await eve.post('/users', details({ codeRequestId, emailCode: wrong }), { ip: `10.0.0.${tries}` }))
    answers.push(await eve.post('/users', details({ codeRequestId, emailCode }), { ip: '10.0.1.1' }))

    for (const { status, body } of answers) {
      expect(status).toBe(400)
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' })
      expect(body.code).toBe('code_invalid')
    }
    expect(await store.users.findByEmailKey('ann@example.com')).toBeNull()
  })

  test('can be used until its time is up, also when nothing has swept it away', async () => {
    const { browser, requestCode, clock } = await harness()
    const [ann, bob] = [browser(), browser()]
    const forAnn = await requestCode(ann, 'ann@example.com', 'register')
    clock.advance(599)
    expect((await ann.post('/users', details(forAnn))).status).toBe(201)

    const forBob = await requestCode(bob, 'bob@example.com', 'register')
    clock.advance(601)
    const late = await bob.post('/users', details(forBob, { username: 'bobby', email: 'bob@example.com' }))
    expect([late.status, late.body.code]).toEqual([400, 'code_invalid'])
  })

  test('works once', async () => {
    const { browser, requestCode } = await harness()
    const ann = browser()
    const code = await requestCode(ann, 'ann@example.com', 'register')
    expect((await ann.post('/users', details(code))).status).toBe(201)
    const again = await ann.post('/users', details(code, { username: 'ann-again' }))
    expect([again.status, again.body.code]).toEqual([400, 'code_invalid'])
  })

  test('is not spent on a name that is taken, nor on right tries', async () => {
    const { browser, requestCode, register } = await harness()
    await register('bobby')
    const ann = browser()
    const code = await requestCode(ann, 'ann@example.com', 'register')
    for (let tries = 0; tries < 7; tries++) {
      const taken = await ann.post('/users', details(code, { username: 'BOBBY' }))
      expect([taken.status, taken.body.code]).toEqual([409, 'username_taken'])
    }
    expect((await ann.post('/users', details(code))).status).toBe(201)
  })

  test('belongs to the address it was mailed to', async () => {
    const { browser, requestCode } = await harness()
    const eve = browser()
    const code = await requestCode(eve, 'eve@example.com', 'register')
    const refused = await eve.post('/users', details(code, { email: 'victim@example.com' }))
    expect([refused.status, refused.body.code]).toEqual([400, 'code_invalid'])
  })
})

test('a code completes only the flow it was asked for, and leaves others alone', async () => {
  const { browser, mailbox, deliver } = await harness()
  const [eve, ann] = [browser(), browser()]
  const hers = await eve.post('/verification-codes', { email: 'ann@example.com', purpose: 'register' }, { ip: '10.6.6.6' })
  await deliver()
  const toEve = mailbox.codeFor('ann@example.com')
  const mine = await ann.post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })
  await deliver()
  const toAnn = mailbox.codeFor('ann@example.com')
  expect([hers.status, mine.status]).toEqual([202, 202])

  // Eve waits for Ann to type a code into a flow that Eve began.
  const crossed = await eve.post('/users', details({ codeRequestId: hers.body.requestId, emailCode: toAnn }, { password: 'evil copper lantern', passwordConfirmation: 'evil copper lantern' }))
  expect(toEve === toAnn ? 201 : crossed.status).toBe(toEve === toAnn ? 201 : 400)

  expect((await ann.post('/users', details({ codeRequestId: mine.body.requestId, emailCode: toAnn }))).status).toBe(201)
  const evil = await eve.post('/users/authorizations', { username: 'ann-lee', password: 'evil copper lantern' })
  expect(evil.status).toBe(401)
  const late = await eve.post('/users', details({ codeRequestId: hers.body.requestId, emailCode: toEve }, { username: 'eve-too' }))
  expect(late.status).toBe(409)
  expect(late.body.code).toBe('email_taken')
})

test('nothing of an account exists before its code has come back', async () => {
  const { browser, requestCode } = await harness()
  const ann = browser()
  await requestCode(ann, 'ann@example.com', 'register')
  expect((await ann.post('/users/authorizations', { username: 'ann@example.com', password })).body.code).toBe('credentials_invalid')
  expect((await ann.get('/emails/ann@example.com/count')).body.count).toBe(0)
})

test('known and unknown addresses get the same answer, and only the owner of a known one learns the difference', async () => {
  const { browser, register, mailbox, deliver } = await harness()
  await register('ann-lee')
  const ask = async (email: string) => {
    const { status, body, headers } = await browser().post('/verification-codes', { email, purpose: 'register' }, { ip: `10.0.0.${email.length}` })
    return { status, fields: Object.keys(body), rest: { ...body, requestId: '' }, headers: Object.keys(headers).sort() }
  }
  expect(await ask('ann@example.com'.replace('ann', 'ann-lee'))).toEqual(await ask('stranger@example.com'))
  await deliver()
  expect(mailbox.to('ann-lee@example.com').at(-1)?.subject).toBe('This address already has an account')
  expect(mailbox.to('ann-lee@example.com').at(-1)?.text).not.toMatch(/\b\d{6}\b/)
  expect(mailbox.to('stranger@example.com').at(-1)?.subject).toBe('Your registration code')
})

test('signing in by the new account works with name and address, in any spelling', async () => {
  const { browser, register } = await harness()
  await register('Ann-Lee', { email: 'Ann@Example.com' })
  for (const username of ['ann-lee', 'ANN-LEE', 'Ａnn-Lee', 'ann@example.com', 'ANN@EXAMPLE.COM']) {
    const answer = await browser().post('/users/authorizations', { username, password })
    expect([username, answer.status, answer.body.user?.username]).toEqual([username, 200, 'Ann-Lee'])
    expect(answer.body.user.email).toBe('Ann@Example.com')
  }
})

test('registering in a browser that is signed in ends the session it replaces', async () => {
  const { register, store, clock } = await harness()
  const ann = await register('ann-lee')
  const bob = await register('bobby', { browser: ann.browser })
  expect(await store.sessions.listLive(ann.id, clock.now())).toEqual([])
  expect(await store.sessions.listLive(bob.id, clock.now())).toHaveLength(1)
})
