import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8')
const tokens = new Map([...css.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]))

/** Relative luminance and contrast, WCAG 2.2. */
const luminance = (hex: string) => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
  .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  .reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0)
function contrast(one: string, other: string) {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const texts = [
  ...['ground', 'surface'].flatMap(ground => ['text', 'muted', 'vermilion', 'danger', 'lapis', 'jade', 'ochre'].map(ink => [ink, ground, 4.5] as const)),
  ['on-vermilion', 'vermilion', 4.5], ['on-vermilion', 'vermilion-deep', 4.5], ['on-danger', 'danger', 4.5], ['on-danger', 'danger-deep', 4.5],
] as const
const outlines = ['ground', 'surface'].map(ground => ['line', ground, 3] as const)

test.each([...texts, ...outlines])('%s on %s has a contrast of at least %d in both themes', (ink, ground, least) => {
  for (const theme of ['light', 'dark'] as const) {
    expect(contrast(tokens.get(ink)?.[theme] ?? '', tokens.get(ground)?.[theme] ?? '')).toBeGreaterThanOrEqual(least)
  }
})

/** Hue in degrees, of HSL. */
function hue(hex: string) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16))
  return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180 / Math.PI + 360) % 360
}

test('what is dangerous has a colour of its own, far from that of the primary action', () => {
  for (const theme of ['light', 'dark'] as const) {
    const apart = Math.abs(hue(tokens.get('danger')?.[theme] ?? '') - hue(tokens.get('vermilion')?.[theme] ?? ''))
    expect([theme, Math.min(apart, 360 - apart) > 30]).toEqual([theme, true])
  }
})
