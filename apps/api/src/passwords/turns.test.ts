import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Asker } from './asker.ts'
import { createTurns } from './turns.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => { vi.useRealTimers() })
})

/** One thread that works for as long as the test wants; a hash is thought to take a second at first. */
function workshop({ width = 1, waitSeconds = 5, estimate = 1000 } = {}) {
  const turns = createTurns({ width, waitSeconds, estimate })
  const begun: string[] = []
  const endings: (() => void)[] = []
  const told: Record<string, unknown> = {}
  return {
    begun, told,
    /** Somebody asks; what becomes of it is told. */
    ask(name: string, asker: Partial<Asker> = {}) {
      void turns.pass({ network: name, ...asker }, async () => {
        begun.push(name)
        await new Promise<void>(resolve => endings.push(resolve))
        return 'done'
      }).then(
        (answer) => { told[name] = answer },
        (error: unknown) => { told[name] = error instanceof Error && 'code' in error && 'retryAfter' in error ? [error.code, error.retryAfter] : error },
      )
    },
    /** The work that began first is done, after so many seconds. */
    async end(seconds = 1) {
      await vi.advanceTimersByTimeAsync(seconds * 1000)
      endings.shift()?.()
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

test('no more is done at once than may be; the next begins when one ends', async () => {
  const { ask, end, begun } = workshop({ width: 2 })
  for (const name of ['ann', 'bob', 'cleo', 'dan']) ask(name)
  await settled()
  expect(begun).toEqual(['ann', 'bob'])
  await end()
  expect(begun).toEqual(['ann', 'bob', 'cleo'])
})

test('networks take turns: who has sent many waits for its own, and nobody else does', async () => {
  const { ask, end, begun } = workshop({ waitSeconds: 100 })
  for (let count = 0; count < 6; count++) ask('crowd')
  ask('ann')
  ask('bob')
  for (let count = 0; count < 8; count++) await end()
  expect(begun).toEqual(['crowd', 'crowd', 'ann', 'bob', 'crowd', 'crowd', 'crowd', 'crowd'])
})

test('a network whose own line is too long is refused; the line of others is not longer for it', async () => {
  const { ask, told, begun, end } = workshop()
  for (let count = 0; count < 50; count++) ask('crowd')
  ask('ann')
  await settled()
  expect(told).toEqual({ crowd: ['overloaded', 6] })
  await end()
  await end()
  expect(begun.slice(0, 3)).toEqual(['crowd', 'crowd', 'ann'])
})

test('who would wait too long is refused at once, by how long the work has taken lately, and told when to come again', async () => {
  const { ask, end, told } = workshop()
  ask('first')
  await settled()
  for (let count = 0; count < 20; count++) {
    ask(`other-${count}`)
    await end(4)
    if (told[`other-${count}`]) await end(0)
  }
  // One at work and one in line, at nearly four seconds each.
  ask('second')
  ask('third')
  ask('late')
  await settled()
  expect(told.late).toEqual(['overloaded', 8])
})

test('the same line is short where the work is quick', async () => {
  const { ask, told } = workshop({ estimate: 10 })
  for (let count = 0; count < 200; count++) ask(`person-${count}`)
  await settled()
  expect(told).toEqual({})
})

test('who has waited too long is told so then, and is not worked for', async () => {
  const { ask, end, told, begun } = workshop()
  ask('ann')
  ask('bob')
  await vi.advanceTimersByTimeAsync(4999)
  expect(told).toEqual({})
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual({ bob: ['overloaded', 5] })
  await end()
  expect(begun).toEqual(['ann'])
})

test('nothing is done for people who have gone', async () => {
  const { ask, end, begun, told } = workshop()
  const [leaving, gone] = [new AbortController(), new AbortController()]
  gone.abort()
  ask('ann')
  ask('eve', { signal: leaving.signal })
  ask('gone', { signal: gone.signal })
  ask('bob')
  await settled()
  leaving.abort()
  await settled()
  expect(told).toMatchObject({ eve: ['overloaded', 5], gone: ['overloaded', 2] })
  await end()
  await end()
  expect(begun).toEqual(['ann', 'bob'])
})

test('what has begun is finished, whoever goes', async () => {
  const { ask, end, told } = workshop()
  const leaving = new AbortController()
  ask('ann', { signal: leaving.signal })
  await settled()
  leaving.abort()
  await end()
  expect(told).toEqual({ ann: 'done' })
})

test('within a network, people whose browser is known and strangers take turns', async () => {
  const { ask, end, begun } = workshop({ waitSeconds: 100 })
  for (const name of ['one', 'two', 'three']) ask(name, { network: 'school' })
  for (const name of ['ann', 'bob']) ask(name, { network: 'school', isKnown: true })
  for (let count = 0; count < 5; count++) await end()
  expect(begun).toEqual(['one', 'ann', 'two', 'bob', 'three'])
})

test('who has had a turn comes next, and is not turned away for the length of the line', async () => {
  const { ask, end, told, begun } = workshop()
  for (let count = 0; count < 20; count++) ask(`person-${count}`)
  ask('admitted', { isAdmitted: true })
  await settled()
  expect(told.admitted).toBeUndefined()
  await end()
  expect(begun.at(-1)).toBe('admitted')
})

test('work that fails gives its place away, too', async () => {
  const turns = createTurns({ width: 1, waitSeconds: 5, estimate: 10 })
  await expect(turns.pass({ network: 'a' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.pass({ network: 'a' }, async () => 'free')).toBe('free')
})
