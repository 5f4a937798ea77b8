import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../lib/refusal.ts'

/** Milliseconds the event loop may lag, and bytes, before requests are answered 503 instead of late. */
const limits = { maxEventLoopDelay: 1000, maxHeapUsedBytes: 1024 ** 3, maxRssBytes: 2 * 1024 ** 3 }
const retryAfter = 5

/** Refuses early when the process cannot keep up. Register it around the routes it shields; health checks stay outside. */
export async function shedLoad(app: FastifyInstance) {
  await app.register(underPressure, {
    ...limits,
    pressureHandler: () => { throw new Refusal('overloaded', { retryAfter }) },
  })
}
