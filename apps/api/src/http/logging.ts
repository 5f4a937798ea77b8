import type { FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import { maskIp } from '../lib/network.ts'
import { reasonOf } from '../lib/reason.ts'

/** Where a secret could end up if somebody logged an object whole; nothing of ours does. */
const redact = ['password', 'passwordHash', 'emailCode', 'code', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'headers']
  .flatMap(name => [name, `*.${name}`, `*.*.${name}`])

/** Structured lines on standard output. */
export const createLog = (level: string, destination?: { write(line: string): void }) =>
  pino({ level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: errorWithoutInput } }, destination)

/** One line for each request: the route instead of the address, since that may carry names and e-mail addresses. */
export function logRequests(app: FastifyInstance, log: Logger) {
  app.decorateReply('problemCode', null)
  if (!log.isLevelEnabled('info')) return
  app.addHook('onResponse', (request, reply, done) => {
    done()
    const { url: route = 'none' } = request.routeOptions
    if (route === '/livez' || route === '/readyz') return
    log.info({
      requestId: request.id, method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime),
      network: maskIp(request.ip), ...(reply.problemCode && { problem: reply.problemCode }),
    }, 'request')
  })
}

/** Drivers put statements and their parameters into errors: only what went wrong is logged, and where. */
function errorWithoutInput(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, stack, cause } = error
  const frames = stack?.split('\n').filter(line => /^\s+at /.test(line)).slice(0, 12).join('\n')
  return { type: name, message: reasonOf(error), ...('code' in error && { errorCode: error.code }), stack: frames, ...(cause !== undefined && { cause: errorWithoutInput(cause) }) }
}
