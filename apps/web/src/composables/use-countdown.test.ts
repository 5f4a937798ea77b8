import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { clockTime, useCountdown } from './use-countdown.ts'

beforeEach(() => { vi.useFakeTimers({ now: 0 }) })
afterEach(() => { vi.useRealTimers() })

test('a countdown ticks down to nothing', () => {
  const scope = effectScope()
  const left = scope.run(() => useCountdown(2500))
  expect(left?.value).toBe(3)
  vi.advanceTimersByTime(600)
  expect(left?.value).toBe(2)
  vi.advanceTimersByTime(60_000)
  expect(left?.value).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  scope.stop()
})

test('a machine that slept finds the countdown where it should be', () => {
  const scope = effectScope()
  const left = scope.run(() => useCountdown(60_000))
  vi.setSystemTime(45_000)
  vi.advanceTimersByTime(1000)
  expect(left?.value).toBe(14)
  scope.stop()
})

test('a new instant starts it anew, and none stops it', () => {
  const scope = effectScope()
  const until = shallowRef<number | null>(null)
  const left = scope.run(() => useCountdown(until))
  expect(left?.value).toBe(0)
  until.value = 10_000
  expect(left?.value).toBe(10)
  until.value = null
  expect(left?.value).toBe(0)
  scope.stop()
})

test('nothing ticks on after its page is gone', () => {
  const scope = effectScope()
  scope.run(() => useCountdown(60_000))
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test.each([[0, '0:00'], [9, '0:09'], [60, '1:00'], [3605, '60:05']])('%i seconds read %s', (seconds, text) => {
  expect(clockTime(seconds)).toBe(text)
})
