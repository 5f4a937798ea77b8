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

const behindProxy = { TRUST_PROXY: '10.0.0.0/8' }

test.each([
  ['203.0.113.7:40007', '203.0.113.7'], ['[2001:db8::1]:443', '2001:db8::1'], ['[2001:db8::1]', '2001:db8::1'], ['"[2001:db8::1]:443"', '2001:db8::1'],
  ['"203.0.113.7:40007"', '203.0.113.7'], ['203.0.113.7:', '203.0.113.7'], ['[::ffff:203.0.113.7]:1', '::ffff:203.0.113.7'], ['2001:db8::1:443', '2001:db8::1:443'],
  ['6.6.6.6:1, 203.0.113.7:40007,10.0.0.2:443', '203.0.113.7'], [' 203.0.113.7:40007 , [::1]:80 ', '::1'],
])('a proxy that writes %s means %s', async (written, ip) => {
  const { register, logLines } = await harness({ settings: behindProxy })
  const ann = await register('ann-lee')
  await ann.browser.post('/users/authorizations', { username: 'ann-lee', password }, { headers: forwarded(written), ip: '10.0.0.1' })
  expect((await ann.browser.get('/sessions')).body.sessions[0]?.ip).toBe(ip)
  expect(logLines.filter(line => line.includes('X-Forwarded-For'))).toEqual([])
})

test('people behind a proxy that writes ports are networks of their own, whatever the port', async () => {
  const { browser } = await harness({ settings: { ...behindProxy, AVAILABILITY_PER_NETWORK_PER_MINUTE: '2' } })
  const ask = async (written: string) => (await browser().get('/usernames/somebody/count', { ip: '10.0.0.1', headers: forwarded(written) })).status
  expect([await ask('203.0.113.7:40007'), await ask('203.0.113.7:40008'), await ask('203.0.113.7:40009'), await ask('203.0.113.8:40007')]).toEqual([200, 200, 429, 200])
  expect([await ask('[2001:db8::1]:1'), await ask('[2001:db8::2]:2'), await ask('[2001:db8::3]:3'), await ask('[2001:db8:0:1::1]:1')]).toEqual([200, 200, 429, 200])
})

test.each(['unknown', '_hidden', '203.0.113.7;40007', '203.0.113.7:40007:1', '[2001:db8::1', '[not]:1', '999.1.1.1:1', 'x'.repeat(500)])('what is no address is kept nowhere, and said once: %s', async (written) => {
  const { register, logLines, rows } = await harness({ settings: behindProxy })
  const ann = await register('ann-lee')
  for (let turn = 0; turn < 3; turn++) {
    expect((await ann.browser.post('/users/authorizations', { username: 'ann-lee', password }, { headers: forwarded(`6.6.6.6, ${written}`), ip: '10.0.0.1' })).status).toBe(200)
  }
  expect((await ann.browser.get('/sessions')).body.sessions[0]?.ip).toBe(null)
  expect(JSON.stringify(await rows('audit_events'))).not.toContain(written.slice(0, 100))
  const said = logLines.filter(line => line.includes('X-Forwarded-For'))
  expect(said.map(line => line.length < 400 && !line.includes('203.0.113'))).toEqual([true])
})

test('a client who writes nonsense is not the proxy', async () => {
  const { browser, logLines } = await harness({ settings: behindProxy })
  await browser().get('/usernames/somebody/count', { ip: '10.0.0.1', headers: forwarded('nonsense, 203.0.113.7') })
  await browser().get('/usernames/somebody/count', { ip: '203.0.113.9', headers: forwarded('nonsense') })
  expect(logLines.filter(line => line.includes('X-Forwarded-For'))).toEqual([])
})
