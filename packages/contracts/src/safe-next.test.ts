import { expect, test } from 'vitest'
import { safeNext } from './safe-next.ts'

test.each([
  '/account', '/account/security', '/account?tab=1#top', '/', '/a//b', '/%E4%B8%AD%E6%96%87', '/account?next=https%3A%2F%2Fexample.com',
])('a path of ours is kept: %s', (path) => {
  expect(safeNext(path)).toBe(path)
})

test.each([
  ['another host', '//evil.example'],
  ['another host, three slashes', '///evil.example'],
  ['a backslash that browsers read as a slash', '/\\evil.example'],
  ['a backslash first', '\\/evil.example'],
  ['a backslash later', '/account\\..\\..//evil'],
  ['an encoded slash first', '/%2Fevil.example'],
  ['an encoded backslash', '/%5Cevil.example'],
  ['an encoded tab that parsers drop', '/%09/evil.example'],
  ['a tab', '/\t/evil.example'],
  ['a line break', '/\n/evil.example'],
  ['an encoded line break', '/account%0D%0ASet-Cookie:a=b'],
  ['an encoded NUL', '/account%00'],
  ['a NUL', '/account\u0000'],
  ['a C1 control character', '/account\u0085'],
  ['a lone surrogate', '/account\ud800'],
  ['dots that normalise to two slashes', '/.//evil.example'],
  ['encoded dots that normalise to two slashes', '/%2e//evil.example'],
  ['dots up to two slashes', '/account/..//evil.example'],
  ['nested encoding', '/%252Fevil.example'],
  ['deeper nested encoding', '/%25252Fevil.example'],
  ['encoding without end', `/${'%25'.repeat(9)}2F`],
  ['broken encoding', '/%E4%B8'],
  ['a scheme without slashes', 'https:evil.example'],
  ['a whole address', 'https://evil.example/account'],
  ['script', 'javascript:alert(1)'],
  ['script in disguise', ' javascript:alert(1)'],
  ['data', 'data:text/html,<script>alert(1)</script>'],
  ['a relative path', 'account'],
  ['an e-mail look-alike', '@evil.example'],
  ['nothing', ''],
  ['four kilobytes', `/${'a'.repeat(4096)}`],
])('what may lead elsewhere is refused: %s', (_what, next) => {
  expect(safeNext(next)).toBeNull()
})

test.each([[null], [undefined], [['/account', '//evil.example']], [{}], [1]])('what is no text is refused: %j', (next) => {
  expect(safeNext(next)).toBeNull()
})
