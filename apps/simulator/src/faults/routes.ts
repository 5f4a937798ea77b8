import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { hostFaults, type HostFaults } from './plan.ts'

/** Seconds; longer than any sensible program waits. */
const usuallyLate = 30

/** `POST /faults` plans, `GET /faults` lists what is left, `DELETE /faults` takes everything back. */
export function mountFaults(app: FastifyInstance, faults: HostFaults, hosts: readonly string[]) {
  const plan = z.strictObject({
    host: z.enum(hosts),
    fault: z.enum(hostFaults),
    times: z.int().min(0).max(1000).default(1),
    path: z.string().regex(/^\/[^?#]*$/, 'must begin with a slash, and have no query').optional(),
    seconds: z.number().min(0).max(600).default(usuallyLate),
  })

  app.post('/faults', async ({ body }, reply) => {
    faults.plan(plan.parse(body))
    return reply.code(204).send()
  })

  app.get('/faults', async () => ({ faults: faults.all() }))

  app.delete('/faults', async (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })
}
