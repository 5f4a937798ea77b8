import { expect, test } from 'vitest'
import { createClock } from '../../test/clock.ts'
import { createBreaker } from './breaker.ts'
import { UpstreamError } from './upstream-error.ts'

const down = async () => { throw new UpstreamError('unavailable', { error: 'ECONNREFUSED', reach: 'silent' }) }
const refuses = async () => { throw new UpstreamError('refused', { status: 403 }) }
const answers = async () => 'ok'
const isOpen = (error: unknown) => error instanceof UpstreamError && error.error === 'circuit_open'

function setUp() {
  const clock = createClock()
  const changes: string[] = []
  const breaker = createBreaker({ clock, failures: 3, browsers: 3, rest: 30, probes: 3, onChange: state => changes.push(state) })
  /** One call for each of these browsers, all of which go through and fail. */
  const fail = async (...browsers: string[]) => {
    for (const browser of browsers) {
      const error: unknown = await breaker.run(down, { browser }).catch((reason: unknown) => reason)
      expect(isOpen(error)).toBe(false)
    }
  }
  const isSuspended = async (browser = 'z') => breaker.run(answers, { browser }).then(() => false, isOpen)
  /** A call that goes on until it is told how it ends. */
  const hold = (browser: string) => {
    let end = { succeed: () => {}, fail: () => {} }
    const outcome = breaker.run(() => new Promise<string>((resolve, reject) => {
      end = { succeed: () => resolve('back'), fail: () => reject(new UpstreamError('unavailable', { status: 503 })) }
    }), { browser }).catch((error: unknown) => isOpen(error) ? 'suspended' : 'failed')
    return { outcome, end: () => end }
  }
  return { clock, changes, breaker, fail, isSuspended, hold }
}

test('opens when outages come to several browsers, and closes when a call after the rest is answered', async () => {
  const { clock, changes, fail, isSuspended } = setUp()
  await fail('a', 'b', 'c')
  expect(await isSuspended()).toBe(true)
  clock.advance(29)
  expect(await isSuspended()).toBe(true)
  clock.advance(1)
  expect(await isSuspended()).toBe(false)
  await fail('a', 'b')
  expect(await isSuspended()).toBe(false)
  expect(changes).toEqual(['open', 'closed'])
})

test('one browser that tries again and again does not open it, nor do two', async () => {
  const { fail, changes } = setUp()
  for (let turn = 0; turn < 20; turn++) await fail('a', 'a', 'b')
  expect(changes).toEqual([])
})

test('after the rest several calls go through at a time, one for each browser; the first answer closes it', async () => {
  const { clock, fail, isSuspended, hold } = setUp()
  await fail('a', 'b', 'c')
  clock.advance(30)
  const held = ['d', 'e', 'f'].map(hold)
  expect([await isSuspended('d'), await isSuspended('g')]).toEqual([true, true])
  held[0]?.end().fail()
  expect(await held[0]?.outcome).toBe('failed')
  held[1]?.end().succeed()
  expect(await held[1]?.outcome).toBe('back')
  expect(await isSuspended('g')).toBe(false)
  held[2]?.end().succeed()
  expect(await held[2]?.outcome).toBe('back')
})

test('opens again when several of those have failed, not when one browser has, however often', async () => {
  const { clock, changes, fail, isSuspended } = setUp()
  await fail('a', 'b', 'c')
  clock.advance(30)
  await fail('a', 'a', 'a', 'a', 'a', 'b', 'c')
  expect(await isSuspended()).toBe(true)
  clock.advance(30)
  expect(await isSuspended()).toBe(false)
  expect(changes).toEqual(['open', 'closed'])
})

test('any answer but 5xx shows that the provider is there', async () => {
  const { breaker, fail, isSuspended } = setUp()
  await fail('a', 'b')
  await expect(breaker.run(refuses, { browser: 'c' })).rejects.toMatchObject({ kind: 'refused' })
  await fail('c', 'd')
  expect(await isSuspended()).toBe(false)
})

test.each([400, 401, 403, 404, 407, 408, 429, 200, 302])('%i never counts, 503 does', async (status) => {
  const { breaker, changes } = setUp()
  const answer = async (code: number) => { throw new UpstreamError('unavailable', { status: code, error: 'unreadable_reply' }) }
  for (const browser of ['a', 'b', 'c', 'd', 'e', 'f']) await expect(breaker.run(() => answer(status), { browser })).rejects.toThrow()
  expect(changes).toEqual([])
  for (const browser of ['a', 'b', 'c']) await expect(breaker.run(() => answer(503), { browser })).rejects.toThrow()
  expect(changes).toEqual(['open'])
})

test('what was refused before anybody was called says nothing', async () => {
  const { breaker, fail, isSuspended } = setUp()
  await fail('a', 'b')
  await expect(breaker.run(async () => { throw new UpstreamError('wrong_issuer') }, { browser: 'c' })).rejects.toThrow()
  await fail('c')
  expect(await isSuspended()).toBe(true)
})

test('calls that were given up say nothing, not even when they try', async () => {
  const { clock, breaker, fail, isSuspended } = setUp()
  const giveUp = async () => {
    for (const browser of ['a', 'b', 'c', 'd']) await expect(breaker.run(down, { browser, givenUp: () => true })).rejects.toThrow()
  }
  await giveUp()
  expect(await isSuspended()).toBe(false)
  await fail('a', 'b', 'c')
  clock.advance(30)
  await giveUp()
  expect(await isSuspended()).toBe(false)
})
