import type { FastifyInstance } from 'fastify'
import type { Log } from '../lib/log.ts'

/** Milliseconds for which an answer of the database is good: asking us more often does not make us ask it more often. */
const goodFor = 1000

/** Whether the database takes writes. @param ping rejects when it does not; it has its own limit of time. */
export function createReadiness(ping: () => Promise<void>, log: Log) {
  let wasReady = true
  let last = { answer: Promise.resolve(true), goodUntil: -Infinity }

  const note = (isReady: boolean, error?: unknown) => {
    if (isReady !== wasReady) {
      if (isReady) log.info({}, 'ready: the database accepts writes again')
      else log.error({ err: error }, 'not ready: the database does not accept writes')
    }
    wasReady = isReady
    return isReady
  }

  return () => {
    if (performance.now() < last.goodUntil) return last.answer
    const asked = { answer: ping().then(() => note(true), (error: unknown) => note(false, error)), goodUntil: Infinity }
    last = asked
    void asked.answer.then(() => { asked.goodUntil = performance.now() + goodFor })
    return asked.answer
  }
}

/** `/livez`: the process turns. `/readyz`: it may be sent requests. Neither tells strangers more than that. */
export function reportHealth(app: FastifyInstance, isReady: () => Promise<boolean>) {
  app.get('/livez', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const ready = await isReady()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' })
  })
}
