import type { z } from 'zod'
import { decodeReply, type Reply } from './decode-reply.ts'
import type { Description, Exchange, Read } from './provider.ts'
import type { RawReply, Send } from './send.ts'
import { UpstreamError } from './upstream-error.ts'

export type Judgement = Pick<Description, 'errorOf' | 'errors'>

/** RFC 6749 section 5.2: these are about our registration, not about the person's code. */
const misconfigured = ['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']
const unavailable = ['server_error', 'temporarily_unavailable']

interface ReadingOptions {
  send: Send
  at(url: string): string
  judgement: Judgement
  signal: AbortSignal
}

/** The two ways in which a provider's own functions reach the network. */
export function createReading({ send, at, judgement, signal }: ReadingOptions): { read: Read, post: Exchange['post'] } {
  return {
    async read(url, schema, headers = {}) {
      return accept(await send(at(url), { headers, signal }), schema, judgement)
    },
    async post(url, body, schema) {
      const reply = await send(at(url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal })
      return accept(reply, schema, judgement)
    },
  }
}

function accept<T>({ status, body }: RawReply, schema: z.ZodType<T>, judgement: Judgement): T {
  const decoded = decodeReply(body)
  const failure = failureOf({ status, reply: decoded }, judgement)
  if (failure) throw failure
  const { success, data } = schema.safeParse(decoded)
  if (!success) throw new UpstreamError('unavailable', { status, error: 'unexpected_reply' })
  return data
}

/** What an answer says went wrong, if anything did: some report their errors with status 200. */
export function failureOf({ status, reply }: { status: number, reply: Reply | unknown[] | null }, { errorOf = standardError, errors = {} }: Judgement) {
  const succeeded = status >= 200 && status < 300
  if (!reply) return new UpstreamError('unavailable', { status, error: 'unreadable_reply' })
  const name = Array.isArray(reply) ? null : errorOf(reply)
  if (succeeded && (name === null || name === undefined || name === '')) return null
  const error = name ?? undefined
  const among = (...lists: (readonly string[] | undefined)[]) => lists.some(list => list?.includes(String(name)))
  if (among(misconfigured, errors.misconfigured)) return new UpstreamError('misconfigured', { status, error })
  if (among(unavailable, errors.unavailable) || status === 429 || !(succeeded || (status >= 400 && status < 500))) {
    return new UpstreamError('unavailable', { status, error })
  }
  return new UpstreamError('refused', { status, error })
}

/** `error` as in RFC 6749 section 5.2; objects of that name are no names. */
export function standardError({ error }: Reply) {
  return typeof error === 'string' || typeof error === 'number' ? error : null
}
