import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { preferredLocale } from '../src/http/visitor.ts'
import { maskEmail, parseEmail } from '../src/lib/email.ts'
import { createGates } from '../src/lib/gates.ts'
import { createKeyring, openWith, sealWith } from '../src/lib/keyring.ts'
import { isProxyNetwork, maskIp, networkOf } from '../src/lib/network.ts'
import { reasonsOf } from '../src/lib/reason.ts'
import { newCode, newToken } from '../src/lib/tokens.ts'
import { foldUsername, parseUsername } from '../src/lib/username.ts'

test('what is sealed opens for the same purpose and context, under the same or an older key, and in no other way', () => {
  const [newer, older] = [randomBytes(32), randomBytes(32)]
  const sealed = createKeyring([older]).seal('job', 'id', 'text 好')
  const rotated = createKeyring([newer, older])
  expect(rotated.open('job', 'id', sealed)).toBe('text 好')
  expect(rotated.open('job', 'other', sealed)).toBeNull()
  expect(rotated.open('signing-key', 'id', sealed)).toBeNull()
  expect(createKeyring([newer]).open('job', 'id', sealed)).toBeNull()
  expect(rotated.open('job', 'id', `${sealed.slice(0, -2)}AA`)).toBeNull()
  expect(rotated.open('job', 'id', '')).toBeNull()
  expect(sealed).not.toContain(Buffer.from('text').toString('base64url'))
})

test('a keyed hash is verified under every key of the list, and under no other', () => {
  const [newer, older] = [randomBytes(32), randomBytes(32)]
  const mac = createKeyring([older]).mac('verification-code', '123456')
  expect(createKeyring([newer, older]).verifyMac('verification-code', '123456', mac)).toBe(true)
  expect(createKeyring([newer, older]).verifyMac('verification-code', '123457', mac)).toBe(false)
  expect(createKeyring([newer]).verifyMac('verification-code', '123456', mac)).toBe(false)
  expect(createKeyring([older]).verifyMac('quota', '123456', mac)).toBe(false)
})

test('what only a held secret opens, nothing else does', () => {
  const token = newToken()
  const sealed = sealWith(token, 'context', 'successor')
  expect(openWith(token, 'context', sealed)).toBe('successor')
  expect(openWith(newToken(), 'context', sealed)).toBeNull()
  expect(openWith(token, 'another', sealed)).toBeNull()
})

test('codes are six digits and evenly spread; tokens are 256 bits and never the same', () => {
  const codes = Array.from({ length: 20_000 }, newCode)
  expect(codes.every(code => /^\d{6}$/.test(code))).toBe(true)
  for (let position = 0; position < 6; position++) {
    const counts = new Map<string | undefined, number>()
    for (const code of codes) counts.set(code[position], (counts.get(code[position]) ?? 0) + 1)
    // 2000 of each expected; six standard deviations are about 255.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(260)
    expect(counts.size).toBe(10)
  }
  expect(new Set(codes).size).toBeGreaterThan(19_500)
  const tokens = Array.from({ length: 1000 }, newToken)
  expect(new Set(tokens).size).toBe(1000)
  expect(tokens.every(token => Buffer.from(token, 'base64url').length === 32)).toBe(true)
})

test('names are folded by us, so that every database agrees', () => {
  const key = (text: string) => foldUsername(text).key
  expect(key('STRASSE')).toBe(key('straße'))
  expect(key('ΣΊΣΥΦΟΣ')).toBe(key('σίσυφος'))
  expect(key('İstanbul')).toBe(key('istanbul'))
  expect(key('\u212Aelvin')).toBe('kelvin')
  expect(key('ſammy')).toBe('sammy')
  expect(key('ｆｕｌｌ')).toBe('full')
})

test.each(['张三李四王', '山田太郎さん', '김철수입니다', 'Юлия-Б', 'Ελένη_1', 'ann-lee', 'Zoë_Müller', '张三abc_1',
  // Letters with the marks that their scripts write: Devanagari, Thai, Bengali, Tamil, Burmese, Khmer, Tibetan, Sinhala, Hebrew, Arabic, Dhivehi.
  'नमस्ते', 'สวัสดี', 'दीपिका_7', 'ज़िंदगी', 'น้ำใจ', 'ক্ষুদিরাম', 'தமிழ்நாடு', 'ကျွန်ုပ်', 'မြွှာများ', 'ខ្ញុំស្រី', 'བསྒྲུབས', 'ශ්‍රීලංකා'.replaceAll('\u200d', ''), 'שָׁלוֹם', 'مُحَمَّد', 'ދިވެހި', '१२नमस्ते'])('%j is a name', (name) => {
  expect(parseUsername(name, { min: 4, max: 20 })).toMatchObject({ shown: name.normalize('NFKC') })
})

test.each([
  // Marks on nothing, on digits and signs, in heaps, twice, of another script, around, of the composing kind, and invisible ones.
  'ิสวัสดี', '1ิสวัสดี', '_ัสวสด', 'สวััสดี', 'สว\u0e31\u0e35\u0e48\u0e4d\u0e47สด', 'नमस्\u094dते', 'नमसัते', 'สวस्ดี', 'annिlee', 'anna\u0301\u0302\u0303lee', 'annx\u0302lee', 'аннo\u0483а',
  'नम\u20ddसते', 'สวัส\u034fดี', 'नमस्\u200dते', 'नमस्\u200cते', 'ああ\u3099\u3099あああ', '张\u302a三李四王',
])('%j is no name', (name) => {
  expect(parseUsername(name, { min: 4, max: 20 })).toHaveProperty('fault')
})

test.each(['न'.repeat(63) + 'a', 'नि'.repeat(31) + 'a', 'ー'.repeat(63) + 'ก', 'ิ'.repeat(64)])('reading %s comes to an end', (name) => {
  expect(parseUsername(name, { min: 5, max: 64 })).toHaveProperty('fault')
})

test.each([
  ['น้ำใจ', 'น\u0e4d\u0e49าใจ'], ['ပြွှာ', 'ပ\u103e\u103c\u103dာ'], ['שלום', 'שָׁלוֹם'], ['أحمد', 'أحْمَد'], ['नमस्ते', 'नमस्ते'.normalize('NFD')], ['आकाशम', 'अाकाशम'],
])('%s and %s look the same, and are one name to whoever imitates', (one = '', other = '') => {
  expect(foldUsername(one).skeleton).toBe(foldUsername(other).skeleton)
})

test('marks tell names apart where they are written as letters are', () => {
  expect(new Set(['สวัสดี', 'สวสดี', 'สวัสดิ'].map(name => foldUsername(name).skeleton)).size).toBe(3)
})

test('names that could be registered before keep their keys', () => {
  expect(foldUsername('Zoë_Müller')).toEqual({ key: 'zoë_müller', skeleton: 'zoe\u0308_rnu\u0308ller' })
  expect(foldUsername('أحمد')).toEqual({ key: 'أحمد', skeleton: 'l\u0654حمد' })
  expect(foldUsername('Ελένη_1').key).toBe('ελένη_1')
})

test('the length of a name is counted in characters, not in bytes or code units', () => {
  expect(parseUsername('𠮷𠮷𠮷𠮷𠮷', { min: 5, max: 5 })).toMatchObject({ shown: '𠮷𠮷𠮷𠮷𠮷' })
})

test('addresses keep their case where they are written, and lose it where they are compared', () => {
  expect(parseEmail('Ann@Ex.com')).toEqual({ address: 'Ann@Ex.com', key: 'ann@ex.com' })
  expect(parseEmail('u@ПРИМЕР.рф')).toEqual({ address: 'u@xn--e1afmkfd.xn--p1ai', key: 'u@xn--e1afmkfd.xn--p1ai' })
  expect(maskEmail('ann.lee@example.com')).toBe('a***@example.com')
})

test('networks: one for each IPv4 address, one for an IPv6 /64, one for what is no address', () => {
  expect(['1.2.3.4', '::ffff:1.2.3.4', '2001:DB8::1', '2001:db8:0:0:1::', 'fe80::1%eth0', undefined, 'x', ''].map(networkOf))
    .toEqual(['1.2.3.4', '1.2.3.4', '2001:db8::/64', '2001:db8::/64', 'fe80::/64', 'unknown', 'unknown', 'unknown'])
  expect(['1.2.3.4', '2001:db8:1:2::3', undefined].map(maskIp)).toEqual(['1.2.3.0/24', '2001:db8:1::/48', 'unknown'])
  expect(['10.0.0.0/8', '::1', 'fd00::/8', '::ffff:10.0.0.0/104', '0.0.0.0/0', 'true', '1', 'x'].map(isProxyNetwork)).toEqual([true, true, true, false, false, false, false, false])
})

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'], ['en-GB,en;q=0.9', 'en'], ['fr,zh-TW;q=0.5,en;q=0.4', 'zh-CN'], ['en;q=0.1,zh;q=0.9', 'zh-CN'], ['zh;q=0,en', 'en'],
  ['*', 'en'], ['', 'en'], [undefined, 'en'], ['x'.repeat(9000), 'en'], ['zh;q=abc', 'en'],
])('somebody who reads %j gets mail in %s', (header, locale) => {
  expect(preferredLocale(header)).toBe(locale)
})

test('a gate lets so many through at once, in the order they came, and forgets keys nobody waits for', async () => {
  const gates = createGates(2)
  let inside = 0
  let most = 0
  const order: number[] = []
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => gates.pass('key', async () => {
    most = Math.max(most, ++inside)
    await new Promise(resolve => setTimeout(resolve, 2))
    order.push(index)
    inside--
    if (index === 3) throw new Error('no')
    return index
  }, { seconds: 60 })))
  expect(most).toBe(2)
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(results.filter(result => result.status === 'rejected')).toHaveLength(1)
  expect(await gates.pass('key', async () => 'free', { seconds: 60 })).toBe('free')
})

test('why something failed is said down to its cause, without addresses and statements', () => {
  const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:5432'), new Error('connect ECONNREFUSED 127.0.0.1:5432')])
  expect(reasonsOf(refused)).toBe('connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432')
  const failed = Object.assign(new Error('Failed query: select secret', { cause: new Error('permission denied for table signing_keys') }), { query: 'select secret', params: ['ann@example.com'] })
  expect(reasonsOf(failed)).toBe('a statement failed: permission denied for table signing_keys')
  expect(reasonsOf(Object.assign(new Error(''), { code: 'ENOENT' }))).toBe('ENOENT')
  expect(reasonsOf(new Error('no mailbox ann@example.com'))).toBe('no mailbox a***@example.com')
})
