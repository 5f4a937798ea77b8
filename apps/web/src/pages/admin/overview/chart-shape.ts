/** One kind of thing that happened, by day; `tone` is a class that sets the colour. */
export interface Series { name: string, tone: string, counts: readonly number[] }

/** A bar of a chart: its piece of the stack, in the chart's own units. */
export interface Piece { x: number, y: number, height: number, tone: string }

const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]

/** The next round number, so that the axis can be read. */
export function roundUp(most: number) {
  if (most <= 4) return 4
  const power = 10 ** Math.floor(Math.log10(most))
  return Math.round((steps.find(step => step * power >= most) ?? 10) * power)
}

export const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

/** The sum of all series, day by day. */
export const totals = (series: readonly Series[], days: number) =>
  Array.from({ length: days }, (_, day) => sum(series.map(({ counts }) => counts[day] ?? 0)))

/** Stacks the series in a chart that is 100 high and as wide as there are days. */
export function stack(series: readonly Series[], days: number, top: number): Piece[] {
  return Array.from({ length: days }, (_, day) => day).flatMap((day) => {
    let y = 100
    return series.flatMap(({ counts, tone }) => {
      const height = (counts[day] ?? 0) / top * 100
      y -= height
      return height > 0 ? [{ x: day, y, height, tone }] : []
    })
  })
}

const tones = ['text-lapis', 'text-jade', 'text-ochre', 'text-muted']

interface Method { method: string, days: readonly { count: number }[] }

/** What there is most of, in a colour each; what is left, as one: more colours could not be told apart. */
export function seriesOf(methods: readonly Method[], nameOf: (method: string) => string, others: string): Series[] {
  const all = methods.map(({ method, days }) => ({ name: nameOf(method), counts: days.map(({ count }) => count) }))
    .filter(({ counts }) => sum(counts) > 0)
    .sort((a, b) => sum(b.counts) - sum(a.counts))
  const many = all.length > tones.length
  const rest = many ? all.splice(tones.length - 1) : []
  const length = rest[0]?.counts.length ?? 0
  const together = { name: others, counts: Array.from({ length }, (_, day) => sum(rest.map(({ counts }) => counts[day] ?? 0))) }
  return [...all, ...many ? [together] : []].map((one, at) => ({ ...one, tone: tones[at] ?? 'text-muted' }))
}
