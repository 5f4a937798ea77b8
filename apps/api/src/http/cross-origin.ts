import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Seconds for which a browser keeps a preflight's answer; Chromium keeps it two hours at most. */
const preflightAge = 7200

/** `Date`: pages compare our instants with our clock, and not with that of the device. */
const exposed = ['Date', 'Retry-After', 'X-Request-Id']

/** The headers that let a page read an answer, where no plugin sets them. */
export function permissionFor(origin: string | undefined, origins: readonly string[]): Record<string, string> {
  if (origin === undefined || !origins.includes(origin)) return {}
  return {
    'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', 'access-control-expose-headers': exposed.join(', '),
  }
}

/**
 * Cross-origin requests with credentials from an exact list of origins, errors included, so that pages can read them. Other
 * origins get no permission of any kind. (Every answer varies by origin: `security-headers.ts`.)
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]) {
  const ours: FastifyCorsOptions = {
    // A function, because a list would send the other headers to everybody.
    origin: (origin, answer) => answer(null, origin !== undefined && origins.includes(origin)),
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept-Language', 'Idempotency-Key'],
    exposedHeaders: exposed,
    maxAge: preflightAge,
    strictPreflight: true,
  }
  await app.register(cors, {
    delegator: (request, answer) => answer(null, request.routeOptions.config.hasOwnOrigins ? { origin: false } : ours),
  })
}

/**
 * What pages of applications are told where a token decides who may read, as at the protocol endpoints: before the token is known anybody
 * may ask, and read why it was refused; without credentials. Whose token it is has the last word (`retract`).
 */
export function inviteAnyOrigin({ method, headers }: FastifyRequest, reply: FastifyReply) {
  const { origin } = headers
  if (origin === undefined) return
  reply.header('access-control-allow-origin', origin)
  if (method !== 'OPTIONS') {
    reply.header('access-control-expose-headers', ['WWW-Authenticate', ...exposed].join(', '))
    return
  }
  reply.header('access-control-allow-methods', 'GET, HEAD').header('access-control-max-age', preflightAge)
  const asked = headers['access-control-request-headers']
  if (asked !== undefined) reply.header('access-control-allow-headers', asked)
}

/** The page is not one of the application whose token it brought. */
export function retract(reply: FastifyReply) {
  for (const name of ['access-control-allow-origin', 'access-control-expose-headers']) reply.removeHeader(name)
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Decides by itself which pages may read it. Hooks reach routes of scopes that were there before them. */
    hasOwnOrigins?: true
  }
}
