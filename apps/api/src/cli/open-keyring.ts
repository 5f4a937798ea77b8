import type { Settings } from '@gatehouse/settings'
import type { Store } from '../features/store.ts'
import { makeKeyPair } from '../keys/key-pairs.ts'
import { secretsOf } from '../keys/secrets.ts'
import { loadSigningKeys } from '../keys/signing-keys.ts'
import { systemClock } from '../lib/clock.ts'
import { createKeyring } from '../lib/keyring.ts'
import type { Log } from '../lib/log.ts'
import { CommandError } from './command.ts'

/** Nothing is followed here, so nothing is reported. */
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * The keyring of the settings, for commands that make signing keys: keys that the server cannot open would stop its next start, so ours must
 * be the secret that it has.
 *
 * @throws CommandError
 */
export async function openKeyring(settings: Settings, store: Store) {
  const keyring = createKeyring(secretsOf(settings))
  await loadSigningKeys({ store, keyring, clock: systemClock, makeKeyPair, log: quiet }).catch((error: unknown) => {
    throw new CommandError(error instanceof Error ? error.message : String(error))
  })
  return keyring
}
