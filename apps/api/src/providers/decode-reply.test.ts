import { expect, test } from 'vitest'
import { decodeReply } from './decode-reply.ts'

const decode = (text: string) => decodeReply(Buffer.from(text))

test.each([
  ['JSON', '{"a":"岚"}', { a: '岚' }],
  ['JSON after a byte order mark and blanks', '\ufeff \n{"a":1}\n', { a: 1 }],
  ['a list', '[{"a":1}]', [{ a: 1 }]],
  ['JSONP', 'callback( {"a":1} );\n', { a: 1 }],
  ['JSONP with brackets inside', 'x.y$1({"a":"f(x);"})', { a: 'f(x);' }],
  ['form text', 'access_token=a%2Bb&scope=c+d', { access_token: 'a+b', scope: 'c d' }],
  ['an error as form text', 'error=bad&error_description=x+y', { error: 'bad', error_description: 'x y' }],
  ['long numbers', '{"id":9223372036854775807,"n":-9007199254740993,"list":[12345678901234567890]}', { id: '9223372036854775807', n: '-9007199254740993', list: ['12345678901234567890'] }],
  ['safe numbers', '{"id":9007199254740991,"x":1.2345678901234567890,"y":1e3}', { id: 9007199254740991, x: 1.2345678901234567, y: 1000 }],
  ['digits inside strings', '{"a\\"12345678901234567890":"\\\\\\"12345678901234567890"}', { 'a"12345678901234567890': '\\"12345678901234567890' }],
  ['a prototype', '{"__proto__":{"a":1},"b":{"__proto__":2},"c":3}', { b: {}, c: 3 }],
])('%s', (_name, text, value) => {
  expect(decode(text)).toEqual(value)
})

test.each(['', 'hello', '"hello"', '12', 'null', '<html>error=1</html>', 'a=b', '{', '{"a":1}}', 'callback(', 'callback()', 'error=a b'])('%j is no answer', (text) => {
  expect(decode(text)).toBeNull()
})

test('bytes that are no UTF-8 do no harm', () => {
  expect(decodeReply(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]))).toEqual({ a: '\ufffd' })
})

test.each(['\\"', '"', '\\', '1', '{"a":', 'a('])('a mebibyte of %j is read quickly', (piece) => {
  const begun = process.cpuUsage()
  decode(`{"${piece.repeat(1_048_576 / piece.length)}`)
  decode(`{${piece.repeat(1_048_576 / piece.length)}`)
  // Work, not time: others may be busy beside us.
  const { user, system } = process.cpuUsage(begun)
  expect((user + system) / 1000).toBeLessThan(3000)
})
