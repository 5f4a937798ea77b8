/** Where the time comes from. Rules never ask the machine: a test moves its own clock. */
export interface Clock { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** Seconds by which the clocks of other servers may differ from ours. */
export const clockTolerance = 60

/** `seconds` after `date`; before it when negative. */
export const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000)

/** Whole seconds from `now` until `date`, rounded up; at least 1, as `Retry-After` wants. */
export const secondsUntil = (date: Date, now: Date) => Math.max(1, Math.ceil((date.getTime() - now.getTime()) / 1000))

export const earlier = (a: Date, b: Date) => a < b ? a : b
