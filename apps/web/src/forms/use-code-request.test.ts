import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { problem } from '../../test/fake-connection.ts'
import { fakeDependencies, fakeMemory, inside } from '../../test/gatehouse.ts'
import { readSentCode, useCodeRequest } from './use-code-request.ts'

const sent = { status: 202, data: { requestId: 'r1', resendAfter: 60, expiresIn: 600 } }

beforeEach(() => { vi.useFakeTimers({ now: new Date('2026-11-01T08:00:00Z'), toFake: ['Date', 'setTimeout', 'clearTimeout'] }) })
afterEach(() => { vi.useRealTimers() })

async function openPage(tabMemory = fakeMemory(), reply: () => { status: number, data?: unknown } = () => sent) {
  const { dependencies, requests } = await fakeDependencies({ 'POST /verification-codes': reply }, { tabMemory })
  const page = { email: 'ann@example.com' }
  const { result: code, wrapper } = inside(dependencies, () => useCodeRequest('register', () => page.email))
  return { code, page, requests, close: () => wrapper.unmount() }
}

test('a code can be asked for again after the wait, not before', async () => {
  const { code, requests } = await openPage()
  await code.send()
  expect(code.wait.value).toBe(60)
  await code.send()
  expect(requests).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(code.wait.value).toBe(0)
  await code.send()
  expect(requests).toHaveLength(2)
})

test('the countdown and the request survive a reload of the page', async () => {
  const tabMemory = fakeMemory()
  const before = await openPage(tabMemory)
  await before.code.send()
  before.close()
  await vi.advanceTimersByTimeAsync(20_000)

  const { code } = await openPage(tabMemory)
  expect(code.earlierEmail).toBe('ann@example.com')
  expect(code.sent.value?.requestId).toBe('r1')
  expect(code.wait.value).toBe(40)
})

test('what survives has no code and no password in it', async () => {
  const stored = new Map<string, string>()
  const { code } = await openPage(fakeMemory(stored))
  await code.send()
  expect(readSentCode(stored.get('gatehouse-code-register') ?? null, Date.now())).toEqual(code.sent.value)
  expect(Object.keys(code.sent.value ?? {})).toEqual(['requestId', 'email', 'sentAt', 'resendAt', 'expiresAt'])
})

test('an expired code is forgotten, and so is what is no code at all', () => {
  const kept = { requestId: 'r1', email: 'a@example.com', sentAt: 0, resendAt: 60_000, expiresAt: 600_000 }
  expect(readSentCode(JSON.stringify(kept), 599_999)).toEqual(kept)
  expect(readSentCode(JSON.stringify(kept), 600_000)).toBeNull()
  expect(readSentCode('{"requestId":7}', 0)).toBeNull()
  expect(readSentCode('{', 0)).toBeNull()
  expect(readSentCode(null, 0)).toBeNull()
})

test('when it is too soon, the wait is the one the API names', async () => {
  const { code } = await openPage(fakeMemory(), () => problem('resend_too_soon', 429, { retryAfter: 17 }))
  await code.send()
  expect(code.failure.value?.code).toBe('resend_too_soon')
  expect(code.wait.value).toBe(17)
  expect(code.sent.value).toBeNull()
})
