import { expect, test } from 'vitest'
import { findCode } from './code.ts'

const inText = (text: string) => findCode({ text, html: '' })
const inHtml = (html: string) => findCode({ text: '', html })

test('a code is six digits on their own, in any sentence', () => {
  expect(inText('Your code is 048213.')).toBe('048213')
  expect(inText('验证码048213，10 分钟内有效。')).toBe('048213')
  expect(inText('(775190)')).toBe('775190')
})

test('digits alone on a line win over digits in a sentence', () => {
  expect(inText('Order 111111 waits for you.\r\n\r\n    048213\r\n\r\nIt works once.')).toBe('048213')
})

test('parts of longer numbers, words, addresses and colours are no code', () => {
  for (const text of ['1234567', '12345', 'A123456', 'https://example.com/123456', 'http://localhost:123456', '?id=123456', '#123456', '3.141592', '123456.78', '123456-1']) {
    expect(inText(text), text).toBeNull()
  }
})

test('a mail without text is searched as it reads, not as it is written', () => {
  expect(inHtml('<style>p { color: #123456 } /* 222222 */</style><p style="width:333333">Your code: <b>998877</b></p>')).toBe('998877')
  expect(inHtml('<p>Hello</p>')).toBeNull()
})
