import { expect, test } from 'vitest'
import { harness, password } from '../../test/harness.ts'

const forwarded = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') })

test('without trusted proxies, nobody chooses their own address', async () => {
  const { register } = await harness()
  const ann = await register('ann-lee')
  await ann.browser.post('/users/authorizations', { username: 'ann-lee', password }, { headers: { ...forwarded('1.2.3.4'), 'forwarded': 'for=1.2.3.4', 'x-real-ip': '1.2.3.4' }, ip: '203.0.113.9' })
  expect((await ann.browser.get('/sessions')).body.sessions[0]?.ip).toBe('203.0.113.9')
})

test('behind a trusted proxy the first address from the right that is not a proxy counts, never the leftmost', async () => {
  const { register } = await harness({ settings: { TRUST_PROXY: '10.0.0.0/8, 192.168.1.1' } })
  const ann = await register('ann-lee')
  const seenAs = async (ip: string, ...chain: string[]) => {
    await ann.browser.post('/users/authorizations', { username: 'ann-lee', password }, { headers: forwarded(...chain), ip })
    return (await ann.browser.get('/sessions', { ip })).body.sessions[0]?.ip
  }
  expect(await seenAs('10.0.0.1', '6.6.6.6', '203.0.113.9', '10.0.0.2')).toBe('203.0.113.9')
  expect(await seenAs('192.168.1.1', '6.6.6.6', '10.1.1.1')).toBe('6.6.6.6')
  expect(await seenAs('203.0.113.50', '6.6.6.6')).toBe('203.0.113.50')
})

test('one client is one network, however its address is written', async () => {
  const { browser } = await harness({ settings: { AVAILABILITY_PER_NETWORK_PER_MINUTE: '3' } })
  const ask = async (ip: string) => (await browser().get('/usernames/somebody/count', { ip })).status
  expect([await ask('2001:db8::1'), await ask('2001:DB8:0:0::2'), await ask('2001:db8:0:0:ffff:ffff:ffff:ffff'), await ask('2001:db8:0::3')]).toEqual([200, 200, 200, 429])
  expect([await ask('::ffff:1.2.3.4'), await ask('1.2.3.4'), await ask('::FFFF:102:304'), await ask('1.2.3.4')]).toEqual([200, 200, 200, 429])
})
