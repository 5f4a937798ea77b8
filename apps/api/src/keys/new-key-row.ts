import { newId } from '../lib/ids.ts'
import type { Keyring } from '../lib/keyring.ts'
import type { Algorithm, KeyPair } from './key-pairs.ts'

/** A key as it is stored: the private half sealed under `SECRET_KEY`. */
export function newKeyRow(keyring: Keyring, algorithm: Algorithm, { privateKey, publicKey }: KeyPair, { createdAt, activeAt }: { createdAt: Date, activeAt: Date | null }) {
  const kid = newId()
  return { kid, algorithm, publicKey, sealedPrivateKey: keyring.seal('signing-key', kid, privateKey), createdAt, activeAt }
}
