import type { ApplicationSecret } from '@gatehouse/contracts/programs'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import { recordAbout, type Applications, type Owner } from './applications.ts'
import type { Actor } from './changing.ts'
import { keepsSecrets, newSecret } from './new-secret.ts'

const places = [1, 2] as const

/** A second secret lives beside the first while programs move over; one stays always. */
export function createSecrets({ store, clock, applications }: Pick<Dependencies, 'store' | 'clock'> & { applications: Applications }) {
  /** Holds an application until the commit: what is counted then stays so. Superusers look after those that nobody owns. */
  async function hold(queries: Queries, clientId: string, actor: Actor, now: Date) {
    await queries.applications.update(clientId, { updatedAt: now })
    const row = await applications.toChange(queries, clientId, actor)
    if (row.ownerId !== actor.userId && row.ownerId !== null) throw new Refusal('not_found')
    return row
  }

  return {
    /** @throws Refusal `not_found`, `secret_limit`; `forbidden` where the application proves itself in another way. */
    async add(owner: Owner, clientId: string, visitor: Visitor): Promise<ApplicationSecret & { clientSecret: string }> {
      const actor = await applications.actorOf(owner)
      const now = clock.now()
      return store.transaction(async (queries) => {
        const row = await hold(queries, clientId, actor, now)
        if (!keepsSecrets(row)) throw new Refusal('forbidden')
        const taken = await queries.applications.listSecrets([clientId])
        const place = places.find(free => taken.every(secret => secret.place !== free))
        const { clientSecret, row: secret } = newSecret(place ?? 1, now)
        const stored = place && await queries.applications.insertSecret({ ...secret, applicationId: clientId })
        if (!stored) throw new Refusal('secret_limit')
        await recordAbout(queries, visitor, row, owner, { action: 'application.secret-added', at: now, details: { hint: stored.hint } })
        return { id: stored.id, hint: stored.hint, createdAt: stored.createdAt, clientSecret }
      })
    },

    /** @throws Refusal `not_found`, `last_secret`. */
    async remove(owner: Owner, clientId: string, id: string, visitor: Visitor): Promise<void> {
      const actor = await applications.actorOf(owner)
      const now = clock.now()
      await store.transaction(async (queries) => {
        const row = await hold(queries, clientId, actor, now)
        if (!await queries.applications.findSecret(clientId, id)) throw new Refusal('not_found')
        const removed = await queries.applications.deleteSecretUnlessLast(clientId, id)
        if (!removed) throw new Refusal('last_secret')
        await recordAbout(queries, visitor, row, owner, { action: 'application.secret-deleted', at: now, details: { hint: removed.hint } })
      })
    },
  }
}
export type Secrets = ReturnType<typeof createSecrets>
