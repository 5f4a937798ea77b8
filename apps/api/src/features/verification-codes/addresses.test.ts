import { expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

test.each([
  '"x@evil.com y"@victim.org', 'a@b@c.com', 'a@evil.com,v@x.com', 'v@x.org\r\nBcc: e@evil.com', '<a@x.com>', `${'a'.repeat(250)}@x.com`, 'a\0@x.com',
  'victim＠evil＠com', 'victim@evil.com＠victim.org', 'ｖｉｃｔｉｍ@evil.com', 'ｖｉｃｔｉｍ＠evil.com', 'victim﹫evil.com', 'a@victim.com\u200b', 'a@vic\u00adtim.com', 'a@victim。com', 'a%00@x.com ,b@x.com', 'no-at-sign', '@x.com', 'a@', 'a@localhost', 'a@[127.0.0.1]', 'a@1.2.3.4',
])('nothing is mailed to %j', async (email) => {
  const { browser, deliver, mailbox } = await harness()
  const refused = await browser().post('/verification-codes', { email, purpose: 'register' })
  expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed'])
  expect(refused.body.errors[0]?.path).toBe('email')
  await deliver()
  expect(mailbox.mails).toEqual([])
})

test.each([
  ['Ann.Lee+tag@Example.com', 'Ann.Lee+tag@Example.com'],
  ['  ann@example.com ', 'ann@example.com'],
  ['o\'neil@example.co', 'o\'neil@example.co'],
  ['u@пример.рф', 'u@xn--e1afmkfd.xn--p1ai'],
  ['ann＠example.com', 'ann@example.com'],
])('mail for %j goes to %j and nowhere else', async (typed, address) => {
  const { browser, deliver, mailbox } = await harness()
  expect((await browser().post('/verification-codes', { email: typed, purpose: 'register' })).status).toBe(202)
  await deliver()
  expect(mailbox.mails.map(mail => mail.to)).toEqual([address])
})

test('an international domain and its ASCII form are one address; a tag makes another', async () => {
  const { register, browser } = await harness()
  await register('ann-lee', { email: 'u@xn--e1afmkfd.xn--p1ai' })
  const count = async (email: string) => (await browser().get(`/emails/${encodeURIComponent(email)}/count`)).body.count
  expect(await count('u@пример.рф')).toBe(1)
  expect(await count('U@XN--E1AFMKFD.xn--p1ai')).toBe(1)
  expect(await count('u+tag@пример.рф')).toBe(0)
})

test('a full-width ＠ means the same address wherever it is typed: code, registration, count, sign-in, reset, change', async () => {
  const app = await harness()
  const typed = 'ann＠example.com'
  const ann = app.browser()
  const code = await ann.post('/verification-codes', { email: typed, purpose: 'register' })
  await app.deliver()
  const own = { codeRequestId: String(code.body.requestId), emailCode: app.mailbox.codeFor('ann@example.com') }
  const account = { username: 'ann-lee', email: typed, ...own, password, passwordConfirmation: password, acceptTerms: true }
  expect((await ann.post('/users', account)).body.user?.email).toBe('ann@example.com')
  for (const spelling of [typed, 'ANN＠Example.com ', 'ann@example.com']) {
    expect((await app.browser().get(`/emails/${encodeURIComponent(spelling)}/count`)).body.count).toBe(1)
    expect((await app.browser().post('/users/authorizations', { username: spelling, password })).status).toBe(200)
  }
  app.clock.advance(61)
  const reset = await app.browser().post('/verification-codes', { email: typed, purpose: 'reset-password' })
  await app.deliver()
  const renewed = { email: typed, codeRequestId: String(reset.body.requestId), emailCode: app.mailbox.codeFor('ann@example.com'), password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }
  expect((await app.browser().post('/users/password-resets', renewed)).status).toBe(204)
  expect((await ann.post('/users/authorizations', { username: typed, password: 'quiet marble harbour' })).status).toBe(200)
  const change = await ann.post('/verification-codes', { email: 'new＠example.com', purpose: 'change-email' })
  await app.deliver()
  const moved = await ann.put('/users/me/email', { email: 'new＠example.com', codeRequestId: String(change.body.requestId), emailCode: app.mailbox.codeFor('new@example.com') })
  expect([moved.status, moved.body.email]).toEqual([200, 'new@example.com'])
})

test('guesses under both spellings are counted as one account\'s', async () => {
  const { register, browser } = await harness({ settings: { SIGN_IN_FREE_TRIES: '2' } })
  await register('ann-lee')
  const guess = async (username: string) => (await browser().post('/users/authorizations', { username, password: 'wrong wrong wrong' })).status
  expect([await guess('ann-lee＠example.com'), await guess('ann-lee@example.com'), await guess('ann-lee＠example.com')]).toEqual([401, 401, 429])
})
