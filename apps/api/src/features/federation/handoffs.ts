import { z } from 'zod'
import { later } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import { hashToken, newToken } from '../../lib/tokens.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { NoteFailure } from '../audit/failures.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Attempts } from './attempts.ts'
import type { Answer } from './federation.ts'

/** Seconds from the provider's redirect until the page asks. */
const lifetime = 120

const text = z.string().optional()
const StoredAnswer = z.object({ state: z.string(), code: text, iss: text, error: text, errorDescription: text })

/**
 * For servers registered with the API's own address: what they send back is kept here for the page that began it. The redirect
 * brings no cookie of ours across sites, so nothing is decided before the page has shown whose browser it is.
 */
export function createHandoffs({ store, keyring, clock, attempts, noteFailure }: Pick<Dependencies, 'store' | 'keyring' | 'clock'> & { attempts: Attempts, noteFailure: NoteFailure }) {
  return {
    /** A key for the page; `null` for an answer to nothing that was asked. */
    async keep(provider: string, answer: Answer): Promise<string | null> {
      const attempt = await attempts.peek(answer.state, provider)
      if (!attempt) return null
      const key = newToken()
      const id = hashToken(key)
      const now = clock.now()
      await store.federation.insertHandoff({
        id, provider, deviceHash: attempt.deviceHash, sealedAnswer: keyring.seal('federation', id, JSON.stringify(answer)), createdAt: now, expiresAt: later(now, lifetime),
      })
      return key
    },

    /** @throws Refusal `handoff_invalid`: unknown, used, expired, or of another browser, which uses nothing up. */
    async take(key: string, visitor: Visitor): Promise<{ provider: string, answer: Answer }> {
      const row = await store.federation.takeHandoff(hashToken(key), visitor.deviceHash, clock.now())
      const opened = row && keyring.open('federation', row.id, row.sealedAnswer)
      if (!row || !opened) {
        await noteFailure(visitor, { action: 'handoff.rejected', userId: null })
        throw new Refusal('handoff_invalid')
      }
      return { provider: row.provider, answer: StoredAnswer.parse(JSON.parse(opened)) }
    },
  }
}
export type Handoffs = ReturnType<typeof createHandoffs>
