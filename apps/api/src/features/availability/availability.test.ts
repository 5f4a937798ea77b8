import { expect, test } from 'vitest'
import { harness } from '../../../test/harness.ts'

test('a name is taken in every spelling, and so is what looks like it', async () => {
  const { register, browser } = await harness()
  await register('Paypal-Ann')
  const count = async (username: string) => (await browser().get(`/usernames/${encodeURIComponent(username)}/count`)).body
  expect(await count('somebody')).toEqual({ username: 'somebody', count: 0 })
  expect(await count('Ｓomebody')).toEqual({ username: 'Somebody', count: 0 })
  for (const taken of ['paypal-ann', 'PAYPAL-ANN', 'ｐaypal-ann', 'paypa1-ann', 'paypaI-Ann']) expect([taken, (await count(taken)).count]).toEqual([taken, 1])
})

test.each([
  ['ab', 'too_short'], ['a'.repeat(21), 'too_long'], ['ann lee', 'username_characters'], ['ann@lee', 'username_characters'], ['<b>ann</b>', 'username_characters'], ['{{7*7}}', 'username_characters'],
  ['ann\u200blee', 'username_characters'], ['ann\u202elee', 'username_characters'], ['e\u0301\u0301\u0301\u0301lise', 'username_characters'],
  ['аdminka', 'username_mixed_scripts'], ['admın', 'username_reserved'], ['ADMİN', 'username_reserved'], ['gateh0use', 'username_reserved'], ['constructor', 'username_reserved'], ['__proto__', 'username_reserved'], ['undefined', 'username_reserved'],
])('%j cannot be a name: %s', async (username, code) => {
  const { browser } = await harness()
  const refused = await browser().get(`/usernames/${encodeURIComponent(username)}/count`)
  expect([refused.status, refused.body.errors]).toEqual([400, [expect.objectContaining({ path: 'username', code })]])
})

test('an address is taken in every spelling', async () => {
  const { register, browser } = await harness()
  await register('ann-lee', { email: 'Ann@Example.com' })
  const count = async (email: string) => (await browser().get(`/emails/${encodeURIComponent(email)}/count`)).body.count
  expect([await count('ANN@example.COM'), await count('ann+x@example.com'), await count('bob@example.com')]).toEqual([1, 0, 0])
})

test('where accounts are private, nobody can ask about addresses', async () => {
  const { register, browser } = await harness({ settings: { ACCOUNT_DISCOVERY: 'private' } })
  await register('ann-lee')
  for (const email of ['ann-lee@example.com', 'nobody@example.com']) expect((await browser().get(`/emails/${email}/count`)).body.code).toBe('not_found')
  expect((await browser().get('/usernames/ann-lee/count')).body.count).toBe(1)
})

test('asking is throttled, for names and addresses together, and not per address of one IPv6 network', async () => {
  const { browser } = await harness({ settings: { AVAILABILITY_PER_NETWORK_PER_MINUTE: '10' } })
  const ask = (index: number) => browser().get(index % 2 ? `/usernames/somebody${index}/count` : `/emails/a${index}@example.com/count`, { ip: `2001:db8::${index}` })
  const answers = []
  for (let index = 0; index < 12; index++) answers.push(await ask(index))
  expect(answers.map(answer => answer.status)).toEqual([...Array<number>(10).fill(200), 429, 429])
  expect(Number(answers[11]?.headers['retry-after'])).toBeGreaterThan(0)
})

test('of a thousand questions at once exactly as many are answered as are allowed', async () => {
  const { browser } = await harness()
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => browser().get(`/usernames/somebody${index}/count`)))
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(120)
  expect(answers.filter(answer => answer.status === 429)).toHaveLength(880)
})
