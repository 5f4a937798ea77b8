import { expect, test } from 'vitest'
import { createClock } from '../../test/clock.ts'
import { createBreaker } from './breaker.ts'
import { UpstreamError } from './upstream-error.ts'

const down = async () => { throw new UpstreamError('unavailable') }
const refuses = async () => { throw new UpstreamError('refused') }
const answers = async () => 'ok'

function setUp() {
  const clock = createClock()
  const changes: string[] = []
  const breaker = createBreaker({ clock, failures: 3, rest: 30, onChange: state => changes.push(state) })
  const fail = async (times: number) => { for (let n = 0; n < times; n++) await expect(breaker.run(down)).rejects.not.toMatchObject({ error: 'resting' }) }
  const isResting = async () => breaker.run(answers).then(() => false, (error: unknown) => error instanceof UpstreamError && error.error === 'resting')
  return { clock, changes, breaker, fail, isResting }
}

test('opens after so many failures in a row, and closes when the first call after the rest succeeds', async () => {
  const { clock, changes, fail, isResting } = setUp()
  await fail(3)
  expect(await isResting()).toBe(true)
  clock.advance(29)
  expect(await isResting()).toBe(true)
  clock.advance(1)
  expect(await isResting()).toBe(false)
  await fail(2)
  expect(await isResting()).toBe(false)
  expect(changes).toEqual(['open', 'closed'])
})

test('rests again when that call fails', async () => {
  const { clock, changes, fail, isResting } = setUp()
  await fail(3)
  clock.advance(30)
  await fail(1)
  expect(await isResting()).toBe(true)
  clock.advance(30)
  expect(await isResting()).toBe(false)
  expect(changes).toEqual(['open', 'closed'])
})

test('only one call tries at a time', async () => {
  const { clock, breaker, fail, isResting } = setUp()
  await fail(3)
  clock.advance(30)
  let finish = (_value: string) => {}
  const trying = breaker.run(() => new Promise<string>((resolve) => { finish = resolve }))
  expect(await isResting()).toBe(true)
  finish('back')
  expect(await trying).toBe('back')
  expect(await isResting()).toBe(false)
})

test('refusals are answers', async () => {
  const { breaker, fail, isResting } = setUp()
  await fail(2)
  await expect(breaker.run(refuses)).rejects.toMatchObject({ kind: 'refused' })
  await fail(2)
  expect(await isResting()).toBe(false)
})

test('calls that were given up say nothing, not even when they try', async () => {
  const { clock, breaker, fail, isResting } = setUp()
  for (let n = 0; n < 5; n++) await expect(breaker.run(down, () => true)).rejects.toThrow()
  expect(await isResting()).toBe(false)
  await fail(3)
  clock.advance(30)
  await expect(breaker.run(down, () => true)).rejects.toThrow()
  expect(await isResting()).toBe(false)
})
