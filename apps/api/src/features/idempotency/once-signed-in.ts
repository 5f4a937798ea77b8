import { z } from 'zod'
import { Refusal } from '../../lib/refusal.ts'
import type { RepeatableRequest } from '../../lib/repeatable-request.ts'
import { hashToken } from '../../lib/tokens.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import type { Once } from './idempotency.ts'

/** What a browser is given to be signed in with, and the page that it goes on to. */
interface SignedIn { grant: Grant, next: string | null }

type Keep = (queries: Queries, grant: Grant, next: string | null) => Promise<void>

const Kept = z.object({ sessionId: z.string(), token: z.string().nullable(), next: z.string().nullable() })

/**
 * Signs somebody in once for all requests of one key. The answer is made anew from what was kept: the same session, the same refresh
 * cookie as long as it has not been exchanged, and an access token that is good for its whole time.
 */
export function createOnceSignedIn({ store, clock, once, sessions }: Pick<Dependencies, 'store' | 'clock'> & { once: Once, sessions: Sessions }) {
  /** @throws Refusal `session_ended`: signed out since, or the account is disabled or gone. */
  async function again(answer: string): Promise<SignedIn> {
    const { sessionId, token, next } = Kept.parse(JSON.parse(answer))
    const now = clock.now()
    const session = await store.sessions.findLive(sessionId, now)
    const user = session && await store.users.findById(session.userId)
    if (!user || user.disabledAt) throw new Refusal('session_ended')
    const issued = token && await store.sessions.findToken(hashToken(token))
    const isUnused = issued && !issued.token.usedAt && issued.token.expiresAt > now
    return { grant: { user, session, refresh: token && isUnused ? sessions.cookieFor(session, token, now) : null }, next }
  }

  return (request: RepeatableRequest | null, work: (keep: Keep) => Promise<SignedIn>): Promise<SignedIn> =>
    once(request, again, remember => work((queries, { session, refresh }, next) =>
      remember(queries, JSON.stringify({ sessionId: session.id, token: refresh?.token ?? null, next }))))
}
