import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions, type JWTVerifyResult } from 'jose'
import { clockTolerance, type Clock } from '../lib/clock.ts'
import { createIssuerKeys, keysFor, keysOfIssuer } from './issuer-keys.ts'
import type { Send } from './send.ts'
import { isTemplate, issuerOfTenant } from './tenants.ts'
import { UpstreamError } from './upstream-error.ts'

interface IdTokenOptions {
  clientId: string
  /** Any of them may have issued it; or, for the template of many tenants, the one that its `tid` names. */
  issuers: readonly string[]
  jwksUri: string
  /** What the server says it signs with; silent: anything we accept. */
  algorithms: readonly string[] | undefined
  send: Send
  clock: Clock
  /** Milliseconds for fetching keys. */
  deadline: number
}

export type Claims = JWTPayload & { sub: string }

/** Signed by a private key, so that nobody who knows the client's secret can sign. `none` and HMAC are never among them. */
const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** Seconds that a token may be old: it comes straight from the server. */
const maxTokenAge = 600

/**
 * Reads ID tokens as OpenID Connect Core section 3.1.3.7 asks, plus `at_hash`. Keys are fetched when first needed, and once more when
 * a token fits none of them, but not more often than every 30 seconds.
 */
export function createIdTokens({ clientId, issuers, jwksUri, algorithms, send, clock, deadline }: IdTokenOptions) {
  const keys = createIssuerKeys({ jwksUri, send, clock, deadline })
  const template = issuers.find(isTemplate)
  const accepted = algorithms ? asymmetric.filter(name => algorithms.includes(name)) : asymmetric

  /** Verifies with every key that may have signed it, of those that are known and then of those of this moment. */
  async function verified(token: string, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
    const header = headerOf(token)
    if (header.alg === undefined || !accepted.includes(header.alg)) throw untrusted('alg')
    let failure = untrusted('key')
    for (const ask of [keys.known, keys.anew]) {
      const set = await ask()
      if (!set) break
      for await (const key of keysFor(template === undefined ? set : keysOfIssuer(set, issuerOf(token)), header)) {
        try {
          return await jwtVerify(token, key, options)
        } catch (error) {
          // What is no error of jose's is about a key that cannot be used.
          if (error instanceof errors.JOSEError && !(error instanceof errors.JWSSignatureVerificationFailed)) throw translated(error)
          failure = error instanceof errors.JOSEError ? translated(error) : untrusted('key')
        }
      }
    }
    throw failure
  }

  return {
    /**
     * @throws UpstreamError `misconfigured` with the name of what is wrong (`id_token.exp`), `refused` for the nonce of another attempt,
     * `unavailable` without keys.
     */
    async verify(token: string, { nonce, accessToken }: { nonce: string, accessToken: string }): Promise<Claims> {
      const { payload, protectedHeader } = await verified(token, {
        ...(template === undefined && { issuer: [...issuers] }), audience: clientId, algorithms: accepted, clockTolerance, maxTokenAge, currentDate: clock.now(),
        requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      })

      const { sub, aud, azp, at_hash: hash } = payload
      if (template !== undefined && payload.iss !== issuerOfTenant(template, payload['tid'])) throw untrusted('iss')
      if (typeof payload['nonce'] !== 'string') throw untrusted('nonce')
      if (payload['nonce'] !== nonce) throw new UpstreamError('refused', { error: 'id_token.nonce' })
      if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== clientId) throw untrusted('azp')
      if (hash !== undefined && hash !== halfHash(accessToken, protectedHeader.alg)) throw untrusted('at_hash')
      if (typeof sub !== 'string' || sub === '' || sub.length > 255) throw untrusted('sub')
      return { ...payload, sub }
    },
  }
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw untrusted('malformed')
  }
}

/** By its own word, which is compared with the rest once it is verified. */
function issuerOf(token: string) {
  try {
    return decodeJwt(token).iss
  } catch {
    throw untrusted('malformed')
  }
}

/** The errors of jose carry the claims, and those the e-mail address: only the name goes on. */
function translated(error: unknown) {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return untrusted(error.claim)
  if (error instanceof errors.JOSEAlgNotAllowed) return untrusted('alg')
  if (error instanceof errors.JWSSignatureVerificationFailed) return untrusted('signature')
  return untrusted('malformed')
}

/** Whoever signs in next gets one of the same kind: only the operator, here or there, can mend that. */
const untrusted = (what: string) => new UpstreamError('misconfigured', { error: `id_token.${what}` })

/** Left half of the hash that belongs to the algorithm (section 3.1.3.6). */
function halfHash(accessToken: string, algorithm: string) {
  const bits = /(256|384|512)$/.exec(algorithm)?.[1] ?? '512'
  const hash = createHash(`sha${bits}`).update(accessToken, 'ascii').digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}
