import { expect, test } from 'vitest'
import { plainDescription } from './plain-description.ts'

test.each([
  ['The redirect_uri MUST match the registered callback URL for this application.', 'The redirect_uri MUST match the registered callback URL for this application.'],
  ['client_secret error.', 'client_secret error.'],
  ['授权方式无效，或者登录回调地址无效、过期或已被撤销', '授权方式无效，或者登录回调地址无效、过期或已被撤销'],
  ['invalid code, rid: 65a1b2c3-0d4e5f60-1a2b3c4d', 'invalid code, rid: 65a1b2c3-0d4e5f60-1a2b3c4d'],
  ['AADSTS50105: not assigned. Trace ID: 8f3c0a51-7d2e-4f6b-9a10-5b7c2d3e4f60', 'AADSTS50105: not assigned. Trace ID: 8f3c0a51-7d2e-4f6b-9a10-5b7c2d3e4f60'],
  ['error code: 20010', 'error code: 20010'],
])('%s is said as it is', (text, said) => {
  expect(plainDescription(text)).toBe(said)
})

test.each([
  ['invalid authorization code:0123456789abcdef', 'invalid authorization code:…'],
  ['bad token "gho_EXAMPLE000000000000000000000000000000"', 'bad token "…"'],
  ['JWT eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N rejected', 'JWT ….….… rejected'],
  ['client_secret=hunter2-hunter', 'client_secret=…'],
  ['User lan@example.com is not in this tenant', 'User … is not in this tenant'],
  ['https://www.example.com/oauth/callback/github?code=abc&state=def does not match', 'https://www.example.com/oauth/callback/github does not match'],
  ['a\nb\u0000c\u202ed\u2028e', 'a b c d e'],
  [' \n ', undefined],
])('of %j, what is a secret, of a person, or no text is left out', (text, said) => {
  expect(plainDescription(text)).toBe(said)
})

test('what belongs to the attempt is left out, encoded or not, and before anything is cut off', () => {
  expect(plainDescription('no such code: 4/0A+b, nor 4%2F0A%2Bb', ['4/0A+b'])).toBe('no such code: …, nor …')
  const said = plainDescription(`${'word '.repeat(38)}secretsecretsecret`, ['secretsecretsecret']) ?? ''
  expect(said).not.toContain('secret')
})

test('is bounded, however much is sent, and soon done', () => {
  for (const text of ['x y '.repeat(100_000), 'a@'.repeat(100_000), 'code:'.repeat(100_000), `https://${'a'.repeat(100_000)}`, '岚 '.repeat(500)]) {
    const before = performance.now()
    expect([...plainDescription(text) ?? ''].length).toBeLessThanOrEqual(200)
    expect(performance.now() - before).toBeLessThan(2000)
  }
})
