import type { FastifyInstance } from 'fastify'
import { Refusal } from '../lib/refusal.ts'

/** Seconds after which another process, or this one anew, is likely to answer. */
const retryAfter = 5

/** Refuses every request that comes while the process leaves; those that were begun before go on. */
export function refuseWhileClosing(app: FastifyInstance, isClosing: () => boolean) {
  app.addHook('onRequest', (_request, _reply, done) => {
    if (isClosing()) throw new Refusal('overloaded', { retryAfter })
    done()
  })
}
