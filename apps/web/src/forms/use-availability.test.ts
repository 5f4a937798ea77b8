import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { problem } from '../../test/fake-connection.ts'
import { fakeDependencies, inside } from '../../test/gatehouse.ts'
import { availabilityFault, useAvailability } from './use-availability.ts'

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }) })
afterEach(() => { vi.useRealTimers() })

const count = (username: string, count: number, delay = 0) => async () => {
  await new Promise((resolve) => { setTimeout(resolve, delay) })
  return { status: 200, data: { username, count } }
}

async function typing(replies: Parameters<typeof fakeDependencies>[0]) {
  const { dependencies, requests } = await fakeDependencies(replies)
  const name = shallowRef('')
  const own = shallowRef('my-name')
  const { result } = inside(dependencies, () => useAvailability(() => name.value, () => own.value))
  async function type(text: string, wait: number) {
    name.value = text
    await nextTick()
    await vi.advanceTimersByTimeAsync(wait)
  }
  return { type, own, availability: result, requests }
}

test('a name is asked about once the typing pauses', async () => {
  const { type, availability, requests } = await typing({ 'GET /usernames/annlee/count': count('annlee', 0) })
  for (const text of ['a', 'ann', 'annle', 'annlee']) await type(text, 100)
  expect(requests).toEqual([])
  expect(availability.value).toBe('checking')
  await type('annlee', 400)
  expect(requests).toEqual(['GET /usernames/annlee/count'])
  expect(availability.value).toBe('free')
})

test('a late answer about an earlier name is not taken for the present one', async () => {
  const { type, availability } = await typing({
    'GET /usernames/annlee/count': count('annlee', 1, 3000),
    'GET /usernames/annlee2/count': count('annlee2', 0),
  })
  await type('annlee', 500)
  await type('annlee2', 500)
  expect(availability.value).toBe('free')
  await type('annlee2', 5000)
  expect(availability.value).toBe('free')
})

test('a taken name is said to be taken, a reserved one to be reserved', async () => {
  const errors = [{ path: 'username', code: 'username_reserved', message: '' }]
  const { type, availability } = await typing({
    'GET /usernames/annlee/count': count('annlee', 1), 'GET /usernames/admin/count': () => problem('validation_failed', 400, { errors }),
  })
  await type('annlee', 500)
  expect(availabilityFault(availability.value)).toBe('problems.username_taken')
  await type('admin', 500)
  expect(availabilityFault(availability.value)).toBe('fieldProblems.username_reserved')
})

test('names that cannot be, and the one a person has, are not asked about', async () => {
  const { type, availability, requests } = await typing({})
  for (const text of ['abc', 'with space', 'my-name', '..']) await type(text, 500)
  expect(requests).toEqual([])
  expect(availability.value).toBe('unknown')
})

test('a name that has been saved while it was asked about is not taken by somebody else', async () => {
  const { type, own, availability } = await typing({ 'GET /usernames/annlee/count': count('annlee', 1, 3000) })
  await type('annlee', 500)
  own.value = 'annlee'
  await type('annlee', 5000)
  expect(availability.value).toBe('unknown')
})

test('a question that fails blames nobody', async () => {
  const { type, availability } = await typing({})
  await type('annlee', 500)
  expect(availability.value).toBe('unknown')
})
