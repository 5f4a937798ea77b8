import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
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

/** Proving anew who is signed in, before what cannot be undone; also for people without a password. */
export function createReauthentication({ store, clock, signIn, codes, sessions }: Needs) {
  /** Marks the session as fresh, with whatever else must happen in the same transaction. */
  async function confirm(who: Who, user: UserRow, method: string, visitor: Visitor, alongside: (queries: Queries) => Promise<unknown>): Promise<Grant> {
    const now = clock.now()
    return store.transaction(async (queries) => {
      await alongside(queries)
      const session = await queries.sessions.markAuthenticated(who.sessionId, now)
      if (!session) throw new Refusal('session_ended')
      await record(queries, visitor, { action: 'session.reauthenticated', result: 'success', userId: user.id, sessionId: session.id, at: now, method })
      // The cookie may be another session's, as when two tabs signed in as two people: that one is left as it is.
      const taken = who.refreshToken ? await sessions.rotate(queries, who.refreshToken, now, session.id) : null
      return { user, session, refresh: taken && await taken.issue(session) }
    })
  }

  async function find(userId: string) {
    const user = await store.users.findById(userId)
    if (!user) throw new Refusal('session_ended')
    return user
  }

  return {
    /** @throws Refusal `credentials_invalid`, `rate_limited`, `overloaded` */
    async byPassword(who: Who, password: string, visitor: Visitor): Promise<Grant> {
      const user = await find(who.userId)
      await signIn.requirePassword(user, password, visitor, { action: 'session.reauthenticated', sessionId: who.sessionId })
      return confirm(who, user, 'password', visitor, async () => undefined)
    },

    /** By an identity that a provider has just vouched for, and that belongs to the account. */
    async byIdentity(who: Who, provider: string, visitor: Visitor): Promise<Grant> {
      return confirm(who, await find(who.userId), provider, visitor, async () => undefined)
    },

    /** @throws Refusal `code_invalid` */
    async byCode(who: Who, presented: PresentedCode, visitor: Visitor): Promise<Grant> {
      const user = await find(who.userId)
      if (!user.emailKey) throw new Refusal('code_invalid')
      const proven = await codes.check(presented, 'reauthenticate', user.emailKey, user.id, visitor)
      return confirm(who, user, 'email-code', visitor, async (queries) => {
        await codes.consume(queries, proven)
        await queries.users.noteEmailProven(user.id, clock.now())
      })
    },
  }
}
export type Reauthentication = ReturnType<typeof createReauthentication>
