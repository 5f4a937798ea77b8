import { randomFrom, type Random } from './random.ts'

/** Half the width and half the height of a rectangle around the middle. */
interface Half { x: number, y: number }

/**
 * The bars of a lattice window as an SVG path, around its middle: frames within frames, tied by short bars, with a flower or
 * an opening at the heart, as joiners of the Ming and Qing made them. Each seed gives its own; every one is symmetrical.
 *
 * @param width in units of the drawing; so is `height`.
 */
export function lattice(seed: string, width: number, height: number) {
  const random = randomFrom(seed)
  const unit = Math.min(width, height) / 2
  const outer = { x: width / 2, y: height / 2 }
  const gap = unit * random.pick(0.24, 0.28, 0.32)
  const middle = { x: outer.x - gap, y: outer.y - gap }
  const inner = { x: middle.x - gap, y: middle.y - gap }

  const ties = random.pick(well, struts, steps)
  const innerTies = random.pick(struts, corners, well)
  const heart = random.pick(diamond, flower, cross, lantern)
  return [frame(middle), ties(outer, middle, random), frame(inner), innerTies(middle, inner, random), heart(inner)].join('')
}

const at = (value: number) => Math.round(value * 10) / 10
const line = (x1: number, y1: number, x2: number, y2: number) => `M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}`
/** The same line in all four quarters. */
const fourfold = (x1: number, y1: number, x2: number, y2: number) =>
  [[1, 1], [-1, 1], [1, -1], [-1, -1]].map(([h = 1, v = 1]) => line(x1 * h, y1 * v, x2 * h, y2 * v)).join('')

const frame = ({ x, y }: Half) => `M${at(-x)} ${at(-y)}H${at(x)}V${at(y)}H${at(-x)}Z`

/** The inner frame's bars run on to the outer one, as in the character for a well. */
const well = (outer: Half, inner: Half) => fourfold(inner.x, inner.y, outer.x, inner.y) + fourfold(inner.x, inner.y, inner.x, outer.y)

/** Short bars from frame to frame; the long sides have more of them. */
function struts(outer: Half, inner: Half, random: Random) {
  const share = random.pick(0.3, 0.4, 0.5)
  const alongHeight = inner.y > inner.x * 1.3 ? [0, inner.y * share * 1.3] : [inner.y * share]
  return fourfold(inner.x * share, inner.y, inner.x * share, outer.y)
    + alongHeight.map(y => fourfold(inner.x, y, outer.x, y)).join('')
}

/** Bars that miss each other by a step. */
function steps(outer: Half, inner: Half) {
  const x = (outer.x + inner.x) / 2
  const y = (outer.y + inner.y) / 2
  return fourfold(0, y, x, y) + fourfold(x, 0, x, y)
    + fourfold(inner.x / 2, inner.y, inner.x / 2, y) + fourfold(inner.x, inner.y / 2, x, inner.y / 2)
    + fourfold(x, y, x, outer.y) + fourfold(x, y, outer.x, y)
}

/** A square in each corner between two frames, and a bar in the middle of each side. */
const corners = (outer: Half, inner: Half) =>
  well(outer, inner) + fourfold(0, inner.y, 0, outer.y) + fourfold(inner.x, 0, outer.x, 0)

function diamond(within: Half) {
  const { x, y } = within
  return fourfold(x, 0, 0, y) + fourfold(x / 2, 0, 0, y / 2)
}

/** A crab-apple blossom of four arcs, held by four bars. */
function flower({ x, y }: Half) {
  const r = Math.min(x, y) * 0.42
  const petal = `a${at(r)} ${at(r)} 0 0 1`
  return `M${at(-r)} ${at(-r)}${petal} ${at(r * 2)} 0${petal} 0 ${at(r * 2)}${petal} ${at(-r * 2)} 0${petal} 0 ${at(-r * 2)}Z`
    + fourfold(r * 2, 0, x, 0) + fourfold(0, r * 2, 0, y)
}

const cross = ({ x, y }: Half) => fourfold(x / 3, 0, x / 3, y) + fourfold(0, y / 3, x, y / 3)

/** An opening in the shape of a lantern, with nothing in it. */
const lantern = ({ x, y }: Half) => fourfold(x, y - x * 0.6, x * 0.4, y) + fourfold(0, y - x * 0.4, 0, y)
