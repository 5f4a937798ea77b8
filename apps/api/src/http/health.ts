import type { FastifyInstance } from 'fastify'

/** `/livez`: the process turns. `/readyz`: it may be sent requests. Neither tells strangers more than that. */
export function reportHealth(app: FastifyInstance, isReady: () => Promise<boolean>) {
  app.get('/livez', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const ready = await isReady()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' })
  })
}
