import type { Locale } from '@gatehouse/contracts'
import { isUniqueViolation } from '../../db/faults.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Username } from '../../lib/username.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Identities } from '../identities/identities.ts'
import type { Notices } from '../notices/notices.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { PresentedCode, VerificationCodes } from '../verification-codes/verification-codes.ts'

/** Who asks for something to be done to their own account. */
export interface Owner { userId: string, sessionId: string }

interface ProfileChanges {
  displayName?: string | undefined
  username?: string | undefined
  locale?: Locale | undefined
  /** The identity whose picture is shown, or none. */
  avatar?: { identityId: string } | null | undefined
}

interface PasswordChange {
  currentPassword?: string | undefined
  password: string
  /** Whether everything that was begun with the old one ends, but for this session. */
  endOthers: boolean
}

type Needs = Pick<Dependencies, 'store' | 'hasher' | 'clock'>
  & { credentials: CredentialRules, codes: VerificationCodes, sessions: Sessions, signIn: SignIn, notices: Notices, identities: Identities }

/** What people do to their own account. */
export function createAccount({ store, hasher, clock, credentials, codes, sessions, signIn, notices, identities }: Needs) {
  /** @throws Refusal `session_ended`: the account was deleted a moment ago. */
  async function find(userId: string): Promise<UserRow> {
    const user = await store.users.findById(userId)
    if (!user) throw new Refusal('session_ended')
    return user
  }

  /** Somebody else may take the name between our look and our write; the index then says so. */
  async function unlessTaken<T>(code: 'username_taken' | 'email_taken', work: () => Promise<T>) {
    try {
      return await work()
    } catch (error) {
      throw isUniqueViolation(error) ? new Refusal(code, { cause: error }) : error
    }
  }

  /** @throws Refusal `not_found` for an identity that is not theirs. Call it with the account locked: none is removed beside it then. */
  async function choosePicture(queries: Queries, user: UserRow, avatar: ProfileChanges['avatar'], now: Date) {
    if (avatar === undefined) return user
    const chosen = await queries.avatars.choose(user.id, avatar?.identityId ?? null, now)
    if (!chosen) throw new Refusal('not_found')
    return chosen
  }

  async function rename(user: UserRow, name: Username, others: { displayName?: string, locale?: Locale }, avatar: ProfileChanges['avatar'], visitor: Visitor) {
    const now = clock.now()
    return unlessTaken('username_taken', () => store.transaction(async (queries) => {
      const taken = await queries.users.findByUsername(name)
      if (taken && taken.id !== user.id) throw new Refusal('username_taken')
      const renamed = await queries.users.update(user.id, { ...others, username: name.shown, usernameKey: name.key, usernameSkeleton: name.skeleton, updatedAt: now })
      if (!renamed) throw new Refusal('session_ended')
      await record(queries, visitor, { action: 'username.changed', result: 'success', userId: user.id, at: now })
      await notices.put(queries, renamed, { name: 'username-changed', username: renamed.username }, now)
      return choosePicture(queries, renamed, avatar, now)
    }))
  }

  /** Whoever has a password shows it; whoever has none has proved who they are in another way, a moment ago. */
  async function requireOwner(user: UserRow, owner: Owner, currentPassword: string | undefined, visitor: Visitor) {
    if (user.passwordHash === null) {
      if (currentPassword !== undefined) throw refuseField('currentPassword', 'unknown_field')
      return sessions.requireFresh(owner.sessionId)
    }
    if (currentPassword === undefined) throw refuseField('currentPassword', 'required')
    await signIn.requirePassword(user, currentPassword, visitor, { action: 'password.changed', sessionId: owner.sessionId })
  }

  return {
    find,

    /** @throws Refusal `validation_failed`, `username_taken`, `not_found`; `reauthentication_required` for another username: it is signed in with. */
    async update({ userId, sessionId }: Owner, changes: ProfileChanges, visitor: Visitor): Promise<UserRow> {
      const others = { ...(changes.displayName && { displayName: changes.displayName }), ...(changes.locale && { locale: changes.locale }) }
      const user = await find(userId)
      const name = changes.username === undefined ? null : credentials.username(changes.username)
      if (name && name.shown !== user.username) {
        await sessions.requireFresh(sessionId)
        const renamed = await rename(user, name, others, changes.avatar, visitor)
        notices.wake()
        return renamed
      }
      // With the words that people are found by.
      return store.transaction(async (queries) => {
        const now = clock.now()
        const updated = await queries.users.update(userId, { ...others, updatedAt: now })
        if (!updated) throw new Refusal('session_ended')
        return choosePicture(queries, updated, changes.avatar, now)
      })
    },

    /**
     * Sets another password. Mailed codes die with the old one. Unless `endOthers` is false, so does everything but this session and
     * what programs were given in it: other sessions, what other programs and devices hold, other known browsers.
     *
     * @throws Refusal `credentials_invalid`, `reauthentication_required`, `validation_failed`, `rate_limited`, `overloaded`
     */
    async changePassword(owner: Owner, input: PasswordChange, visitor: Visitor): Promise<void> {
      const user = await find(owner.userId)
      credentials.newPasswordLength(input.password)
      await requireOwner(user, owner, input.currentPassword, visitor)
      await credentials.newPassword(input.password, [user.username, user.email ?? ''], visitor)
      const passwordHash = await hasher.hash(input.password, { ...visitor, isAdmitted: user.passwordHash !== null })
      const now = clock.now()
      const ended = await store.transaction(async (queries) => {
        const changed = await queries.users.replacePassword(user.id, user.passwordHash, passwordHash, now)
        // While ours was hashed, somebody set another: whoever reset it has also ended this session.
        if (!changed) throw new Refusal(await queries.sessions.findLive(owner.sessionId, now) ? 'credentials_invalid' : 'session_ended')
        // Whoever showed the right one has proved who they are; unless that one was itself added in this session.
        if (user.passwordHash !== null) await queries.sessions.markAuthenticated(owner.sessionId, now, user.passwordChangedAt)
        const ended = input.endOthers ? await sessions.endWithAuthorizations(queries, user.id, { except: owner.sessionId }, now) : []
        if (input.endOthers) await queries.knownDevices.deleteOthers(user.id, visitor.deviceHash)
        await queries.verificationCodes.voidAllOf(changed, now)
        await record(queries, visitor, {
          action: 'password.changed', result: 'success', userId: user.id, sessionId: owner.sessionId, at: now, details: { othersEnded: input.endOthers },
        })
        const linked = await identities.linkedTo(queries, user.id)
        await notices.put(queries, changed, { name: 'password-changed', username: changed.username, othersEnded: input.endOthers, linked }, now)
        return ended
      })
      sessions.refuseFromNow(ended)
      notices.wake()
    },

    /**
     * Moves the account to an address that a code has proved; codes mailed to the old one are void.
     *
     * @throws Refusal `code_invalid`, `email_taken`
     */
    async changeEmail(owner: Owner, input: PresentedCode & { email: string }, visitor: Visitor): Promise<UserRow> {
      const user = await find(owner.userId)
      const email = credentials.email(input.email)
      const proven = await codes.check(input, 'change-email', email.key, user.id, visitor)
      const now = clock.now()
      const moved = await unlessTaken('email_taken', () => store.transaction(async (queries) => {
        await codes.consume(queries, proven)
        const moved = await queries.users.update(user.id, { email: email.address, emailKey: email.key, emailVerifiedAt: now, emailProvenAt: now, updatedAt: now })
        if (!moved) throw new Refusal('session_ended')
        await queries.verificationCodes.voidAllOf(user, now)
        await record(queries, visitor, { action: 'email.changed', result: 'success', userId: user.id, sessionId: owner.sessionId, at: now })
        await notices.put(queries, user, { name: 'email-changed', username: user.username, newEmail: email.address }, now)
        return moved
      }))
      notices.wake()
      return moved
    },

    /**
     * Deletes the account and everything that hangs on it. Its applications stay, switched off, for superusers to decide about: nobody
     * answers for them any more.
     *
     * @throws Refusal `session_ended` for whoever comes second.
     */
    async remove({ userId }: Owner, visitor: Visitor): Promise<void> {
      const now = clock.now()
      const ended = await store.transaction(async (queries) => {
        // Held until the commit: no application is registered beside this.
        if (!await queries.users.update(userId, { updatedAt: now })) throw new Refusal('session_ended')
        for (const { id, name } of await queries.applications.disableOf(userId, now)) {
          await record(queries, visitor, { action: 'application.disabled', result: 'success', userId: null, clientId: id, at: now, details: { name, because: 'owner-deleted' } })
        }
        await queries.sessions.deleteTokensOf(userId)
        const ended = await sessions.endWithin(queries, userId, 'all', now)
        const user = await queries.users.delete(userId)
        if (!user) throw new Refusal('session_ended')
        await queries.verificationCodes.deleteByEmail(user.emailKey)
        await record(queries, visitor, { action: 'account.deleted', result: 'success', userId: null, at: now, details: { userId } })
        await notices.put(queries, user, { name: 'account-deleted', username: user.username }, now)
        return ended
      })
      sessions.refuseFromNow(ended)
      notices.wake()
    },
  }
}
export type Account = ReturnType<typeof createAccount>
