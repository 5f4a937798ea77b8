import type { FastifyRequest } from 'fastify'
import type { Identity } from '../http/access-tokens.ts'
import type { Serve } from '../http/serve.ts'
import type { SessionReply } from './sessions/session-reply.ts'

/** What routes are made of, beside their rules. */
export interface Http {
  serve: Serve
  sessionReply: SessionReply
  /** Who is signed in, for endpoints where that depends. */
  authenticate: (request: FastifyRequest) => Promise<Identity>
}
