import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { instantOf } from './local-instant.ts'

beforeEach(() => { vi.stubEnv('TZ', 'Asia/Shanghai') })
afterEach(() => { vi.unstubAllEnvs() })

test('a local time is the instant it means here', () => {
  expect(instantOf('2026-11-21T08:30')).toBe('2026-11-21T00:30:00.000Z')
})

test('nothing, and what is no time, is no instant', () => {
  expect([instantOf(''), instantOf('soon')]).toEqual([undefined, undefined])
})
