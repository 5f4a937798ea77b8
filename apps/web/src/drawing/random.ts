/**
 * Numbers that look random and are the same for the same text (FNV-1a, then mulberry32). For drawings only: anybody can
 * foretell them.
 */
export function randomFrom(text: string) {
  let state = 0x811c9dc5
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)

  /** From 0 up to, not including, 1. */
  function next() {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }

  return {
    next,
    /** One of these, each as likely as the other. */
    pick: <T>(first: T, ...others: T[]): T => [first, ...others][Math.floor(next() * (others.length + 1))] ?? first,
  }
}
export type Random = ReturnType<typeof randomFrom>
