/**
 * What the mail server can be told to do wrong: refuse recipients for good (550), defer them (451),
 * or close the connection without a word.
 */
export const faults = ['refuse', 'defer', 'drop'] as const
export type Fault = (typeof faults)[number]

export type Faults = ReturnType<typeof createFaults>

/** Faults for the next messages; each message takes one. */
export function createFaults() {
  let planned: { fault: Fault, times: number } | null = null
  return {
    /** Replaces what was planned before; 0 times is none. */
    plan(fault: Fault, times: number) { planned = { fault, times } },
    take(): Fault | null {
      if (!planned || planned.times === 0) return null
      planned.times -= 1
      return planned.fault
    },
  }
}
