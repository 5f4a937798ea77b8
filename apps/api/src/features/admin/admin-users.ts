import type { UserDetails } from '@gatehouse/contracts/console'
import { isMissingReference } from '../../db/faults.ts'
import { maskEmail, parseEmail } from '../../lib/email.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { PermissionRules } from '../permissions/permissions.ts'
import { toEntry, type Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { VerificationCodes } from '../verification-codes/verification-codes.ts'
import { toSummary } from './user-search.ts'

/** The superuser who does it. */
export interface Actor { userId: string, sessionId: string }

interface Changes { disabled?: boolean | undefined, groups?: readonly string[] | undefined }

type Needs = Pick<Dependencies, 'store' | 'clock'> & { sessions: Sessions, codes: VerificationCodes, permissions: PermissionRules }

/** What superusers do to accounts. */
export function createAdminUsers({ store, clock, sessions, codes, permissions }: Needs) {
  /** @throws Refusal `not_found` */
  async function find(id: string): Promise<UserRow> {
    const user = await store.users.findById(id)
    if (!user) throw new Refusal('not_found')
    return user
  }

  async function detailsOf(user: UserRow, { sessionId }: Actor): Promise<UserDetails> {
    const { id } = user
    return {
      ...toSummary(user),
      emailVerified: user.emailVerifiedAt !== null, avatarUrl: user.avatarUrl, locale: user.locale, hasPassword: user.passwordHash !== null,
      disabledAt: user.disabledAt, updatedAt: user.updatedAt,
      groups: await store.adminGroups.listOfUser(id),
      permissions: (await permissions.permissionsOf(user)).permissions,
      identities: await store.identities.listByUser(id),
      sessions: (await store.sessions.listLive(id, clock.now())).map(row => toEntry(row, sessionId)),
      consents: await store.adminUsers.listConsents(id),
    }
  }

  /** Disabling ends everything at once, for good: what is enabled again later begins anew. */
  async function setDisabled(queries: Queries, user: UserRow, disabled: boolean, actor: Actor, visitor: Visitor, now: Date): Promise<string[]> {
    // Two superusers who disable each other at once would leave nobody.
    if (!await queries.users.confirmSuperuser(actor.userId)) throw new Refusal('forbidden')
    if (!await queries.users.setDisabled(user.id, disabled ? now : null, now)) return []
    const ended = disabled ? await sessions.endWithAuthorizations(queries, user.id, 'all', now) : []
    if (disabled) await queries.verificationCodes.voidAllOf(user, now)
    const action = disabled ? 'user.disabled' : 'user.enabled'
    await record(queries, visitor, { action, result: 'success', userId: user.id, actorId: actor.userId, at: now, ...(disabled && { details: { sessions: ended.length } }) })
    return ended
  }

  async function setGroups(queries: Queries, user: UserRow, ids: readonly string[], actor: Actor, visitor: Visitor, now: Date) {
    // Keeps others from setting them at the same time.
    if (!await queries.users.update(user.id, { updatedAt: now })) throw new Refusal('not_found')
    const wanted = await queries.adminGroups.findAll(ids)
    const missing = ids.findIndex(id => !wanted.some(group => group.id === id))
    if (missing >= 0) throw refuseField(`groups.${missing}`, 'invalid')
    const before = await queries.adminGroups.listOfUser(user.id)
    await queries.adminGroups.replaceOfUser(user.id, wanted.map(({ id }) => id), now)
    const without = (some: { id: string, name: string }[], others: { id: string }[]) =>
      some.filter(({ id }) => !others.some(other => other.id === id)).map(({ name }) => name).join(', ')
    const [added, removed] = [without(wanted, before), without(before, wanted)]
    if (added === '' && removed === '') return
    await record(queries, visitor, { action: 'user.groups-changed', result: 'success', userId: user.id, actorId: actor.userId, at: now, details: { added, removed } })
  }

  return {
    /** @throws Refusal `not_found` */
    async read(id: string, actor: Actor): Promise<UserDetails> {
      return detailsOf(await find(id), actor)
    },

    /**
     * Disables or enables an account and sets its groups: both, or neither.
     *
     * @throws Refusal `not_found`, `own_account`, `forbidden` for whoever is no superuser any more; of a field in `groups`.
     */
    async update(id: string, { disabled, groups }: Changes, actor: Actor, visitor: Visitor): Promise<UserDetails> {
      const user = await find(id)
      if (disabled && id === actor.userId) throw new Refusal('own_account')
      const now = clock.now()
      try {
        sessions.refuseFromNow(await store.transaction(async (queries) => {
          const ended = disabled === undefined ? [] : await setDisabled(queries, user, disabled, actor, visitor, now)
          if (groups) await setGroups(queries, user, groups, actor, visitor, now)
          return ended
        }))
      } catch (error) {
        // A group was deleted at this very moment.
        throw isMissingReference(error) ? refuseField('groups', 'invalid') : error
      }
      return detailsOf(await find(id), actor)
    },

    /** @throws Refusal `not_found` */
    async endSessions(id: string, actor: Actor, visitor: Visitor) {
      await find(id)
      const now = clock.now()
      sessions.refuseFromNow(await store.transaction(async (queries) => {
        const ended = await sessions.endWithAuthorizations(queries, id, 'all', now)
        await record(queries, visitor, { action: 'user.sessions-ended', result: 'success', userId: id, actorId: actor.userId, at: now, details: { sessions: ended.length } })
        return ended
      }))
    },

    /**
     * Has a link and a code mailed to the owner, to set a new password with. Nobody else sees the code.
     *
     * @throws Refusal `not_found`, `resend_too_soon`, `rate_limited`; of the field `email` for an account without an address, of
     * `disabled` for one that could not be signed in to afterwards.
     */
    async startPasswordReset(id: string, actor: Actor, visitor: Visitor) {
      const user = await find(id)
      const email = user.email === null ? null : parseEmail(user.email)
      if (!email) throw refuseField('email', 'required')
      if (user.disabledAt) throw refuseField('disabled', 'invalid')
      await codes.request(email, 'reset-password', null, visitor, (queries, now) =>
        record(queries, visitor, { action: 'user.password-reset-started', result: 'success', userId: id, actorId: actor.userId, at: now }))
      return { sentTo: maskEmail(email.address) }
    },
  }
}
export type AdminUsers = ReturnType<typeof createAdminUsers>
