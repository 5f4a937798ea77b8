import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record, recordAlone } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { UserRow } from '../users/users.ts'
import type { PresentedCode, VerificationCodes } from '../verification-codes/verification-codes.ts'
import type { SignIn } from './sign-in.ts'

type Needs = Pick<Dependencies, 'store' | 'clock'> & { signIn: SignIn, codes: VerificationCodes, sessions: Sessions }

interface Who {
  userId: string
  sessionId: string
  /** The refresh token the browser holds, to be replaced by a new one (OWASP ASVS 5.0.0-7.2.4). */
  refreshToken: string | null
}

/** How somebody proves who they are, and since when the account has this way; `null` for always. */
interface Way { method: string, addedAt: Date | null }

/**
 * Proving anew who is signed in, before what cannot be undone; also for people without a password. A way in that came to the account
 * after the session was last authenticated proves nothing: whoever holds a stolen session may have added it. Signing in by it does.
 */
export function createReauthentication({ store, clock, signIn, codes, sessions }: Needs) {
  /** @throws Refusal `proof_too_new`, before anything costly is done; `session_ended`. */
  async function refuseYounger(queries: Queries, { sessionId }: Who, addedAt: Date | null, now: Date) {
    const session = await queries.sessions.findLive(sessionId, now)
    if (!session) throw new Refusal('session_ended')
    if (addedAt && addedAt > session.authenticatedAt) throw new Refusal('proof_too_new')
  }

  /** Marks the session as fresh, with whatever else must happen in the same transaction. */
  async function confirm(who: Who, user: UserRow, { method, addedAt }: Way, visitor: Visitor, alongside: (queries: Queries) => Promise<unknown>): Promise<Grant> {
    const now = clock.now()
    return store.transaction(async (queries) => {
      await alongside(queries)
      const session = await queries.sessions.markAuthenticated(who.sessionId, now, addedAt)
      if (!session) {
        await refuseYounger(queries, who, addedAt, now)
        throw new Refusal('session_ended')
      }
      await record(queries, visitor, { action: 'session.reauthenticated', result: 'success', userId: user.id, sessionId: session.id, at: now, method })
      // The cookie may be another session's, as when two tabs signed in as two people: that one is left as it is.
      const taken = who.refreshToken ? await sessions.rotate(queries, who.refreshToken, now, session.id) : null
      return { user, session, refresh: taken && await taken.issue(session) }
    })
  }

  /** That a way in was too new is noted with the account: somebody may have added it for that. */
  async function noting({ userId, sessionId }: Who, method: string, visitor: Visitor, work: () => Promise<Grant>) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Refusal && error.code === 'proof_too_new') {
        await recordAlone(store, visitor, { action: 'session.reauthenticated', result: 'failure', userId, sessionId, at: clock.now(), method, details: { reason: 'too-new' } })
      }
      throw error
    }
  }

  async function find(userId: string) {
    const user = await store.users.findById(userId)
    if (!user) throw new Refusal('session_ended')
    return user
  }

  return {
    /** @throws Refusal `credentials_invalid`, `proof_too_new`, `rate_limited`, `overloaded` */
    byPassword: (who: Who, password: string, visitor: Visitor) => noting(who, 'password', visitor, async () => {
      const user = await find(who.userId)
      const addedAt = user.passwordChangedAt
      await refuseYounger(store, who, addedAt, clock.now())
      await signIn.requirePassword(user, password, visitor, { action: 'session.reauthenticated', sessionId: who.sessionId })
      return confirm(who, user, { method: 'password', addedAt }, visitor, async (queries) => {
        // Replaced while it was compared: then it proves nothing any more.
        if (!await queries.users.confirmPassword(user.id, user.passwordHash ?? '', null)) throw new Refusal('credentials_invalid')
      })
    }),

    /** By an identity of the account. @throws Refusal `proof_too_new` */
    byIdentity: (who: Who, way: Way, visitor: Visitor, alongside: (queries: Queries) => Promise<unknown>) =>
      noting(who, way.method, visitor, async () => confirm(who, await find(who.userId), way, visitor, alongside)),

    /** @throws Refusal `code_invalid`, `proof_too_new` */
    byCode: (who: Who, presented: PresentedCode, visitor: Visitor) => noting(who, 'email-code', visitor, async () => {
      const user = await find(who.userId)
      if (!user.emailKey) throw new Refusal('code_invalid')
      const addedAt = user.emailVerifiedAt
      await refuseYounger(store, who, addedAt, clock.now())
      const proven = await codes.check(presented, 'reauthenticate', user.emailKey, user.id, visitor)
      return confirm(who, user, { method: 'email-code', addedAt }, visitor, async (queries) => {
        await codes.consume(queries, proven)
        await queries.users.noteEmailProven(user.id, clock.now())
      })
    }),
  }
}
export type Reauthentication = ReturnType<typeof createReauthentication>
