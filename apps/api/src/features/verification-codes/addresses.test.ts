import { expect, test } from 'vitest'
import { harness } from '../../../test/harness.ts'

test.each([
  '"x@evil.com y"@victim.org', 'a@b@c.com', 'a@evil.com,v@x.com', 'v@x.org\r\nBcc: e@evil.com', '<a@x.com>', `${'a'.repeat(250)}@x.com`, 'a\0@x.com',
  'victim＠evil.com', 'ｖｉｃｔｉｍ@evil.com', 'a@victim.com\u200b', 'a@vic\u00adtim.com', 'a@victim。com', 'a%00@x.com ,b@x.com', 'no-at-sign', '@x.com', 'a@', 'a@localhost', 'a@[127.0.0.1]', 'a@1.2.3.4',
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
