import { displayName as displayNameField } from '@gatehouse/contracts'
import { newId } from '../../lib/ids.ts'
import { parseEmail } from '../../lib/email.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { UpstreamIdentity } from '../../providers/identity.ts'
import type { Upstream } from '../../providers/upstream.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Identities } from '../identities/identities.ts'
import type { Notices } from '../notices/notices.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import { createCandidates, tries } from './usernames.ts'

type Needs = Pick<Dependencies, 'settings' | 'store' | 'clock'> & { identities: Identities, sessions: Sessions, notices: Notices }

/** A name as it can be shown here, or `null`. */
export function fittingDisplayName(name: string | null) {
  const fitting = displayNameField.safeParse([...name ?? ''].slice(0, 50).join(''))
  return fitting.success ? fitting.data : null
}

/** Accounts of servers whose people have one here by right (`provisioning: create`): made on first sign-in, kept up to date. */
export function createProvisioning({ settings, store, clock, identities, sessions, notices }: Needs) {
  const candidate = createCandidates(settings)

  async function insert(queries: Queries, { username, displayName, email }: UpstreamIdentity, visitor: Visitor, now: Date): Promise<UserRow> {
    const verified = email?.verified ? parseEmail(email.address) : null
    const address = verified && !await queries.users.findByEmailKey(verified.key) ? verified : null
    for (let attempt = 0; attempt < tries; attempt++) {
      const name = candidate(username ?? email?.address.split('@')[0] ?? displayName, attempt)
      const user = name && await queries.users.insert({
        id: newId(), username: name.shown, usernameKey: name.key, usernameSkeleton: name.skeleton,
        // Lost to somebody who registers with it at this very moment: then without.
        ...(address && attempt < tries / 2 && { email: address.address, emailKey: address.key, emailVerifiedAt: now }),
        displayName: fittingDisplayName(displayName) ?? name.shown, locale: visitor.locale, createdAt: now, updatedAt: now,
      })
      if (user) return user
    }
    throw new Error('no username was free')
  }

  return {
    /** @throws Refusal `identity_already_bound` to whoever loses a race for the same person. */
    async create(upstream: Upstream, identity: UpstreamIdentity, remember: boolean, visitor: Visitor): Promise<Grant> {
      const now = clock.now()
      const grant = await store.transaction(async (queries) => {
        const user = await insert(queries, identity, visitor, now)
        await record(queries, visitor, { action: 'account.registered', result: 'success', userId: user.id, at: now, method: upstream.id })
        const { id: identityId } = await identities.attach(queries, user, upstream.id, identity, visitor, now)
        // With the picture that came with the identity.
        const pictured = await queries.users.findById(user.id) ?? user
        return sessions.start(queries, pictured, { method: upstream.id, identityId, remember, visitor, now })
      })
      notices.wake()
      return grant
    },

    /** The name is the server's to say at each sign-in, and so is the picture, unless the account has one of another linked account or its owner has chosen. */
    async refresh(queries: Queries, user: UserRow, identityId: string, { displayName: said }: UpstreamIdentity, now: Date): Promise<UserRow> {
      const pictured = await queries.avatars.adopt(user.id, identityId, now) ?? user
      const displayName = fittingDisplayName(said) ?? pictured.displayName
      if (displayName === pictured.displayName) return pictured
      return await queries.users.update(user.id, { displayName, updatedAt: now }) ?? pictured
    },
  }
}
export type Provision = ReturnType<typeof createProvisioning>
