import fastifyJwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import type { SigningKey, SigningKeys } from '../keys/signing-keys.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'

/** Who a request is made by. */
export interface Identity { userId: string, sessionId: string }

const algorithm = 'ES256'
/**
 * What tells our own access tokens from every other JWT under the same keys (RFC 8725 section 3.11): ID tokens, and the `at+jwt` that
 * applications get for resource servers.
 */
const type = 'gatehouse-at+jwt'

const Claims = z.object({ sub: z.string(), sid: z.string(), exp: z.number() })

interface Options {
  /** Issuer: our own API. */
  apiUrl: string
  keys: SigningKeys
  clock: Clock
  isEnded: (sessionId: string) => boolean
}

/**
 * Access tokens: JWT by @fastify/jwt, one algorithm, verified by the public keys anybody can fetch. Verified tokens are
 * not cached: two CVEs of the library were in its cache (docs/decisions/0005-access-tokens.md).
 */
export async function registerAccessTokens(app: FastifyInstance, { apiUrl, keys, clock, isEnded }: Options) {
  // No application and no resource server can have this audience.
  const audience = `${apiUrl}/first-party`
  const signOptions = ({ kid }: SigningKey) => ({ algorithm, kid, header: { alg: algorithm, typ: type } }) as const
  const first = keys.current()
  await app.register(fastifyJwt, {
    sign: signOptions(first),
    secret: {
      private: first.privateKey,
      public: async (_request: FastifyRequest, token: unknown) => await keys.publicKey(kidOf(token)) ?? refuse(),
    },
    decode: { complete: true },
    verify: { algorithms: [algorithm], allowedIss: apiUrl, allowedAud: audience, checkTyp: type, requiredClaims: ['iss', 'aud', 'sub', 'sid', 'exp'], errorCacheTTL: -1 },
  })

  return {
    /** @param session whose `authenticatedAt` goes into the token, so that others can judge how fresh it is. */
    sign({ userId, sessionId }: Identity, authenticatedAt: Date, expiresAt: Date) {
      const key = keys.current()
      const claims = {
        iss: apiUrl, aud: audience, sub: userId, sid: sessionId, jti: newId(), auth_time: seconds(authenticatedAt),
        iat: seconds(clock.now()), exp: seconds(expiresAt),
      }
      // The key of the start is ready to sign with; a newer one is made ready each time, until the next start.
      return key.kid === first.kid ? app.jwt.sign(claims) : app.jwt.sign(claims, { ...signOptions(key), key: key.privateKey })
    },

    /** @throws Refusal `unauthenticated`; `session_ended` for a good token of a session that has ended. */
    async verify(request: FastifyRequest): Promise<Identity> {
      const claims = z.safeParse(Claims, await request.jwtVerify().catch(refuse))
      if (!claims.success || claims.data.exp * 1000 <= clock.now().getTime()) return refuse()
      const { sub: userId, sid: sessionId } = claims.data
      if (isEnded(sessionId)) throw new Refusal('session_ended')
      return { userId, sessionId }
    },
  }
}
export type AccessTokens = Awaited<ReturnType<typeof registerAccessTokens>>

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

const Header = z.object({ header: z.object({ kid: z.string() }) })

/** The key id in the header of a token that has not been verified; only ever compared with the ids of our own keys. */
function kidOf(token: unknown) {
  const decoded = z.safeParse(Header, token)
  return decoded.success ? decoded.data.header.kid : refuse()
}

function refuse(): never {
  throw new Refusal('unauthenticated')
}
