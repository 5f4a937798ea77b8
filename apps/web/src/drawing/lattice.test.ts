import { expect, test } from 'vitest'
import { lattice } from './lattice.ts'

test('a seed always draws the same window', () => {
  expect(lattice('a', 68, 196)).toBe(lattice('a', 68, 196))
})

test('seeds draw different windows', () => {
  const windows = new Set(Array.from({ length: 200 }, (_, index) => lattice(`deployment ${index}`, 68, 196)))
  expect(windows.size).toBeGreaterThan(60)
})

test('a window is light enough to be part of the page, and stays within its frame', () => {
  for (let index = 0; index < 200; index++) {
    const path = lattice(`seed ${index}`, 68, 196)
    expect(path.length).toBeLessThan(1800)
    expect(path).not.toMatch(/NaN|undefined/)
    for (const [, x = '', y = ''] of path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)) {
      expect(Math.abs(Number(x))).toBeLessThanOrEqual(34)
      expect(Math.abs(Number(y))).toBeLessThanOrEqual(98)
    }
  }
})
