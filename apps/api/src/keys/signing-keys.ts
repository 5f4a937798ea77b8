import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SettingsError } from '@gatehouse/settings'
import { later, type Clock } from '../lib/clock.ts'
import type { Keyring } from '../lib/keyring.ts'
import type { Log } from '../lib/log.ts'
import { algorithms, type Algorithm, type MakeKeyPair } from './key-pairs.ts'
import { newKeyRow } from './new-key-row.ts'
import type { SigningKeyRow, signingKeyQueries } from './queries.ts'

export interface SigningKey {
  kid: string
  algorithm: Algorithm
  /** PKCS #8 PEM. */
  privateKey: string
  /** SPKI PEM. */
  publicKey: string
}

/** The keys of all our tokens: of each algorithm the newest that is active signs, all of them verify. */
export interface SigningKeys {
  /** The key to sign with. */
  current(algorithm?: Algorithm): SigningKey
  /** The public key of this id in PEM, or `null`. An id we do not know may be a new one of another node. */
  publicKey(kid: string): Promise<string | null>
  /** RFC 7517 key set with the private parts: of each algorithm the one that signs first, those that will sign one day last. */
  privateJwks(): { keys: JsonWebKey[] }
  /** Changes whenever another key signs, or others are published. */
  version(): string
  /** Looks into the database again. */
  reload(): Promise<void>
  /** Keeps up with what other nodes, or the command line, do to the keys. */
  start(): void
  stop(): Promise<void>
}

interface Dependencies {
  store: { signingKeys: ReturnType<typeof signingKeyQueries> }
  keyring: Keyring
  clock: Clock
  makeKeyPair: MakeKeyPair
  log: Log
}

/** Seconds between two looks into the database for keys we do not know: tokens with invented ids cost no queries. */
const lookAgainAfter = 5
/** Seconds between two looks for new keys anyway. */
export const followEvery = 10

interface Held extends SigningKey { activeAt: Date | null, retiredAt: Date | null, jwk: JsonWebKey }

/**
 * Loads the signing keys, making the first ones at the first start.
 *
 * @throws SettingsError when the keys were sealed under a `SECRET_KEY` that is not in the list.
 */
export async function loadSigningKeys({ store, keyring, clock, makeKeyPair, log }: Dependencies): Promise<SigningKeys> {
  let held = await load()
  // The first id we do not know is looked up at once: two nodes that start together each make a key.
  let lookedAt = new Date(0)
  for (const algorithm of algorithms) {
    if (held.some(key => key.algorithm === algorithm)) continue
    await store.signingKeys.insert(newKeyRow(keyring, algorithm, await makeKeyPair(algorithm), { createdAt: clock.now(), activeAt: null }))
    held = await load()
  }

  async function load() {
    return (await store.signingKeys.list(clock.now())).map(row => open(keyring, row))
  }

  async function reload() {
    lookedAt = clock.now()
    held = await load()
  }

  const published = () => held.filter(({ retiredAt }) => retiredAt === null || retiredAt > clock.now())
  const isActive = ({ activeAt }: Held) => activeAt === null || activeAt <= clock.now()
  /** Active ones first, the newest of them before the others; those to come last. */
  const inOrder = () => [...published().filter(isActive), ...published().filter(key => !isActive(key))]

  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  async function follow() {
    while (!stopping.signal.aborted) {
      await sleep(followEvery * 1000, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      await reload().catch((error: unknown) => log.error({ err: error }, 'reading signing keys failed'))
    }
  }

  return {
    current(algorithm = 'ES256') {
      const newest = inOrder().find(key => key.algorithm === algorithm)
      if (!newest) throw new Error(`there is no signing key for ${algorithm}`)
      return newest
    },
    async publicKey(kid) {
      const known = published().find(key => key.kid === kid)
      if (known || clock.now() < later(lookedAt, lookAgainAfter)) return known?.publicKey ?? null
      await reload()
      return published().find(key => key.kid === kid)?.publicKey ?? null
    },
    privateJwks: () => ({ keys: inOrder().map(({ jwk }) => jwk) }),
    version: () => published().map(key => key.kid + (isActive(key) ? '' : '?')).join(),
    reload,
    start() { running = follow() },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function open(keyring: Keyring, { kid, algorithm, publicKey, sealedPrivateKey, activeAt, retiredAt }: SigningKeyRow): Held {
  const privateKey = keyring.open('signing-key', kid, sealedPrivateKey)
  if (privateKey === null) throw new SettingsError('SECRET_KEY: cannot decrypt the signing keys in the database; use the key they were encrypted with, or a list that contains it')
  const jwk = { ...createPrivateKey(privateKey).export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' }
  return { kid, algorithm, privateKey, publicKey, activeAt, retiredAt, jwk }
}
