import cookie from '@fastify/cookie'
import oauth2 from '@fastify/oauth2'
import Fastify from 'fastify'
import { z } from 'zod'
import { decodeReply, type Reply } from './decode-reply.ts'
import { guardedAgent, type Limits } from './guarded-agent.ts'
import type { Client, Description } from './provider.ts'
import { failureOf, naming } from './reading.ts'
import { unreachable, userAgent, type Send } from './send.ts'
import { withQuery } from './shapes.ts'
import { UpstreamError } from './upstream-error.ts'

/** The half of simple-oauth2 that @fastify/oauth2 hands out as `oauth2` (its README) and leaves out of its types. */
interface SimpleOauth2 {
  authorizeURL(parameters: object): string
  getToken(parameters: object): Promise<{ token: object }>
}

declare module 'fastify' {
  interface FastifyInstance { upstream: { oauth2: SimpleOauth2 } }
}

export interface WireClient {
  /** The address to send the browser to; parameters without a value are left out. */
  authorizeUrl(parameters: Record<string, unknown>): string
  /**
   * The reply of the token endpoint, if it is none of an error.
   *
   * @throws UpstreamError; what the libraries below throw carries secrets, codes and tokens, and ends here.
   */
  requestToken(parameters: Record<string, string | undefined>): Promise<Reply>
}

interface WireOptions {
  description: Description
  client: Client
  redirectUri: string
  at(url: string): string
  limits: Limits
  send: Send
}

/**
 * @fastify/oauth2 on a host of its own, without routes or cookies. Neither its `timeout` nor its `maxBytes` may ever be set:
 * together they end the process when a body drips (docs/decisions/0011-upstream-calls.md). The agent limits both.
 */
export async function createWireClient({ description, client, redirectUri, at, limits, send }: WireOptions): Promise<WireClient> {
  const authorize = new URL(at(description.authorizeUrl))
  const token = new URL(at(description.tokenUrl))
  // Typed as what it is: its own type lacks two of them.
  const options = {
    authorizationMethod: description.credentialsIn ?? 'body', bodyFormat: description.bodyFormat ?? 'form',
    scopeSeparator: description.scopeSeparator ?? ' ', credentialsEncodingMode: 'strict',
  } as const

  const names = { id: description.names?.id ?? 'client_id', secret: description.names?.secret ?? 'client_secret' }

  const host = Fastify()
  // Registered first: otherwise the plugin brings its own.
  await host.register(cookie)
  await host.register(oauth2, {
    name: 'upstream',
    callbackUri: redirectUri,
    credentials: {
      client: { ...client, idParamName: names.id, secretParamName: names.secret },
      auth: {
        authorizeHost: authorize.origin, authorizePath: authorize.pathname + authorize.search + authorize.hash,
        tokenHost: token.origin, tokenPath: token.pathname + token.search,
      },
      options,
      // No redirects at all, not even as answers: left unset, a token that comes with status 307 would be taken.
      http: { json: 'force', redirects: 0, redirect303: true, agent: guardedAgent(token.protocol, limits), headers: { 'User-Agent': userAgent, 'Accept-Encoding': 'identity' } },
    },
  })
  await host.ready()
  const { oauth2: wire } = host.upstream

  async function post(parameters: Record<string, string>) {
    return wire.getToken(parameters).then(({ token }) => ({ status: 200, reply: { ...token } }), (error: unknown) => replyWithin(error))
  }

  /** Credentials are in the address then: it is in no log and no error. */
  async function get(parameters: Record<string, string>) {
    const query = { grant_type: 'authorization_code', [names.id]: client.id, [names.secret]: client.secret, ...parameters }
    const { status, body } = await send(withQuery(token.href, query))
    return { status, reply: readable(body) }
  }

  return {
    // A blank as %20 is understood by all of them; a literal plus is %2B by now.
    authorizeUrl: parameters => wire.authorizeURL(present(parameters)).replaceAll('+', '%20'),
    requestToken: parameters => naming(description.tokenUrl, async () => {
      const sent = present(parameters)
      const { status, reply } = await (description.tokenMethod === 'GET' ? get(sent) : post(sent))
      const failure = failureOf({ status, reply }, description)
      if (failure || !reply) throw failure ?? new UpstreamError('unavailable', { status, error: 'unreadable_reply' })
      return reply
    }),
  }
}

const present = <T>(parameters: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(Object.entries(parameters).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))

/** What Wreck throws when there was an answer: its bytes when they were no JSON, otherwise what they said. */
const answered = z.object({
  data: z.object({
    res: z.object({ statusCode: z.number() }),
    payload: z.unknown(),
  }),
})

const Body = z.record(z.string(), z.unknown())

function replyWithin(error: unknown): { status: number, reply: Reply | null } {
  const { data: failed } = answered.safeParse(error)
  if (!failed) throw unreachable(error)
  const { res: { statusCode: status }, payload } = failed.data
  return { status, reply: Buffer.isBuffer(payload) ? readable(payload) : Body.safeParse(payload).data ?? null }
}

function readable(bytes: Uint8Array): Reply | null {
  const reply = decodeReply(bytes)
  return Array.isArray(reply) ? null : reply
}
