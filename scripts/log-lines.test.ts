import { expect, test } from 'vitest'
import { readable } from './log-lines.mjs'

const line = (fields: object) => readable('api', JSON.stringify({ level: 30, time: '2026-11-29T12:00:00.000Z', network: '203.0.113.0/24', ...fields }))

test('what pages give people as a reference is in the terminal, beside what went wrong', () => {
  expect(line({ level: 50, msg: 'sign-in at a provider failed', requestId: 'a1-7', provider: 'github', upstreamError: 'redirect_uri_mismatch' }))
    .toBe('api       12:00:00 error: sign-in at a provider failed {"requestId":"a1-7","provider":"github","upstreamError":"redirect_uri_mismatch"}')
  expect(line({ msg: 'request', requestId: 'a1-8', method: 'POST', route: '/users', status: 500, ms: 7, problem: 'internal' }))
    .toBe('api       12:00:00 POST /users 500 internal (7 ms) a1-8')
})

test('requests that went well are told in short, and what is no log line as it is', () => {
  expect(line({ msg: 'request', requestId: 'a1-9', method: 'GET', route: '/users/me', status: 200, ms: 3 })).toBe('api       12:00:00 GET /users/me 200 (3 ms)')
  for (const text of ['listening', '{not JSON']) expect(readable('web', text)).toBe(`web       ${text}`)
})
