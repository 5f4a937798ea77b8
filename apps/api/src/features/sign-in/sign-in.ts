import { isMeantAsEmail, parseTypedEmail } from '../../lib/email.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import { foldUsername } from '../../lib/username.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record, recordAlone, type AuditAction } from '../audit/audit.ts'
import type { NoteFailure } from '../audit/failures.ts'
import type { Asker } from '../../passwords/asker.ts'
import type { CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { Budget, Throttle } from './throttle.ts'

type Needs = Pick<Dependencies, 'store' | 'hasher' | 'limiter' | 'clock'>
  & { sessions: Sessions, throttle: Throttle, credentials: CredentialRules, noteFailure: NoteFailure }

/** What a password is shown for, when not on our own form. */
export interface Through {
  /** As in `sessions.method`. */
  method: string
  /**
   * What else must happen in the same transaction, at the moment the session begins: what is added then is as old as the session.
   * Answers the identity that the session comes through, if there is one.
   */
  alongside: (queries: Queries, user: UserRow, now: Date) => Promise<string | null>
  /** What else must happen in it, once the session has begun. */
  conclude?: (queries: Queries, grant: Grant) => Promise<void>
}
const ownForm: Through = { method: 'password', alongside: async () => null }

/** What somebody who is signed in shows the password for, as it is noted when it is wrong. */
export interface Occasion {
  action: AuditAction
  sessionId: string
}

export type { Reauthentication } from './reauthentication.ts'

/** Signing in with a password. Every failure is one answer after one amount of work. */
export function createSignIn({ store, hasher, limiter, clock, sessions, throttle, credentials, noteFailure }: Needs) {
  /** Whoever a typed name or address means; names have no `@`, so it is never ambiguous. */
  async function find(typed: string): Promise<{ user: UserRow | null, name: string }> {
    if (isMeantAsEmail(typed)) {
      const key = parseTypedEmail(typed)?.key ?? typed.normalize('NFKC').toLowerCase()
      return { user: await store.users.findByEmailKey(key), name: key }
    }
    const { key } = foldUsername(typed.trim())
    return { user: await store.users.findByUsernameKey(key), name: key }
  }

  async function knownDevice(user: UserRow | null, visitor: Visitor) {
    return user && await store.knownDevices.isKnown(user.id, visitor.deviceHash) ? visitor.deviceHash : null
  }

  /** A right password, from somebody who may sign in. The hash is compared whoever asks. */
  const isRight = (user: UserRow | null, password: string, asker: Asker) => async () => {
    const matches = await hasher.verify(password, user?.passwordHash ?? null, asker)
    return matches && user?.disabledAt === null
  }

  /** Why a password does not open an account, for those who look after it; never for whoever typed it. */
  function reasonFor(user: UserRow | null) {
    if (!user) return 'unknown'
    if (user.disabledAt) return 'disabled'
    return user.passwordHash === null ? 'no-password' : 'wrong'
  }

  /** A refusal to judge at all is noted now and then, whoever asks; everything else as it is. */
  async function noting<T>(failure: Parameters<NoteFailure>[1], visitor: Visitor, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Refusal && error.code === 'rate_limited') await noteFailure(visitor, { ...failure, details: { reason: 'rate-limited' } })
      throw error
    }
  }

  /** Judges one try, within what the network may still get wrong: only a wrong password uses that up. */
  async function judge(user: UserRow | null, password: string, budget: Budget, visitor: Visitor) {
    await limiter.take('sign-in', visitor.network)
    try {
      const right = await throttle.judge(budget, isRight(user, password, { ...visitor, isKnown: budget.device !== null }), visitor.signal)
      if (right) await limiter.giveBack('sign-in', visitor.network)
      return right
    } catch (error) {
      await limiter.giveBack('sign-in', visitor.network)
      throw error
    }
  }

  /** `null` when the password was replaced while it was compared: a reset must not be outlived by what it replaced. */
  async function begin(user: UserRow, password: string, remember: boolean, visitor: Visitor, { method, alongside, conclude }: Through): Promise<Grant | null> {
    const verified = user.passwordHash ?? ''
    const renewed = hasher.isStale(verified) ? await hasher.hash(password, { ...visitor, isAdmitted: true }) : null
    const now = clock.now()
    return store.transaction(async (queries) => {
      if (!await queries.users.confirmPassword(user.id, verified, renewed)) return null
      const identityId = await alongside(queries, user, now)
      const grant = await sessions.start(queries, user, { method, identityId, remember, visitor, now })
      await conclude?.(queries, grant)
      return grant
    })
  }

  return {
    /**
     * @throws Refusal `credentials_invalid`, the same for an unknown name, a wrong password, an account without one and a
     * disabled account; `rate_limited`; `overloaded`.
     */
    async signIn(input: { username: string, password: string, remember: boolean }, visitor: Visitor, through: Through = ownForm): Promise<Grant> {
      if (credentials.isTooLong(input.password)) throw refuseField('password', 'too_long')
      const { user, name } = await find(input.username)
      const budget = throttle.budgetFor(user ? { userId: user.id } : { name }, await knownDevice(user, visitor))
      const failure = { action: 'session.started', userId: user?.id ?? null, method: through.method } as const
      const right = await noting(failure, visitor, () => judge(user, input.password, budget, visitor))
      const grant = user && right ? await begin(user, input.password, input.remember, visitor, through) : null
      if (!grant) {
        await recordAlone(store, visitor, { ...failure, result: 'failure', at: clock.now(), details: { reason: reasonFor(user) } })
        throw new Refusal('credentials_invalid')
      }
      return grant
    },

    /**
     * Whose name and password these are, for a program that asks on behalf of somebody (the password grant); no session begins.
     *
     * @throws Refusal `credentials_invalid`, `rate_limited`, `overloaded`, as for signing in.
     */
    async verify(input: { username: string, password: string }, clientId: string, visitor: Visitor): Promise<UserRow> {
      const { user, name } = await find(input.username)
      const budget = throttle.budgetFor(user ? { userId: user.id } : { name }, null)
      const event = { action: 'token.granted-by-password', clientId, at: clock.now(), method: 'password' } as const
      const failure = { ...event, userId: user?.id ?? null }
      const right = !credentials.isTooLong(input.password) && await noting(failure, visitor, () => judge(user, input.password, budget, visitor))
      const confirmed = right && user !== null && await store.transaction(async (queries) => {
        if (!await queries.users.confirmPassword(user.id, user.passwordHash ?? '', null)) return false
        await record(queries, visitor, { ...event, result: 'success', userId: user.id })
        return true
      })
      if (!user || !confirmed) {
        await recordAlone(store, visitor, { ...failure, result: 'failure', details: { reason: reasonFor(user) } })
        throw new Refusal('credentials_invalid')
      }
      return user
    },

    /**
     * Whether somebody who is signed in knows the account's password; counted in the same budget as signing in.
     *
     * @throws Refusal `credentials_invalid`, `rate_limited`, `overloaded`.
     */
    async requirePassword(user: UserRow, password: string, visitor: Visitor, occasion: Occasion) {
      const budget = throttle.budgetFor({ userId: user.id }, await knownDevice(user, visitor))
      const failure = { ...occasion, userId: user.id, method: 'password' }
      if (await noting(failure, visitor, () => judge(user, password, budget, visitor))) return
      await recordAlone(store, visitor, { ...failure, result: 'failure', at: clock.now(), details: { reason: reasonFor(user) } })
      throw new Refusal('credentials_invalid')
    },
  }
}
export type SignIn = ReturnType<typeof createSignIn>
