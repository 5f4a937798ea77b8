import { expect, test } from 'vitest'
import { sameHost, sameSiteAndBelow, sameText, underRegistered, withQuery, type RedirectRule } from './redirects.ts'

const registered = 'http://localhost:5173/oauth/callback'
const others = [
  `${registered}/`, `${registered}/x`, `${registered}?a=b`, `${registered}x`, 'http://localhost:9/oauth/callback', 'https://localhost/other',
  'http://evil.example/oauth/callback', `${registered}/\r\nx: y`, 'javascript://localhost/%0aalert(1)', 'http://localhost:5173@evil.example/oauth/callback', 'no address', '',
]

function accepted(rule: RedirectRule) {
  expect(rule(registered, registered)).toBe(true)
  return others.filter(sent => rule(sent, registered)).map(sent => sent.replace(registered, '…'))
}

test('each rule accepts what its provider does, and nothing foreign', () => {
  expect(accepted(sameText)).toEqual([])
  expect(accepted(underRegistered)).toEqual(['…/x', '…?a=b'])
  expect(accepted(sameHost)).toEqual(['…/', '…/x', '…?a=b', '…x', 'http://localhost:9/oauth/callback', 'https://localhost/other'])
  expect(accepted(sameSiteAndBelow)).toEqual(['…/', '…/x', '…?a=b', 'http://localhost:9/oauth/callback'])
})

test('parameters join those an address has, and stand before its fragment', () => {
  expect(withQuery('http://a/?b=c', { d: 'e f', none: undefined })).toBe('http://a/?b=c&d=e+f')
  expect(withQuery('http://a/#x', { d: 'e f' }, '%20')).toBe('http://a/?d=e%20f#x')
  expect(withQuery('http://a/', {})).toBe('http://a/')
})
