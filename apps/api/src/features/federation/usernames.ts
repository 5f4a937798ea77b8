import type { Settings } from '@gatehouse/settings'
import { randomInt } from 'node:crypto'
import { parseUsername, type Username } from '../../lib/username.ts'
import type { UpstreamIdentity } from '../../providers/identity.ts'
import type { Queries } from '../store.ts'

/** How many names are tried; all but the first end in random digits. */
export const tries = 10

/** Usernames from what a provider calls a person: theirs if it fits, otherwise as near as can be. */
export function createCandidates({ USERNAME_MIN_LENGTH: min, USERNAME_MAX_LENGTH: max }: Pick<Settings, 'USERNAME_MIN_LENGTH' | 'USERNAME_MAX_LENGTH'>) {
  /** @param attempt from 0 to less than `tries`; `null` when this one comes to no name that could be had. */
  return function candidate(seed: string | null, attempt: number): Username | null {
    const digits = attempt === 0 ? '' : String(randomInt(10 ** 6)).padStart(6, '0')
    const letters = lettersOf(seed)
    const isSpent = letters === '' || attempt > tries / 2
    // As it is written; without its marks where they are no part of any script.
    for (const stem of isSpent ? ['user'] : [letters, letters.replaceAll(/\p{M}/gu, '')]) {
      const name = parseUsername([...stem].slice(0, max - digits.length).join('') + digits, { min, max })
      if (!('fault' in name)) return name
    }
    return null
  }
}
type Candidates = ReturnType<typeof createCandidates>

const lettersOf = (seed: string | null) => (seed ?? '').normalize('NFKC').replaceAll(/[^\p{L}\p{M}\p{Nd}_-]|(?<![\p{L}\p{M}])\p{M}/gu, '')

/**
 * A username to begin with, free at this moment; `null` where the provider calls the person nothing that could become one. The address is
 * no source of it: names are public.
 */
export async function suggestUsername({ users }: Pick<Queries, 'users'>, candidate: Candidates, { username, displayName }: UpstreamIdentity) {
  const seed = [username, displayName].find(name => lettersOf(name) !== '') ?? null
  if (seed === null) return null
  for (let attempt = 0; attempt <= tries / 2; attempt++) {
    const name = candidate(seed, attempt)
    if (name && !await users.findByUsername(name)) return name.shown
  }
  return null
}
