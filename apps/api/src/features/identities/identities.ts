import type { IdentityEntry } from '@gatehouse/contracts'
import { isUniqueViolation } from '../../db/faults.ts'
import { parseEmail } from '../../lib/email.ts'
import { newId } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Unknown, UpstreamIdentity } from '../../providers/identity.ts'
import type { Providers } from '../../providers/providers.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Notices } from '../notices/notices.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { IdentityRow } from './queries.ts'

type Needs = Pick<Dependencies, 'store' | 'clock'> & { providers: Providers, notices: Notices, sessions: Sessions }

/** Who removes one, and where. */
interface Owner { userId: string, sessionId: string }

/** A way in through a provider, as a mail names it. */
export interface LinkedAccount {
  /** What the provider is called. */
  provider: string
  /** What the person is called there. */
  name: string | null
  /** ISO 8601. */
  since: string
}

export { hasOwnProof } from './proofs.ts'

/** What providers and accounts have to do with each other. */
export function createIdentities({ store, clock, providers, notices, sessions }: Needs) {
  const labelOf = (provider: string) => providers.list().find(({ id }) => id === provider)?.label ?? provider

  const said = ({ displayName, avatarUrl, email, roles }: UpstreamIdentity) =>
    ({ displayName, avatarUrl, email: email?.address ?? null, emailVerified: email?.verified ?? false, roles: roles ?? null })

  /** What the provider has said this time: what it could not be asked is left as it was. */
  function told(upstream: UpstreamIdentity) {
    const { displayName, avatarUrl, email, emailVerified, roles } = said(upstream)
    const isKnown = (part: Unknown) => !upstream.unknown?.includes(part)
    return {
      ...(isKnown('displayName') && { displayName }), ...(isKnown('avatarUrl') && { avatarUrl }),
      ...(isKnown('email') && { email, emailVerified }), ...(isKnown('roles') && { roles }),
    }
  }

  const keyRows = (identityId: string, provider: string, { keys }: UpstreamIdentity) =>
    keys.map(({ scope, subject }) => ({ id: newId(), identityId, provider, scope, subject }))

  /** By the most stable key that anybody is known by. */
  async function find(queries: Queries, provider: string, { keys }: UpstreamIdentity) {
    for (const key of keys) {
      const found = await queries.identities.findByKey(provider, key)
      if (found) return found
    }
    return null
  }

  /**
   * Notes what the provider says today, and keys it did not tell before; one that is somebody else's stays theirs. The account's picture
   * follows where it comes from here. Lock the account first.
   *
   * @returns with the account as it is now, if that has changed.
   */
  async function refresh(queries: Queries, identity: IdentityRow, upstream: UpstreamIdentity, now: Date) {
    await queries.identities.addKeys(keyRows(identity.id, identity.provider, upstream))
    const refreshed = await queries.identities.refresh(identity.id, { ...told(upstream), lastUsedAt: now }) ?? identity
    return { identity: refreshed, changed: await queries.avatars.follow(identity.userId, identity.id, now) }
  }

  return {
    find,
    refresh,
    labelOf,

    /**
     * Binds in the caller's transaction; an account without a picture gets that of the identity, unless its owner wants none. Doing it
     * again for the same account notes what the provider says today.
     *
     * @throws Refusal `identity_already_bound`, also to whoever loses a race for it.
     */
    async attach(queries: Queries, user: UserRow, provider: string, upstream: UpstreamIdentity, visitor: Visitor, now: Date): Promise<IdentityRow> {
      const found = await find(queries, provider, upstream)
      if (found && found.user.id !== user.id) throw new Refusal('identity_already_bound')
      if (found) {
        // Locks the account.
        await queries.users.confirmEnabled(user.id)
        const { identity } = await refresh(queries, found.identity, upstream, now)
        return identity
      }

      const identity = await queries.identities.insert({ id: newId(), userId: user.id, provider, ...said(upstream), createdAt: now, lastUsedAt: now })
      const added = await queries.identities.addKeys(keyRows(identity.id, provider, upstream))
      if (added < upstream.keys.length) throw new Refusal('identity_already_bound')
      await queries.avatars.adopt(user.id, identity.id, now)
      await record(queries, visitor, { action: 'identity.bound', result: 'success', userId: user.id, at: now, details: { provider } })
      await notices.put(queries, user, { name: 'identity-bound', username: user.username, provider: labelOf(provider) }, now)
      return identity
    },

    /** An address becomes the account's only when the provider has verified it, nobody here has it, and the account has none: still none, when it is written. */
    async adoptEmail(user: UserRow, provider: string, { email }: UpstreamIdentity, visitor: Visitor) {
      const address = email?.verified ? parseEmail(email.address) : null
      if (user.email !== null || !address || await store.users.findByEmailKey(address.key)) return
      const now = clock.now()
      const adopting = store.transaction(async (queries) => {
        if (!await queries.users.adoptEmail(user.id, { email: address.address, emailKey: address.key }, now)) return
        await record(queries, visitor, { action: 'email.changed', result: 'success', userId: user.id, at: now, method: provider })
      })
      await adopting.catch((error: unknown) => {
        // Somebody registered with it a moment ago.
        if (!isUniqueViolation(error)) throw error
      })
    },

    async list(userId: string): Promise<IdentityEntry[]> {
      return (await store.identities.listByUser(userId)).map(toEntry)
    },

    toEntry,

    /** What mails name of the ways in that an account has. */
    async linkedTo(queries: Queries, userId: string): Promise<LinkedAccount[]> {
      return (await queries.identities.listByUser(userId)).map(toLinked)
    },

    /** Removes all of them, in the caller's transaction, which has locked the account and leaves another way in. */
    async dropAll(queries: Queries, userId: string, visitor: Visitor, now: Date): Promise<LinkedAccount[]> {
      const dropped = await queries.identities.deleteByUser(userId)
      if (dropped.length > 0) await queries.avatars.drop(userId, dropped.map(({ id }) => id), now)
      for (const { provider } of dropped) {
        await record(queries, visitor, { action: 'identity.unbound', result: 'success', userId, at: now, details: { provider, reason: 'address-not-proven' } })
      }
      return dropped.map(toLinked)
    },

    /**
     * Removes a way in and the picture that came from it, and ends the sessions that came through it and what programs were given in
     * them. The session it is removed from goes on: its holder has proved a moment ago who they are.
     *
     * @throws Refusal `not_found`; `last_sign_in_method` when nothing else would let the person in.
     */
    async unbind({ userId, sessionId }: Owner, id: string, visitor: Visitor) {
      const now = clock.now()
      const ended = await store.transaction(async (queries) => {
        const user = await queries.users.update(userId, { updatedAt: now })
        if (!user || !await queries.identities.findOwn(id, userId)) throw new Refusal('not_found')
        const removed = await queries.identities.deleteUnlessLast(id, userId)
        if (!removed) throw new Refusal('last_sign_in_method')
        await queries.avatars.drop(userId, [removed.id], now)
        await record(queries, visitor, { action: 'identity.unbound', result: 'success', userId, at: now, details: { provider: removed.provider } })
        await notices.put(queries, user, { name: 'identity-unbound', username: user.username, provider: labelOf(removed.provider) }, now)
        return sessions.endThrough(queries, userId, removed, sessionId, now)
      })
      sessions.refuseFromNow(ended)
      notices.wake()
    },
  }

  function toLinked({ provider, displayName, createdAt }: IdentityRow): LinkedAccount {
    return { provider: labelOf(provider), name: displayName, since: createdAt.toISOString() }
  }

  function toEntry({ id, provider, displayName, avatarUrl, createdAt, lastUsedAt }: IdentityRow): IdentityEntry {
    return { id, provider, label: labelOf(provider), displayName, avatarUrl, createdAt, lastUsedAt }
  }
}
export type Identities = ReturnType<typeof createIdentities>
