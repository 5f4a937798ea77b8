import type { IdentityEntry } from '@gatehouse/contracts'
import { isUniqueViolation } from '../../db/faults.ts'
import { parseEmail } from '../../lib/email.ts'
import { newId } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { UpstreamIdentity } from '../../providers/identity.ts'
import type { Providers } from '../../providers/providers.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Notices } from '../notices/notices.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { IdentityRow } from './queries.ts'

type Needs = Pick<Dependencies, 'store' | 'clock'> & { providers: Providers, notices: Notices }

/** What providers and accounts have to do with each other. */
export function createIdentities({ store, clock, providers, notices }: Needs) {
  const labelOf = (provider: string) => providers.list().find(({ id }) => id === provider)?.label ?? provider

  const said = ({ displayName, avatarUrl, email, roles }: UpstreamIdentity) =>
    ({ displayName, avatarUrl, email: email?.address ?? null, emailVerified: email?.verified ?? false, roles: roles ?? null })

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

  /** Notes what the provider says today, and keys it did not tell before; one that is somebody else's stays theirs. */
  async function refresh(queries: Queries, identity: IdentityRow, upstream: UpstreamIdentity, now: Date) {
    await queries.identities.addKeys(keyRows(identity.id, identity.provider, upstream))
    return await queries.identities.refresh(identity.id, { ...said(upstream), lastUsedAt: now }) ?? identity
  }

  return {
    find,
    refresh,
    labelOf,

    /**
     * Binds in the caller's transaction. Doing it again for the same account changes nothing.
     *
     * @throws Refusal `identity_already_bound`, also to whoever loses a race for it.
     */
    async attach(queries: Queries, user: UserRow, provider: string, upstream: UpstreamIdentity, visitor: Visitor, now: Date): Promise<IdentityRow> {
      const found = await find(queries, provider, upstream)
      if (found && found.user.id !== user.id) throw new Refusal('identity_already_bound')
      if (found) return refresh(queries, found.identity, upstream, now)

      const identity = await queries.identities.insert({ id: newId(), userId: user.id, provider, ...said(upstream), createdAt: now, lastUsedAt: now })
      const added = await queries.identities.addKeys(keyRows(identity.id, provider, upstream))
      if (added < upstream.keys.length) throw new Refusal('identity_already_bound')
      await record(queries, visitor, { action: 'identity.bound', result: 'success', userId: user.id, at: now, details: { provider } })
      await notices.put(queries, user, { name: 'identity-bound', username: user.username, provider: labelOf(provider) }, now)
      return identity
    },

    /** An address becomes the account's only when the provider has verified it, nobody here has it, and the account has none. */
    async adoptEmail(user: UserRow, provider: string, { email }: UpstreamIdentity, visitor: Visitor) {
      const address = email?.verified ? parseEmail(email.address) : null
      if (user.email !== null || !address || await store.users.findByEmailKey(address.key)) return
      const now = clock.now()
      const adopting = store.transaction(async (queries) => {
        await queries.users.update(user.id, { email: address.address, emailKey: address.key, emailVerifiedAt: now, updatedAt: now })
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

    /** @throws Refusal `not_found`; `last_sign_in_method` when nothing else would let the person in. */
    async unbind(userId: string, id: string, visitor: Visitor) {
      const now = clock.now()
      await store.transaction(async (queries) => {
        const user = await queries.users.update(userId, { updatedAt: now })
        if (!user || !await queries.identities.findOwn(id, userId)) throw new Refusal('not_found')
        const removed = await queries.identities.deleteUnlessLast(id, userId)
        if (!removed) throw new Refusal('last_sign_in_method')
        await record(queries, visitor, { action: 'identity.unbound', result: 'success', userId, at: now, details: { provider: removed.provider } })
        await notices.put(queries, user, { name: 'identity-unbound', username: user.username, provider: labelOf(removed.provider) }, now)
      })
      notices.wake()
    },
  }

  function toEntry({ id, provider, displayName, avatarUrl, createdAt, lastUsedAt }: IdentityRow): IdentityEntry {
    return { id, provider, label: labelOf(provider), displayName, avatarUrl, createdAt, lastUsedAt }
  }
}
export type Identities = ReturnType<typeof createIdentities>
