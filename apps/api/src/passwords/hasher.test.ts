import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createHasher, type HasherSettings } from './hasher.ts'

const someone = { network: '192.0.2.1' }

function hasher(settings: Partial<HasherSettings> = {}) {
  const made = createHasher({ cost: 4, threads: 1, waitSeconds: 60, ...settings })
  onTestFinished(() => made.close())
  return made
}

test('a stored password says how it was made, and is verified by nothing but itself', async () => {
  const { hash, verify, isStale } = hasher()
  const stored = await hash('copper lantern', someone)
  expect(stored).toMatch(/^gatehouse-password-v1\$2b\$04\$[./A-Za-z0-9]{53}$/)
  expect(await hash('copper lantern', someone)).not.toBe(stored)
  expect([await verify('copper lantern', stored, someone), await verify('copper lanterns', stored, someone), await verify('', stored, someone), await verify('copper lantern', null, someone)]).toEqual([true, false, false, false])
  expect([isStale(stored), hasher({ cost: 5 }).isStale(stored), isStale(stored.replace('gatehouse-password-v1', ''))]).toEqual([false, true, true])
})

test('what another scheme has stored is never taken for a match', async () => {
  const { verify, hash } = hasher()
  const bare = (await hash('copper lantern', someone)).replace('gatehouse-password-v1', '')
  for (const stored of [bare, '', 'copper lantern', 'gatehouse-password-v2$2b$04$x']) expect(await verify('copper lantern', stored, someone)).toBe(false)
})

test('a zero in a password does not end it', async () => {
  const { hash, verify } = hasher()
  expect(await verify('copper\0marble', await hash('copper\0lantern', someone), someone)).toBe(false)
})

test('a failure takes the work of today\'s cost, also against an older and cheaper hash, and when there is none', async () => {
  const [today, old] = [hasher({ cost: 11 }), hasher({ cost: 6 })]
  const stored = { today: await today.hash('copper lantern', someone), old: await old.hash('copper lantern', someone), none: null }
  const took: Record<string, number> = {}
  for (const [name, hash] of Object.entries(stored)) {
    const times = []
    for (let round = 0; round < 5; round++) {
      const begun = performance.now()
      await today.verify('wrong', hash, someone)
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
  const work = Promise.all(Array.from({ length: 5 }, () => verify('wrong', null, someone))).then(() => { done = true })
  while (!done) {
    await sleep(1)
    turns++
  }
  await work
  // On the loop, the hashing would let it turn some ten or twenty times.
  expect(turns).toBeGreaterThan(80)
})

test('who would wait for longer than may be is refused at once', async () => {
  const { verify } = hasher({ cost: 8, waitSeconds: 0.05 })
  const results = await Promise.allSettled(Array.from({ length: 30 }, () => verify('wrong', null, someone)))
  const refused = results.filter(result => result.status === 'rejected')
  expect(refused.length).toBeGreaterThan(10)
  expect(refused.length).toBeLessThan(30)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded', retryAfter: 1 })
})
