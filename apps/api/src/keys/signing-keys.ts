import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { later, type Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import type { Keyring } from '../lib/keyring.ts'
import type { signingKeyQueries } from './queries.ts'

export interface SigningKey {
  kid: string
  /** PKCS #8 PEM. */
  privateKey: string
  /** SPKI PEM. */
  publicKey: string
}

/** The keys of our access tokens: the newest signs, all of them verify. */
export interface SigningKeys {
  /** The key to sign with. */
  current(): SigningKey
  /** The public key of this id in PEM, or `null`. An id we do not know may be a new one of another node. */
  publicKey(kid: string): Promise<string | null>
  /** RFC 7517 key set, public parts only. */
  jwks(): { keys: JsonWebKey[] }
}

interface Dependencies {
  store: { signingKeys: ReturnType<typeof signingKeyQueries> }
  keyring: Keyring
  clock: Clock
}

/** Seconds between two looks into the database for keys we do not know: tokens with invented ids cost no queries. */
const lookAgainAfter = 5

/**
 * Loads the signing keys (ES256), making the first one at the first start.
 *
 * @throws Error when the keys were sealed under a `SECRET_KEY` that is not in the list.
 */
export async function loadSigningKeys({ store, keyring, clock }: Dependencies): Promise<SigningKeys> {
  let keys = await load()
  // The first id we do not know is looked up at once: two nodes that start together each make a key.
  let lookedAt = new Date(0)
  if (keys.length === 0) {
    await store.signingKeys.insert(newKey(keyring, clock.now()))
    keys = await load()
  }

  async function load() {
    return (await store.signingKeys.list()).map(({ kid, publicKey, sealedPrivateKey }): SigningKey => {
      const privateKey = keyring.open('signing-key', kid, sealedPrivateKey)
      if (privateKey === null) throw new Error('SECRET_KEY does not open the signing keys in the database: it must be the one they were made with, or a list that has it')
      return { kid, privateKey, publicKey }
    })
  }

  return {
    current() {
      const [newest] = keys
      if (!newest) throw new Error('there is no signing key')
      return newest
    },
    async publicKey(kid) {
      const known = keys.find(key => key.kid === kid)
      if (known || clock.now() < later(lookedAt, lookAgainAfter)) return known?.publicKey ?? null
      lookedAt = clock.now()
      keys = await load()
      return keys.find(key => key.kid === kid)?.publicKey ?? null
    },
    jwks: () => ({ keys: keys.map(toJwk) }),
  }
}

function newKey(keyring: Keyring, createdAt: Date) {
  const kid = newId()
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { kid, publicKey, sealedPrivateKey: keyring.seal('signing-key', kid, privateKey), createdAt }
}

const toJwk = ({ kid, publicKey }: SigningKey): JsonWebKey =>
  ({ ...createPublicKey(publicKey).export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' })
