import { later, type Clock } from '../lib/clock.ts'
import { UpstreamError } from './upstream-error.ts'

interface BreakerOptions {
  clock: Clock
  /** Failures in a row that open it. */
  failures?: number
  /** Seconds until one call may try again. */
  rest?: number
  onChange?: (state: 'open' | 'closed') => void
}

/**
 * Leaves a provider alone that keeps failing, so that people get their answer at once. After a rest one call goes through; its
 * outcome decides. Only `unavailable` counts: whoever refuses is there. A call that was given up by its caller says nothing.
 */
export function createBreaker({ clock, failures = 5, rest = 30, onChange }: BreakerOptions) {
  let failed = 0
  let openUntil: Date | null = null
  let probing = false

  const close = () => {
    if (openUntil) onChange?.('closed')
    failed = 0
    openUntil = null
  }
  const fail = () => {
    failed++
    if (failed < failures) return
    if (!openUntil) onChange?.('open')
    openUntil = later(clock.now(), rest)
  }

  return {
    /** @throws UpstreamError `unavailable` (`resting`) without calling, while open. */
    async run<T>(call: () => Promise<T>, givenUp: () => boolean = () => false): Promise<T> {
      const probe = openUntil !== null
      if (openUntil && (probing || clock.now() < openUntil)) throw new UpstreamError('unavailable', { error: 'resting' })
      probing ||= probe
      try {
        const result = await call()
        close()
        return result
      } catch (error) {
        if (error instanceof UpstreamError && error.kind !== 'unavailable') close()
        else if (error instanceof UpstreamError && !givenUp()) fail()
        throw error
      } finally {
        if (probe) probing = false
      }
    },
  }
}
