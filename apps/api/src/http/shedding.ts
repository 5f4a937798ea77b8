import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../lib/refusal.ts'

/** Milliseconds the event loop may lag before requests are answered 503 instead of late. */
const maxEventLoopDelay = 1000
const retryAfter = 5

/**
 * Refuses early when the process cannot keep up. Register it around the routes it shields; health checks stay outside.
 *
 * Memory is no measure of that: most of a large heap waits to be collected, and who refuses everything because of it allocates
 * too little for it ever to be.
 */
export async function shedLoad(app: FastifyInstance) {
  await app.register(underPressure, {
    maxEventLoopDelay,
    pressureHandler: () => { throw new Refusal('overloaded', { retryAfter }) },
  })
}
