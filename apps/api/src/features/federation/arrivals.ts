import type { IdentityEntry } from '@gatehouse/contracts'
import { clockTolerance, later } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { UpstreamIdentity } from '../../providers/identity.ts'
import type { Upstream } from '../../providers/upstream.ts'
import { recordAlone } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import { hasOwnProof, type Identities } from '../identities/identities.ts'
import type { Notices } from '../notices/notices.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { Reauthentication } from '../sign-in/sign-in.ts'
import type { Owner } from './federation.ts'
import type { Provision } from './provisioning.ts'

type Needs = Pick<Dependencies, 'store' | 'clock'>
  & { identities: Identities, sessions: Sessions, reauthentication: Reauthentication, provision: Provision, notices: Notices }

/** Somebody has come back from a provider, and we know as whom. Never matched by e-mail or name. */
export function createArrivals({ store, clock, identities, sessions, reauthentication, provision, notices }: Needs) {
  /** Signs in whoever the identity belongs to; `null` when it is nobody's. */
  async function signInKnown(upstream: Upstream, identity: UpstreamIdentity, remember: boolean, visitor: Visitor): Promise<Grant | null> {
    const known = await identities.find(store, upstream.id, identity)
    if (!known) return null
    const now = clock.now()
    const grant = await store.transaction(async (queries) => {
      if (!await queries.users.confirmEnabled(known.user.id)) return 'disabled'
      // Removed since we looked: whoever removed it holds the account, as we do now.
      if (!await queries.identities.findOwn(known.identity.id, known.user.id)) return null
      const { changed } = await identities.refresh(queries, known.identity, identity, now)
      const found = changed ?? known.user
      const user = upstream.provisioning === 'create' ? await provision.refresh(queries, found, known.identity.id, identity, now) : found
      return sessions.start(queries, user, { method: upstream.id, identityId: known.identity.id, remember, visitor, now })
    })
    if (grant !== 'disabled') return grant
    await recordAlone(store, visitor, { action: 'session.started', result: 'failure', userId: known.user.id, at: now, method: upstream.id, details: { reason: 'disabled' } })
    throw new Refusal('credentials_invalid')
  }

  return {
    /**
     * Signs in, or makes the account where this server's people have one by right; `null` when the person has to say who they are.
     *
     * @throws Refusal `credentials_invalid` for a disabled account.
     */
    async signIn(upstream: Upstream, identity: UpstreamIdentity, remember: boolean, visitor: Visitor): Promise<Grant | null> {
      const grant = await signInKnown(upstream, identity, remember, visitor)
      if (grant || upstream.provisioning === 'bind') return grant
      try {
        return await provision.create(upstream, identity, remember, visitor)
      } catch (error) {
        // They came twice at once: the other one has made the account.
        if (error instanceof Refusal && error.code === 'identity_already_bound') return signInKnown(upstream, identity, remember, visitor)
        throw error
      }
    },

    /** @throws Refusal `identity_already_bound`, `session_ended`; `reauthentication_required` unless the session was authenticated lately. */
    async bind(provider: string, upstream: UpstreamIdentity, { userId, sessionId }: Owner, visitor: Visitor): Promise<IdentityEntry> {
      const now = clock.now()
      const { user, identity } = await store.transaction(async (queries) => {
        await sessions.requireFresh(sessionId, queries)
        const user = await queries.users.findById(userId)
        if (!user) throw new Refusal('session_ended')
        return { user, identity: await identities.attach(queries, user, provider, upstream, visitor, now) }
      })
      notices.wake()
      await identities.adoptEmail(user, provider, upstream, visitor)
      return identities.toEntry(identity)
    },

    /** @throws Refusal `proof_not_fresh` where coming back from there would prove nothing; `session_ended`. */
    async requireProof({ provesFreshness }: Upstream, { userId }: Owner) {
      const user = await store.users.findById(userId)
      if (!user) throw new Refusal('session_ended')
      if (!provesFreshness && hasOwnProof(user)) throw new Refusal('proof_not_fresh')
    },

    /**
     * Makes the session fresh by an identity that was signed in to since `begunAt`. Who cannot show that anybody was asked there counts
     * only for accounts that have nothing else; who says that nobody was asked counts for none.
     *
     * @throws Refusal `credentials_invalid` unless it is an identity of this very account; `proof_too_new`, `proof_not_fresh`, `session_ended`.
     */
    async reauthenticate({ id: provider }: Upstream, upstream: UpstreamIdentity, begunAt: Date, owner: Owner, visitor: Visitor): Promise<Grant> {
      const known = await identities.find(store, provider, upstream)
      if (known?.user.id !== owner.userId) {
        const { userId, sessionId } = owner
        await recordAlone(store, visitor, { action: 'session.reauthenticated', result: 'failure', userId, sessionId, at: clock.now(), method: provider, details: { reason: 'other-account' } })
        throw new Refusal('credentials_invalid')
      }
      const { authenticatedAt } = upstream
      if (authenticatedAt ? authenticatedAt < later(begunAt, -clockTolerance) : hasOwnProof(known.user)) {
        const { userId, sessionId } = owner
        await recordAlone(store, visitor, { action: 'session.reauthenticated', result: 'failure', userId, sessionId, at: clock.now(), method: provider, details: { reason: 'not-fresh' } })
        throw new Refusal('proof_not_fresh')
      }
      const { createdAt: addedAt } = known.identity
      const grant = await reauthentication.byIdentity(owner, { method: provider, addedAt }, visitor, async (queries) => {
        // Locks the account.
        await queries.users.confirmEnabled(owner.userId)
        if (!await queries.identities.findOwn(known.identity.id, owner.userId)) throw new Refusal('credentials_invalid')
        await identities.refresh(queries, known.identity, upstream, clock.now())
      })
      // With the picture of today.
      return { ...grant, user: await store.users.findById(owner.userId) ?? grant.user }
    },
  }
}
export type Arrivals = ReturnType<typeof createArrivals>
