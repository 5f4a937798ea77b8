import { later, type Clock } from '../lib/clock.ts'
import { UpstreamError } from './upstream-error.ts'

interface BreakerOptions {
  clock: Clock
  /** Outages since the last answer that open it, … */
  failures?: number
  /** … if they came to this many browsers: whatever one of them sends, it cannot switch a provider off for the others. */
  browsers?: number
  /** Seconds that calls are suspended for. */
  rest?: number
  /** Calls at a time while it is half open, each of another browser. */
  probes?: number
  onChange?: (state: 'open' | 'closed', rest: number) => void
}

interface Call {
  /** Names the browser that the call is for. */
  browser: string
  /** Whether the caller has given up, and the outcome says nothing. */
  givenUp?: () => boolean
}

/**
 * Circuit breaker: suspends the calls to a provider that is down, so that people get their answer at once. Only outages count: silence,
 * connections that are refused or dropped, and 5xx. Any other answer, 4xx too, shows that the provider is there, and closes it.
 * After a rest it is half open: some calls go through, and it opens again only when all of them, of several browsers, have failed.
 */
export function createBreaker({ clock, failures = 5, browsers = 3, rest = 30, probes = 3, onChange }: BreakerOptions) {
  /** Outages since the last answer, or since calls go through again. */
  let failed = 0
  const failedFor = new Set<string>()
  const probing = new Set<string>()
  let openUntil: Date | null = null

  const forget = () => {
    failed = 0
    failedFor.clear()
  }
  const isSuspended = () => openUntil !== null && clock.now() < openUntil

  function answered() {
    if (openUntil) onChange?.('closed', rest)
    openUntil = null
    forget()
  }

  function fail(browser: string) {
    // Begun before it opened: known already.
    if (isSuspended()) return
    failed++
    failedFor.add(browser)
    if (failedFor.size < browsers || (!openUntil && failed < failures)) return
    if (!openUntil) onChange?.('open', rest)
    openUntil = later(clock.now(), rest)
    forget()
  }

  return {
    /** @throws UpstreamError `unavailable` (`circuit_open`) without calling, while calls are suspended. */
    async run<T>(call: () => Promise<T>, { browser, givenUp = () => false }: Call): Promise<T> {
      const isProbe = openUntil !== null
      if (isSuspended() || (isProbe && (probing.has(browser) || probing.size >= probes))) {
        throw new UpstreamError('unavailable', { error: 'circuit_open', reach: 'not_called' })
      }
      if (isProbe) probing.add(browser)
      try {
        const result = await call()
        answered()
        return result
      } catch (error) {
        if (error instanceof UpstreamError && error.isOutage && !givenUp()) fail(browser)
        if (error instanceof UpstreamError && error.reach === 'answered' && !error.isOutage) answered()
        throw error
      } finally {
        if (isProbe) probing.delete(browser)
      }
    },
  }
}
