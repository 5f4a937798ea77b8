import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { ZodError } from 'zod'

/** Makes every error an RFC 9457 answer: what was wrong with the request is said, a fault of ours is logged. */
export function answerProblems(app: FastifyInstance) {
  app.setErrorHandler((error: FastifyError | ZodError, request, reply) => {
    if (error instanceof ZodError) return sendProblem(reply, 400, sentence(error))
    const status = error.statusCode ?? 500
    if (status < 500) return sendProblem(reply, status, error.message)
    request.log.error({ err: error }, 'fault')
    return sendProblem(reply, 500)
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404))
}

/** @param detail for the person who wrote the program that asked. */
export function sendProblem(reply: FastifyReply, status: number, detail?: string) {
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, ...(detail && { detail }) }
  return reply.code(status).type('application/problem+json; charset=utf-8').serializer(JSON.stringify).send(problem)
}

function sentence({ issues: [issue] }: ZodError) {
  const path = issue?.path.join('.')
  return `${path ? `${path}: ` : ''}${issue?.message ?? 'cannot be read'}`
}
