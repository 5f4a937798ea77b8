import { z } from 'zod'

/** Where something is in a reply: names of objects, or places in lists, from the outside in. */
export type Path = readonly string[]

const Named = z.record(z.string(), z.unknown())

/** What is there; `undefined` for nothing. */
export function valueAt(reply: unknown, path: Path) {
  return path.reduce<unknown>((part, name) => {
    if (Array.isArray(part)) return /^\d{1,4}$/.test(name) ? part[Number(name)] : undefined
    const { data } = Named.safeParse(part)
    return data && Object.hasOwn(data, name) ? data[name] : undefined
  }, reply)
}

/** Text as it is, and whole numbers that were not rounded: those beyond 2^53 are text already. */
export const textOf = (value: unknown) => typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : null

/** A flag as servers write them: `true`, `"true"`, `1`, `"1"`. */
export const isTrue = (value: unknown) => value === true || ['true', '1'].includes(textOf(value) ?? '')
