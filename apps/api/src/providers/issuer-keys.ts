import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWSHeaderParameters } from 'jose'
import { z } from 'zod'
import { later, type Clock } from '../lib/clock.ts'
import { createReading } from './reading.ts'
import type { Send } from './send.ts'
import { isTemplate } from './tenants.ts'
import { UpstreamError } from './upstream-error.ts'

interface IssuerKeysOptions {
  jwksUri: string
  send: Send
  clock: Clock
  /** Milliseconds for fetching them. */
  deadline: number
}

/** Seconds that keys are kept, and that pass before some are fetched anew because a token did not fit those that are known. */
const lifetime = 600
const cooldown = 30

/** RFC 7517 section 5: members and keys that are not understood are left out. */
const KeySet = z.object({
  keys: z.array(z.unknown()).transform(keys => keys.flatMap((key) => {
    const { data } = z.looseObject({ kty: z.string(), kid: z.string().exactOptional() }).safeParse(key)
    return data ? [data] : []
  })),
})

/** An error here is about no code and nobody: whatever its name says elsewhere, keys are not there at the moment. */
function withoutPerson(error: unknown): never {
  if (!(error instanceof UpstreamError) || ['unavailable', 'misconfigured'].includes(error.kind)) throw error
  throw error.as('unavailable')
}

/** The keys that a server says it signs with. */
export function createIssuerKeys({ jwksUri, send, clock, deadline }: IssuerKeysOptions) {
  let known: { keys: Promise<JSONWebKeySet>, until: Date } | null = null
  let anewAfter: Date | null = null

  function fetchKeys() {
    const { read } = createReading({ send, at: url => url, judgement: {}, signal: AbortSignal.timeout(deadline) })
    const entry = { keys: read(jwksUri, KeySet).catch(withoutPerson), until: later(clock.now(), lifetime) }
    known = entry
    entry.keys.catch(() => { if (known === entry) known = null })
    return entry.keys
  }

  return {
    /** @throws UpstreamError */
    known: async (): Promise<JSONWebKeySet> => known && clock.now() < known.until ? known.keys : fetchKeys(),

    /**
     * For a token that none of them fits: servers change their keys, and some keep the names. `null` when that was tried a moment ago.
     *
     * @throws UpstreamError
     */
    async anew(): Promise<JSONWebKeySet | null> {
      if (anewAfter && clock.now() < anewAfter) return null
      anewAfter = later(clock.now(), cooldown)
      return fetchKeys()
    },
  }
}

/**
 * Of the keys of many tenants, those that may have signed for this one: some are marked as one tenant's own, and sign for nobody else
 * (https://learn.microsoft.com/entra/identity-platform/claims-validation, "Validate the signing key issuer").
 */
export const keysOfIssuer = ({ keys }: JSONWebKeySet, issuer: unknown): JSONWebKeySet =>
  ({ keys: keys.filter((key) => {
    const of: unknown = Reflect.get(key, 'issuer')
    return typeof of !== 'string' || isTemplate(of) || of === issuer
  }) })

/**
 * All keys that a token with this header may be signed by, likely ones first: those of its name, then those without one; without a name
 * in the header, every key that is of its kind.
 */
export async function* keysFor({ keys }: JSONWebKeySet, { kid, ...header }: JWSHeaderParameters): AsyncGenerator<CryptoKey> {
  const nameless = keys.filter(key => key.kid === undefined)
  const candidates = kid === undefined ? keys : [...keys.filter(key => key.kid === kid), ...nameless]
  try {
    yield await createLocalJWKSet({ keys: candidates })(header)
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) yield* error
    // No other is of its kind, or the one that is cannot be read.
  }
}
