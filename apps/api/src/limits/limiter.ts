/** What is rationed per network, in this process; what must hold across processes is counted in SQL instead. */
export type Limit = 'sign-in' | 'code-tries' | 'availability' | 'federation' | 'client-authentication' | 'device-codes' | 'audit-failures'

/** How many in how many seconds. */
export type Limits = Record<Limit, { points: number, seconds: number }>

/** Rations by key. A limiter that cannot tell refuses: it never lets everything through. */
export interface Limiter {
  /** Takes one; throws the refusal `rate_limited` with the wait when none are left. */
  take(limit: Limit, key: string): Promise<void>
  /** Puts one back: the attempt turned out to be an honest one. */
  giveBack(limit: Limit, key: string): Promise<void>
}
