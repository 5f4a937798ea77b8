import type { FastifyRequest } from 'fastify'
import { Refusal } from '../lib/refusal.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Which pages may speak to us with credentials: an exact list of origins, compared letter by letter. */
export function createOrigins(allowed: readonly string[]) {
  const isAllowed = (origin: string | undefined) => origin !== undefined && allowed.includes(origin)

  return {
    allowed,
    /**
     * A request that changes something must not come from a foreign page; one that counts on our cookie must come from ours.
     *
     * @throws Refusal `origin_not_allowed`
     */
    check({ headers: { origin }, method }: FastifyRequest, countsOnCookie: boolean) {
      const foreign = origin !== undefined && !isAllowed(origin)
      if ((foreign && !safeMethods.has(method)) || (countsOnCookie && !isAllowed(origin))) throw new Refusal('origin_not_allowed')
    },
  }
}
export type Origins = ReturnType<typeof createOrigins>
