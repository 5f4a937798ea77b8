import type { Readable } from 'node:stream'
import { nothing, type Endpoint, type ProblemCode } from '@gatehouse/contracts'
import { Problem, problems } from '@gatehouse/contracts'
// For its types: which schemas are not described.
import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import type { Identity } from './access-tokens.ts'
import { Refusal } from '../lib/refusal.ts'
import { refreshTokenOf } from './cookies.ts'
import { inviteAnyOrigin, retract } from './cross-origin.ts'
import type { Origins } from './origins.ts'
import { parse } from './validation.ts'

/** A request that fits its contract. */
export interface Call<P extends z.ZodMiniType, Q extends z.ZodMiniType, B extends z.ZodMiniType> {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  request: FastifyRequest
  reply: FastifyReply
}

type Schema = z.ZodMiniType
/** What the contract says, or a stream of another kind that the request prefers. */
type Answer<R extends Schema> = Promise<z.output<R> | Readable>

interface Guards {
  origins: Origins
  /** Who the request is made by. */
  authenticate: (request: FastifyRequest) => Promise<Identity>
  /** Refuses sessions that were not authenticated lately. */
  requireFresh: (sessionId: string) => Promise<unknown>
  /** Refuses everybody but superusers. */
  requireSuperuser: (userId: string) => Promise<void>
  /** Whose token an application has brought, if it has these scopes; refuses pages that are not the application's. */
  authenticateApplication: (request: FastifyRequest, scopes: readonly string[]) => Promise<Delegation>
}

/** A request that an application makes for a person. */
export interface Delegation { userId: string, clientId: string }

/** The answer to a browser that asks before it calls: no part of the interface that is described. */
const preflight = { schema: { hide: true }, config: { hasOwnOrigins: true } } as const

/**
 * Mounts contracts on an application: input is parsed by them, output stripped to them, access checked as they say, in
 * that order of trust: origin, identity, input.
 */
export function createServe(app: FastifyInstance, { origins, authenticate, requireFresh, requireSuperuser, authenticateApplication }: Guards) {
  function mount<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
    endpoint: Endpoint<P, Q, B, R>, handle: (call: () => Call<P, Q, B>, request: FastifyRequest, reply: FastifyReply) => Answer<R>,
  ) {
    const isDelegated = endpoint.access === 'application'
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      schema: schemaOf(endpoint),
      ...(endpoint.bodyLimit !== undefined && { bodyLimit: endpoint.bodyLimit }),
      ...(isDelegated && { config: { hasOwnOrigins: true } as const }),
      onRequest: (request, reply, done) => {
        if (isDelegated) inviteAnyOrigin(request, reply)
        const { cookies = 'none' } = endpoint
        origins.check(request, cookies === 'reads' && refreshTokenOf(request) === null ? 'none' : cookies)
        done()
      },
      handler: async (request, reply) => {
        const call = () => ({
          params: parse(endpoint.params, request.params),
          query: parse(endpoint.query, request.query),
          body: parse(endpoint.body, request.body),
          request, reply,
        })
        const answer = await handle(call, request, reply)
        return answer === undefined ? reply.code(204).send() : reply.code(endpoint.status).send(answer)
      },
    })
  }

  return {
    /** Serves an endpoint that anybody may call. */
    open<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
      endpoint: Endpoint<P, Q, B, R>, handle: (call: Call<P, Q, B>) => Answer<R>,
    ) {
      if (endpoint.access !== 'anyone') throw new Error(`${endpoint.path} needs a session`)
      mount(endpoint, call => handle(call()))
    },

    /** Serves an endpoint that needs a session; the handler is told whose it is. */
    owned<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
      endpoint: Endpoint<P, Q, B, R>, handle: (call: Call<P, Q, B> & { identity: Identity }) => Answer<R>,
    ) {
      const { access } = endpoint
      if (access === 'anyone' || access === 'application') throw new Error(`${endpoint.path} needs no session`)
      mount(endpoint, async (call, request) => {
        const identity = await authenticate(request)
        if (access === 'superuser' || access === 'fresh-superuser') await requireSuperuser(identity.userId)
        if (access === 'fresh-session' || access === 'fresh-superuser') await requireFresh(identity.sessionId)
        return handle({ ...call(), identity })
      })
    },

    /** Serves an endpoint to applications that a person has let; the handler is told whose token it is. */
    delegated<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
      endpoint: Endpoint<P, Q, B, R>, handle: (call: Call<P, Q, B> & { delegation: Delegation }) => Answer<R>,
    ) {
      const { access, scopes = [] } = endpoint
      if (access !== 'application' || scopes.length === 0) throw new Error(`${endpoint.path} is not for applications`)
      app.options(endpoint.path, preflight, async (request, reply) => {
        inviteAnyOrigin(request, reply)
        return reply.code(204).send()
      })
      mount(endpoint, async (call, request, reply) => {
        const delegation = await authenticateApplication(request, scopes).catch((error: unknown) => {
          if (error instanceof Refusal && error.code === 'origin_not_allowed') retract(reply)
          throw error
        })
        return handle({ ...call(), delegation })
      })
    },
  }
}
export type Serve = ReturnType<typeof createServe>

const repeatableHeaders = z.object({
  'Idempotency-Key': z.optional(z.string().check(z.describe(
    '1 to 255 visible ASCII characters, quoted or not; best a random UUID. Sent again by the same browser or account with the same request, '
    + 'within 24 hours, what was done once is answered again. 422 with another request, 409 while the first is under way.'))),
})

/** What OpenAPI is told, and what answers are serialised by; parsing input is `mount`'s own business. */
function schemaOf({ summary, access, scopes = [], params, query, body, status, response, errors, path, repeatable }: Endpoint) {
  return {
    summary,
    tags: [path.split('/')[1] ?? ''],
    ...(access !== 'anyone' && { security: [access === 'application' ? { application: [...scopes] } : { accessToken: [] }] }),
    ...(params !== nothing && { params }),
    ...(query !== nothing && { querystring: query }),
    ...(body !== nothing && { body }),
    ...(repeatable && { headers: repeatableHeaders }),
    response: { ...(status === 204 ? { 204: z.undefined() } : { [status]: response }), ...problemsByStatus(repeatable ? [...errors, 'request_in_progress', 'idempotency_key_reused'] : errors) },
  }
}

function problemsByStatus(codes: readonly ProblemCode[]) {
  return Object.fromEntries(codes.map(code => [problems[code].status, Problem]))
}
