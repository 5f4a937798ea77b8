import type { FastifyReply } from 'fastify'

/** What a provider says to a program, byte for byte. */
export interface Answer {
  status: number
  /** `null` for providers that leave the header out. */
  type: string | null
  body: string
  headers?: Record<string, string>
}

/** Compact JSON. */
export const json = (value: unknown, status = 200, type = 'application/json; charset=utf-8'): Answer => ({ status, type, body: JSON.stringify(value) })

/** JSON indented by two blanks. */
export const indented = (value: unknown, status = 200, headers?: Record<string, string>): Answer =>
  ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(value, null, 2), ...(headers && { headers }) })

/** As PHP and some others write it: every slash escaped. */
export const withEscapedSlashes = (text: string) => text.replaceAll('/', '\\/')

/** An object with one more number in front, which may be too long for a double. */
export const withNumberFirst = (name: string, digits: string, rest: object) => `{${JSON.stringify(name)}:${digits},${JSON.stringify(rest).slice(1)}`

/** Sends it with the provider's headers and none of ours. Fastify insists on a content type, so the answer is written below it. */
export function sendAnswer(reply: FastifyReply, { status, type, body, headers = {} }: Answer) {
  reply.hijack()
  reply.raw.writeHead(status, { ...(type !== null && { 'content-type': type }), ...headers, 'content-length': Buffer.byteLength(body) })
  reply.raw.end(reply.request.method === 'HEAD' ? undefined : body)
  return reply
}
