import type { z } from 'zod'
import { decodeReply, type Reply } from './decode-reply.ts'
import { meaningOf } from './meanings.ts'
import type { Description, Exchange, Read } from './provider.ts'
import type { RawReply, Send } from './send.ts'
import { isPlainName, UpstreamError, type UpstreamErrorKind } from './upstream-error.ts'

export type Judgement = Pick<Description, 'errorOf' | 'errors'>

interface ReadingOptions {
  send: Send
  at(url: string): string
  judgement: Judgement
  signal: AbortSignal
}

/** The two ways in which a provider's own functions reach the network. */
export function createReading({ send, at, judgement, signal }: ReadingOptions): { read: Read, post: Exchange['post'] } {
  return {
    read: (url, schema, headers = {}) =>
      naming(url, async () => accept(await send(at(url), { headers, signal }), schema, judgement)),
    post: (url, body, schema) => naming(url, async () => {
      const reply = await send(at(url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal })
      return accept(reply, schema, judgement)
    }),
  }
}

/** Whatever goes wrong says what was called: the address as it is configured, also where the simulator stands in for it. */
export async function naming<T>(url: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof UpstreamError ? error.calling(url) : error
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
export function failureOf({ status, reply }: { status: number, reply: Reply | unknown[] | null }, { errorOf = standardError, errors }: Judgement) {
  if (!reply) return new UpstreamError(kindOfPage(status), { status, error: 'unreadable_reply' })
  const name = Array.isArray(reply) ? null : errorOf(reply)
  const isNamed = name !== null && name !== undefined && name !== ''
  if (status >= 200 && status < 300 && !isNamed) return null
  const meaning = isNamed ? meaningOf(String(name), 'reply', errors) : 'refused'
  return new UpstreamError(meaning === 'refused' ? kindOf(status) : meaning, {
    status, error: isNamed ? name : undefined, description: Array.isArray(reply) ? undefined : descriptionIn(reply, name),
  })
}

/** What a status means beside an error that nobody knows. */
const kindOf = (status: number): UpstreamErrorKind =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) ? 'refused' : 'unavailable'

/** What a page means instead of an answer: a firewall, an address that is wrong, or something in between that does not last. */
function kindOfPage(status: number): UpstreamErrorKind {
  if (status === 404) return 'misconfigured'
  return status >= 400 ? kindOf(status) : 'unavailable'
}

/** `error` as in RFC 6749 section 5.2; objects of that name are no names. */
export function standardError({ error }: Reply) {
  return typeof error === 'string' || typeof error === 'number' ? error : null
}

/** The sentence beside the name, whatever it is called; of Weibo and GitHub the sentence may be where others have the name. */
function descriptionIn(reply: Reply, name: unknown) {
  const sentences = [reply['error_description'], reply['errmsg'], reply['msg'], reply['message'], reply['detail'], reply['error'], name]
  return sentences.find((text): text is string => typeof text === 'string' && text !== '' && (text !== name || !isPlainName(text)))
}
