import { expect, test } from 'vitest'
import { dialect } from '../../../test/database.ts'
import { harness, password } from '../../../test/harness.ts'

const details = (code: object, changes: object = {}) =>
  ({ username: 'ann-lee', email: 'ann@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true, ...changes })

const tally = (statuses: number[]) => statuses.reduce<Record<number, number>>((counts, status) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }), {})

test('twenty completions with the right code at once make one account, one session and one welcome', async () => {
  const { browser, requestCode, mailbox, deliver, store, clock } = await harness()
  const ann = browser()
  const code = await requestCode(ann, 'ann@example.com', 'register')
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => browser().post('/users', details(code, { username: `ann-lee${index}` }))))

  expect(tally(answers.map(answer => answer.status))).toEqual({ 201: 1, 400: 19 })
  const user = await store.users.findByEmailKey('ann@example.com')
  expect(await store.sessions.listLive(user?.id ?? '', clock.now())).toHaveLength(1)
  await deliver()
  expect(mailbox.to('ann@example.com').filter(mail => mail.subject === 'Your account is ready')).toHaveLength(1)
})

test('of two hundred guesses at once no more than five are judged', async () => {
  const { browser, requestCode, store, clock } = await harness({ settings: { CODE_TRIES_PER_NETWORK_PER_MINUTE: '1000' } })
  const { codeRequestId, emailCode } = await requestCode(browser(), 'ann@example.com', 'register')
  const guesses = Array.from({ length: 200 }, (_, index) => index === 150 ? emailCode : String((Number(emailCode) + 1 + index) % 1_000_000).padStart(6, '0'))
  const answers = await Promise.all(guesses.map(guess => browser().post('/users', details({ codeRequestId, emailCode: guess }))))

  const successes = answers.filter(answer => answer.status === 201)
  expect(successes.length).toBeLessThanOrEqual(1)
  expect(answers.filter(answer => answer.status === 400).length).toBe(200 - successes.length)
  const row = await store.verificationCodes.find(codeRequestId)
  // Every judged wrong guess is counted, and none beyond the fifth is judged.
  expect(row?.tries).toBe(5)
  expect(await store.verificationCodes.countTry(codeRequestId, 'register', 'ann@example.com', 5, clock.now())).toBeNull()
})

test('one name or one address goes to one account, however it is spelled and however many ask at once', async () => {
  for (let round = 0; round < 3; round++) {
    const { browser, requestCode, store } = await harness({ settings: { MAIL_PER_NETWORK_PER_HOUR: '1000' } })
    const sameName = []
    for (let index = 0; index < 12; index++) {
      const who = browser()
      const email = `person${index}@example.com`
      sameName.push({ who, email, code: await requestCode(who, email, 'register') })
    }
    const answers = await Promise.all(sameName.map(({ who, email, code }, index) =>
      who.post('/users', details(code, { email, username: index % 2 ? 'Same-Name' : 'sAME-nAME' }))))
    expect(tally(answers.map(answer => answer.status))).toEqual({ 201: 1, 409: 11 })
    expect(new Set(answers.filter(answer => answer.status === 409).map(answer => answer.body.code))).toEqual(new Set(['username_taken']))

    // Whoever lost only the name still has a good code.
    const loser = sameName[answers.findIndex(answer => answer.status === 409)]
    const retried = await loser?.who.post('/users', details(loser.code, { email: loser.email, username: 'another-name' }))
    expect(retried?.status).toBe(201)
    expect(await store.users.findByUsernameKey('same-name')).not.toBeNull()
  }
})

test('two proven registrations of one address make one account', async () => {
  const { browser, mailbox, deliver } = await harness()
  const flows = []
  for (const ip of ['10.0.0.1', '10.0.0.2']) {
    const who = browser()
    const { body } = await who.post('/verification-codes', { email: ip === '10.0.0.1' ? 'Ann@Example.com' : 'ann@example.COM', purpose: 'register' }, { ip })
    await deliver()
    const address = mailbox.mails.at(-1)?.to ?? ''
    flows.push({ who, code: { codeRequestId: body.requestId, emailCode: mailbox.codeFor(address) }, email: address })
  }
  const answers = await Promise.all(flows.map(({ who, code, email }, index) => who.post('/users', details(code, { email, username: `ann-${index}-lee` }))))
  expect(answers.map(answer => answer.status).sort()).toEqual([201, 409])
  expect(answers.find(answer => answer.status === 409)?.body.code).toBe('email_taken')
})

if (dialect === 'postgres') test('the races of this suite are real: looking first and writing then lets several win', async () => {
  const { browser, requestCode, store, clock } = await harness()
  const { codeRequestId } = await requestCode(browser(), 'ann@example.com', 'register')
  const looks = await Promise.all(Array.from({ length: 10 }, () => store.verificationCodes.find(codeRequestId)))
  const winners = looks.filter(row => row && !row.usedAt)
  await Promise.all(winners.map(() => store.verificationCodes.consume(codeRequestId, clock.now())))
  expect(winners.length).toBeGreaterThan(1)
})
