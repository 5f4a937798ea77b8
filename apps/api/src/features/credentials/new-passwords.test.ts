import { expect, onTestFinished, test } from 'vitest'
import { federated, mei } from '../../../test/federated.ts'
import { harness, password } from '../../../test/harness.ts'
import { hostilePasswords } from '../../../test/hostile-passwords.ts'
import { createHasher } from '../../passwords/hasher.ts'
import { createJudge } from '../../passwords/judge.ts'

const madeUp = { codeRequestId: '00000000-0000-4000-8000-000000000000', emailCode: '000000' }
const twice = (text: string) => ({ password: text, passwordConfirmation: text })
const details = (code: object, changes: object = {}) => ({ username: 'ann-lee', email: 'ann@example.com', ...code, ...twice(password), acceptTerms: true, ...changes })

/** Real threads, as in production but for the cost, that note what they are asked to do. */
function counted(settings: { waitSeconds: number } = { waitSeconds: 60 }) {
  const hasher = createHasher({ cost: 4, threads: 2, ...settings })
  const judge = createJudge(settings)
  onTestFinished(async () => { await Promise.all([hasher.close(), judge.close()]) })
  const work: string[] = []
  const noting = <A extends unknown[], R>(name: string, method: (...args: A) => R) => (...args: A) => {
    work.push(name)
    return method(...args)
  }
  return {
    work,
    resources: {
      hasher: { ...hasher, hash: noting('hash', hasher.hash), verify: noting('verify', hasher.verify) },
      judge: { ...judge, judge: noting('judge', judge.judge) },
    },
  }
}

test('a new password is neither judged nor hashed for somebody without the right code', async () => {
  const { work, resources } = counted()
  const { browser, register, visit } = await federated(resources)
  const ann = await register('ann-lee')
  const arrived = browser()
  await visit(arrived, 'github', mei)
  work.length = 0

  const answers = [
    await browser().post('/users', details(madeUp)),
    await browser().post('/users/password-resets', { email: ann.email, ...madeUp, ...twice('quiet marble harbour') }),
    await browser().post('/users/password-resets', { email: 'nobody@example.com', ...madeUp, ...twice('quiet marble harbour') }),
    await arrived.post('/oauth/bindings/new-account', { username: 'mei-mei', email: 'mei@example.com', ...madeUp, ...twice(password), acceptTerms: true }),
  ]
  expect(answers.map(({ body }) => body.code)).toEqual(Array(4).fill('code_invalid'))
  expect(work).toEqual([])
})

test('nor for somebody who does not know the password it would replace', async () => {
  const { work, resources } = counted()
  const { register } = await harness(resources)
  const ann = await register('ann-lee')
  work.length = 0
  const refused = await ann.browser.put('/users/me/password', { currentPassword: 'not the password', ...twice('quiet marble harbour') })
  expect([refused.body.code, work]).toEqual(['credentials_invalid', ['verify']])
  work.length = 0
  expect((await ann.browser.put('/users/me/password', { currentPassword: password, ...twice('short') })).body.errors).toMatchObject([{ path: 'password', code: 'too_short' }])
  expect(work).toEqual([])
})

test('nor for a name or an address that is taken', async () => {
  const { work, resources } = counted()
  const { browser, register, requestCode, clock } = await harness(resources)
  const eve = browser()
  const code = await requestCode(eve, 'eve@example.com', 'register')
  const again = await requestCode(eve, 'ann-lee@example.com', 'register')
  clock.advance(61)
  const ann = await register('ann-lee')
  work.length = 0
  expect((await eve.post('/users', details(code, { email: 'eve@example.com' }))).body.code).toBe('username_taken')
  expect((await eve.post('/users', details(again, { username: 'eve-lee', email: ann.email }))).body.code).toBe('email_taken')
  expect(work).toEqual([])
})

test('a right code outlives a weak password', async () => {
  const { browser, requestCode } = await harness()
  const ann = browser()
  const toRegister = await requestCode(ann, 'ann@example.com', 'register')
  for (let tries = 0; tries < 7; tries++) {
    const weak = await ann.post('/users', details(toRegister, twice('password1234567')))
    expect(weak.body.errors).toMatchObject([{ path: 'password', code: 'password_common' }])
  }
  expect((await ann.post('/users', details(toRegister))).status).toBe(201)

  const toReset = await requestCode(ann, 'ann@example.com', 'reset-password')
  for (let tries = 0; tries < 7; tries++) {
    const weak = await ann.post('/users/password-resets', { email: 'ann@example.com', ...toReset, ...twice('ann-lee-1990') })
    expect(weak.body.errors).toMatchObject([{ path: 'password', code: 'password_personal' }])
  }
  expect((await ann.post('/users/password-resets', { email: 'ann@example.com', ...toReset, ...twice('quiet marble harbour') })).status).toBe(204)
})

test('whoever sends many passwords that are hard to judge turns nobody\'s sign-in away', async () => {
  const { resources } = counted({ waitSeconds: 5 })
  const { browser, register, clock } = await harness({ ...resources, settings: { SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '1000', SIGN_IN_FREE_TRIES: '20' } })
  await register('ann-lee')
  const eve = await register('eve-lee')
  clock.advance(1)
  const hostile = hostilePasswords(128)
  const signIn = () => browser().post('/users/authorizations', { username: 'ann-lee', password }, { ip: '10.9.9.9' })

  const without = Array.from({ length: 75 }, (_, index) => browser().post(index % 2 ? '/users' : '/users/password-resets', {
    ...(index % 2 && { username: `person-${index}`, acceptTerms: true }), email: `person-${index}@example.com`, ...madeUp, codeRequestId: crypto.randomUUID(), ...twice(hostile[index % hostile.length] ?? ''),
  }))
  expect((await signIn()).status).toBe(200)
  for (const { body } of await Promise.all(without)) expect(body.code).toBeOneOf(['code_invalid', 'rate_limited'])

  // Whoever has proved everything fills a line of their own.
  const proven = Array.from({ length: 75 }, (_, index) =>
    eve.browser.put('/users/me/password', { currentPassword: password, ...twice(`${index} ${hostile[index % hostile.length] ?? ''}`.slice(0, 128)) }))
  expect((await signIn()).status).toBe(200)
  await Promise.all(proven)
})

test('hostile passwords reach the estimator, and are answered', async () => {
  const { work, resources } = counted()
  const { register } = await harness(resources)
  const ann = await register('ann-lee')
  let current = password
  for (const hostile of hostilePasswords(128)) {
    work.length = 0
    const answer = await ann.browser.put('/users/me/password', { currentPassword: current, ...twice(hostile) })
    expect([hostile, work.slice(0, 2), answer.status]).toEqual([hostile, ['verify', 'judge'], expect.toBeOneOf([204, 400])])
    if (answer.status === 204) current = hostile
    else expect(answer.body.errors).toMatchObject([{ path: 'password' }])
  }
})
