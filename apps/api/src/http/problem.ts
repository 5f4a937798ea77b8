import { fieldProblems, problems, type FieldError, type Problem, type ProblemCode } from '@gatehouse/contracts'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable } from '../db/faults.ts'
import { Refusal } from '../lib/refusal.ts'
import { fieldErrorsOf, isInvalidInput } from './validation.ts'

/** Seconds after which a busy server, or a database that is gone, is worth another try. */
export const busySeconds = 2

/** Refusals that Fastify itself gives before any of our code runs. */
const codesOfFastify: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
}

/** Makes every error of the application an RFC 9457 answer: a refusal says why, a fault says nothing and is logged. */
export function answerProblems(app: FastifyInstance) {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error)
    if (!refusal) request.log.error({ requestId: request.id, err: error }, 'fault')
    else if (isUnavailable(error)) request.log.error({ requestId: request.id, err: error }, 'database unavailable')
    return sendProblem(request, reply, refusal ?? new Refusal('internal'))
  })
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Refusal('not_found')))
}

function refusalOf(error: FastifyError): Refusal | null {
  if (error instanceof Refusal) return error
  if (isInvalidInput(error)) return new Refusal('validation_failed', { fields: fieldErrorsOf(error) })
  if (isUnavailable(error)) return new Refusal('overloaded', { retryAfter: busySeconds, cause: error })
  const known = codesOfFastify[error.code]
  if (known) return new Refusal(known)
  const status = error.statusCode ?? 500
  if (status === 503) return new Refusal('overloaded', { retryAfter: busySeconds })
  return status >= 400 && status < 500 ? new Refusal(status === 404 ? 'not_found' : 'validation_failed') : null
}

/** Says why something is refused, as RFC 9457 wants it said. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, { code, fields, retryAfter, challenge }: Refusal) {
  const { status, title } = problems[code]
  const problem: Problem = {
    type: `urn:gatehouse:problem:${code}`,
    title, status, code, requestId: request.id,
    ...(fields.length > 0 && { errors: fields.map(explain) }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  if (challenge ?? code === 'unauthenticated') reply.header('www-authenticate', challenge ?? 'Bearer')
  reply.problemCode = code
  return reply.code(status).type('application/problem+json; charset=utf-8').serializer(JSON.stringify).send(problem)
}

const explain = ({ path, code }: Pick<FieldError, 'path' | 'code'>): FieldError => ({ path, code, message: fieldProblems[code] })

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that was answered, for the log. */
    problemCode: ProblemCode | null
  }
}
