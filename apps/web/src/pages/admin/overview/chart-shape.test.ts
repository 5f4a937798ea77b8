import { expect, test } from 'vitest'
import { roundUp, seriesOf, stack, totals } from './chart-shape.ts'

test.each([[0, 4], [3, 4], [5, 5], [7, 8], [9, 10], [11, 12], [13, 15], [41, 50], [99, 100], [101, 120], [1234, 1500]])('an axis for %d ends at %d', (most, top) => {
  expect(roundUp(most)).toBe(top)
})

test('series stand on each other, and nothing is drawn for nothing', () => {
  const series = [{ name: 'a', tone: 'one', counts: [1, 0] }, { name: 'b', tone: 'two', counts: [3, 2] }]
  expect(totals(series, 2)).toEqual([4, 2])
  expect(stack(series, 2, 4)).toEqual([
    { x: 0, y: 75, height: 25, tone: 'one' }, { x: 0, y: 0, height: 75, tone: 'two' }, { x: 1, y: 50, height: 50, tone: 'two' },
  ])
})

test('the ways of signing in that are used most have a colour of their own; the others are one', () => {
  const used = (method: string, ...counts: number[]) => ({ method, days: counts.map(count => ({ count })) })
  const series = seriesOf([used('a', 1, 0), used('b', 9, 9), used('c', 5, 5), used('d', 0, 2), used('e', 3, 3), used('f', 0, 0)], name => name, 'others')
  expect(series.map(({ name, counts }) => [name, counts])).toEqual([['b', [9, 9]], ['c', [5, 5]], ['e', [3, 3]], ['others', [1, 2]]])
  expect(new Set(series.map(({ tone }) => tone)).size).toBe(4)
})
