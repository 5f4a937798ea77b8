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
    'client-authentication': limiter(limits['client-authentication']),
    'device-codes': limiter(limits['device-codes']),
    'audit-failures': limiter(limits['audit-failures']),
  }

  return {
    async take(limit, key) {
      try {
        await limiters[limit].consume(key)
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw rejection
        // It counts what it refuses, too: what others give back would be swallowed by that.
        await limiters[limit].reward(key)
        throw refusal(rejection)
      }
    },
    async giveBack(limit, key) {
      // Taken in a minute that is over: there is nothing to give back, and none may be given in advance.
      const taken = await limiters[limit].get(key)
      if (taken && taken.consumedPoints > 0) await limiters[limit].reward(key)
    },
  }
}

const refusal = ({ msBeforeNext }: RateLimiterRes) => new Refusal('rate_limited', { retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)) })
