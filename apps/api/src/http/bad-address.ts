import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../lib/refusal.ts'
import { permissionFor } from './cross-origin.ts'
import { sendProblem } from './problem.ts'
import { securityHeaders } from './security-headers.ts'

/**
 * Answers addresses that are malformed or too long to look a route up for. Fastify refuses them before any hook has run, so this
 * answer is made like all others by hand.
 */
export function refuseBadAddress(origins: readonly string[]) {
  return (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({ ...securityHeaders, 'x-request-id': request.id, ...permissionFor(request.headers.origin, origins) })
    void sendProblem(request, reply, new Refusal('validation_failed'))
  }
}
