import type { Proofs } from '@gatehouse/contracts'
import { Refusal } from '../../lib/refusal.ts'
import type { Providers } from '../../providers/providers.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from '../users/users.ts'
import type { IdentityRow } from './queries.ts'

/** Whether somebody can show here who they are, without a provider: by a password, or a code to a proven address. */
export const hasOwnProof = ({ passwordHash, emailKey, emailVerifiedAt }: Pick<UserRow, 'passwordHash' | 'emailKey' | 'emailVerifiedAt'>) =>
  passwordHash !== null || (emailKey !== null && emailVerifiedAt !== null)

/** What would make a session fresh: ways in that are no younger than its last authentication, and can prove one of this moment. */
export function createProofs({ store, clock, providers }: Pick<Dependencies, 'store' | 'clock'> & { providers: Providers }) {
  /** @throws Refusal `session_ended` */
  return async function proofsOf({ userId, sessionId }: { userId: string, sessionId: string }): Promise<Proofs> {
    const session = await store.sessions.findLive(sessionId, clock.now())
    const user = await store.users.findById(userId)
    if (!session || !user) throw new Refusal('session_ended')
    const isOld = (addedAt: Date | null) => addedAt === null || addedAt <= session.authenticatedAt
    const counts = ({ provider, createdAt }: IdentityRow) => {
      const upstream = providers.find(provider)
      return upstream !== null && isOld(createdAt) && (upstream.provesFreshness || !hasOwnProof(user))
    }
    const linked = (await store.identities.listByUser(userId)).filter(counts)
    return {
      password: user.passwordHash !== null && isOld(user.passwordChangedAt),
      emailCode: user.emailKey !== null && isOld(user.emailVerifiedAt),
      providers: providers.list().filter(({ id }) => linked.some(({ provider }) => provider === id)),
    }
  }
}
