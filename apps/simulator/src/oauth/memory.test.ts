import { expect, test } from 'vitest'
import { createCodes } from './codes.ts'
import { createShelf } from './shelf.ts'

test('the oldest codes make room for the newest', () => {
  const codes = createCodes<number>({ seconds: 60, now: () => 0, capacity: 2 })
  for (const number of [1, 2, 3]) codes.issue(`code-${number}`, number)
  expect([1, 2, 3].map(number => codes.look(`code-${number}`).state)).toEqual(['unknown', 'fresh', 'fresh'])
})

test('a code ends exactly when its life does, and is told from a used one', () => {
  let now = 0
  const codes = createCodes<string>({ seconds: 60, now: () => now })
  for (const code of ['early', 'late']) codes.issue(code, code)
  codes.use('early')
  expect([codes.look('early').state, codes.look('late').state]).toEqual(['used', 'fresh'])
  now = 60_000
  expect([codes.look('early').state, codes.look('late').state, codes.look(undefined).state]).toEqual(['used', 'expired', 'unknown'])
})

test('a shelf forgets what is too old or too much', () => {
  let now = 0
  const shelf = createShelf<number>({ seconds: 1, now: () => now, capacity: 2 })
  for (const number of [1, 2, 3]) shelf.put(String(number), number)
  expect([shelf.get('1'), shelf.get('2'), shelf.find(number => number > 2)]).toEqual([undefined, 2, 3])
  now = 1000
  expect([shelf.get('2'), shelf.find(number => number > 2)]).toEqual([undefined, undefined])
})
