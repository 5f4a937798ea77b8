import type { Intent } from '@gatehouse/contracts'
import { safeNext } from '@gatehouse/contracts/safe-next'
import { z } from 'zod'
import { later } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import { hashToken, newPlainToken, newToken } from '../../lib/tokens.ts'
import type { Dependencies } from '../dependencies.ts'
import type { AttemptRow } from './queries.ts'

/** Seconds that people have at the provider. */
const lifetime = 600

const Secrets = z.object({ verifier: z.string(), nonce: z.string() })
type Secrets = z.output<typeof Secrets>

export interface Beginning {
  provider: string
  intent: Intent
  /** Who begins it, where the intent needs somebody signed in. */
  owner: { userId: string, sessionId: string } | null
  next: string | undefined
  remember: boolean
  deviceHash: string
}

/** An attempt that has come back, with what only we knew of it. */
export type Attempt = AttemptRow & Secrets

/** The few letters of an attempt that its lines in the log share; they lead nowhere. */
export const referenceOf = (state: string) => hashToken(state).slice(0, 12)

/**
 * Sign-ins begun and not yet finished: state, PKCE verifier and nonce of 256 random bits each, bound to browser, provider and
 * intent, for one use (RFC 9700 sections 2.1 and 4.7). The state is known to the browser only; here is its hash.
 */
export function createAttempts({ store, keyring, clock }: Pick<Dependencies, 'store' | 'keyring' | 'clock'>) {
  return {
    async begin({ owner, next, ...attempt }: Beginning) {
      // Not every provider gives other characters than letters and digits back.
      const state = newPlainToken()
      const secrets: Secrets = { verifier: newToken(), nonce: newToken() }
      const id = hashToken(state)
      const now = clock.now()
      await store.federation.insertAttempt({
        ...attempt, id, userId: owner?.userId ?? null, sessionId: owner?.sessionId ?? null, next: safeNext(next),
        sealedSecrets: keyring.seal('federation', id, JSON.stringify(secrets)), createdAt: now, expiresAt: later(now, lifetime),
      })
      return { state, ...secrets }
    },

    /** Whether somebody could finish it; whose browser that must be. */
    peek: (state: string, provider: string) => store.federation.findAttempt(hashToken(state), provider, clock.now()),

    /**
     * Takes the attempt before anything else is tried with it.
     *
     * @throws Refusal `state_invalid`: unknown, used, expired, of another browser or another provider.
     */
    async take(state: string, provider: string, deviceHash: string): Promise<Attempt> {
      const row = await store.federation.takeAttempt(hashToken(state), provider, deviceHash, clock.now())
      const opened = row && keyring.open('federation', row.id, row.sealedSecrets)
      if (!row || !opened) throw new Refusal('state_invalid')
      return { ...row, ...Secrets.parse(JSON.parse(opened)) }
    },
  }
}
export type Attempts = ReturnType<typeof createAttempts>
