import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../lib/refusal.ts'
import type { Limiter, Limits } from './limiter.ts'

/** Counts in this process. */
export function createMemoryLimiter(limits: Limits): Limiter {
  const limiter = ({ points, seconds }: Limits[keyof Limits]) => new RateLimiterMemory({ points, duration: seconds })
  const limiters = {
    'sign-in': limiter(limits['sign-in']),
    'code-tries': limiter(limits['code-tries']),
    'federation': limiter(limits.federation),
    'availability': limiter(limits.availability),
  }

  return {
    async take(limit, key) {
      try {
        await limiters[limit].consume(key)
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) {
          throw new Refusal('rate_limited', { retryAfter: Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)) })
        }
        throw rejection
      }
    },
    async giveBack(limit, key) {
      await limiters[limit].reward(key)
    },
  }
}
