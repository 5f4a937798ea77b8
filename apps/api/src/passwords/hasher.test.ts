import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createHasher, type HasherSettings } from './hasher.ts'

function hasher(settings: Partial<HasherSettings> = {}) {
  const made = createHasher({ cost: 4, threads: 1, queue: 10, ...settings })
  onTestFinished(() => made.close())
  return made
}

test('a stored password says how it was made, and is verified by nothing but itself', async () => {
  const { hash, verify, isStale } = hasher()
  const stored = await hash('copper lantern')
  expect(stored).toMatch(/^gatehouse-password-v1\$2b\$04\$[./A-Za-z0-9]{53}$/)
  expect(await hash('copper lantern')).not.toBe(stored)
  expect([await verify('copper lantern', stored), await verify('copper lanterns', stored), await verify('', stored), await verify('copper lantern', null)]).toEqual([true, false, false, false])
  expect([isStale(stored), hasher({ cost: 5 }).isStale(stored), isStale(stored.replace('gatehouse-password-v1', ''))]).toEqual([false, true, true])
})

test('what another scheme has stored is never taken for a match', async () => {
  const { verify, hash } = hasher()
  const bare = (await hash('copper lantern')).replace('gatehouse-password-v1', '')
  for (const stored of [bare, '', 'copper lantern', 'gatehouse-password-v2$2b$04$x']) expect(await verify('copper lantern', stored)).toBe(false)
})

test('a zero in a password does not end it', async () => {
  const { hash, verify } = hasher()
  expect(await verify('copper\0marble', await hash('copper\0lantern'))).toBe(false)
})

test('a failure takes the work of today\'s cost, also against an older and cheaper hash, and when there is none', async () => {
  const [today, old] = [hasher({ cost: 11 }), hasher({ cost: 6 })]
  const stored = { today: await today.hash('copper lantern'), old: await old.hash('copper lantern'), none: null }
  const took: Record<string, number> = {}
  for (const [name, hash] of Object.entries(stored)) {
    const times = []
    for (let round = 0; round < 5; round++) {
      const begun = performance.now()
      await today.verify('wrong', hash)
      times.push(performance.now() - begun)
    }
    took[name] = Math.min(...times)
  }
  // An old hash alone would take a thirty-second of it.
  expect((took.old ?? 0) / (took.today ?? 1)).toBeGreaterThan(0.5)
  expect((took.none ?? 0) / (took.today ?? 1)).toBeGreaterThan(0.5)
})

test('the event loop goes on while passwords are hashed', async () => {
  const { verify } = hasher({ cost: 12 })
  let turns = 0
  let done = false
  const work = Promise.all(Array.from({ length: 5 }, () => verify('wrong', null))).then(() => { done = true })
  while (!done) {
    await sleep(1)
    turns++
  }
  await work
  // On the loop, the hashing would let it turn some ten or twenty times.
  expect(turns).toBeGreaterThan(80)
})

test('no more wait than may wait: the rest is refused at once', async () => {
  const { verify } = hasher({ cost: 8, queue: 3 })
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => verify('wrong', null)))
  const refused = results.filter(result => result.status === 'rejected')
  expect(refused).toHaveLength(6)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded', retryAfter: 2 })
})

test('a very long password is judged by its beginning, in bounded time', async () => {
  const { assess } = hasher()
  await assess('warm up', [])
  const begun = process.cpuUsage()
  expect(await assess('abcd1234'.repeat(16), [])).not.toBeNull()
  expect(await assess(Array.from({ length: 128 }, (_, index) => String.fromCodePoint(33 + (index * 37) % 90)).join(''), [])).toBeNull()
  const { user, system } = process.cpuUsage(begun)
  expect((user + system) / 1000).toBeLessThan(3000)
})
