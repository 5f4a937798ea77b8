import type { FastifyRequest } from 'fastify'
import { Refusal } from '../lib/refusal.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Which pages may speak to us with credentials: an exact list of origins, compared letter by letter.
 *
 * @param tryingOut pages that may change things by a token of their own, and nothing on the strength of our cookie: the page of the interface, in development.
 */
export function createOrigins(allowed: readonly string[], tryingOut: readonly string[] = []) {
  const isAllowed = (origin: string | undefined) => origin !== undefined && allowed.includes(origin)

  return {
    allowed,
    /**
     * A request that changes something must not come from a foreign page; one that sets a cookie of ours, goes by one, or reads the one that
     * it brings, must come from ours.
     *
     * @throws Refusal `origin_not_allowed`
     */
    check({ headers: { origin }, method }: FastifyRequest, cookies: 'sets' | 'uses' | 'reads' | 'none') {
      const isTryingOut = (cookies === 'sets' || cookies === 'none') && origin !== undefined && tryingOut.includes(origin)
      const foreign = origin !== undefined && !isAllowed(origin)
      if (!isTryingOut && ((foreign && !safeMethods.has(method)) || (cookies !== 'none' && !isAllowed(origin)))) throw new Refusal('origin_not_allowed')
    },
  }
}
export type Origins = ReturnType<typeof createOrigins>
