import { later } from '../lib/clock.ts'
import type { Keyring } from '../lib/keyring.ts'
import { algorithms, type MakeKeyPair } from './key-pairs.ts'
import { newKeyRow } from './new-key-row.ts'
import type { signingKeyQueries } from './queries.ts'
import { followEvery } from './signing-keys.ts'

/** Seconds for which others may keep our key set; the header of its answer says so. */
export const keySetMaxAge = 300

interface Rotation {
  keyring: Keyring
  makeKeyPair: MakeKeyPair
  now: Date
  /** Seconds for which the longest-lived token is good, or may come back as a hint. */
  longest: number
  /** A key has leaked: the new ones sign at once, and what the old ones signed is worth nothing from now on. */
  atOnce: boolean
}

/**
 * Makes new signing keys. They are published at once and sign when everybody can know them; the old ones verify until their
 * last token has run out. Nothing is refused meanwhile, unless `atOnce`.
 *
 * @returns when the new keys begin to sign, and when the old ones stop being published.
 */
export async function makeNextKeys({ keyring, makeKeyPair, now, longest, atOnce }: Rotation) {
  const activeAt = atOnce ? now : later(now, keySetMaxAge + 2 * followEvery)
  const retiredAt = atOnce ? now : later(activeAt, longest)
  const rows = await Promise.all(algorithms.map(async algorithm => newKeyRow(keyring, algorithm, await makeKeyPair(algorithm), { createdAt: now, activeAt })))
  return {
    activeAt, retiredAt,
    /** Puts them in place; in one transaction. */
    async write(queries: { signingKeys: ReturnType<typeof signingKeyQueries> }) {
      await queries.signingKeys.retireAll(retiredAt)
      for (const row of rows) await queries.signingKeys.insert(row)
    },
  }
}
