import type { Consent } from '@gatehouse/contracts/programs'
import { newId } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { toFace } from '../applications/applications.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import type { ConsentRow } from './queries.ts'

/** What somebody allows: scopes of ours, and those of resource servers by their address (RFC 8707). */
export interface Allowed { scopes: readonly string[], resources: Readonly<Record<string, readonly string[]>> }

/** Who allows it, and in which session. */
interface Owner { userId: string, sessionId: string | null }

const union = (...lists: readonly (readonly string[])[]) => [...new Set(lists.flat())]

const merged = (before: Allowed, more: Allowed): Pick<ConsentRow, 'scopes' | 'resources'> => ({
  scopes: union(before.scopes, more.scopes),
  resources: Object.fromEntries(union(Object.keys(before.resources), Object.keys(more.resources))
    .map(resource => [resource, union(before.resources[resource] ?? [], more.resources[resource] ?? [])])),
})

/** What people have allowed programs, and how they take it back. */
export function createConsents({ store, clock, apiUrl }: Pick<Dependencies, 'store' | 'clock' | 'apiUrl'>) {
  return {
    find: (userId: string, clientId: string): Promise<ConsentRow | null> => store.consents.find(userId, clientId),

    async list(userId: string): Promise<Consent[]> {
      return (await store.consents.listByUser(userId)).map(({ consent: { scopes, resources, createdAt, updatedAt }, application }) =>
        ({ application: toFace(application, apiUrl), scopes: union(scopes, ...Object.values(resources)), createdAt, updatedAt }))
    },

    /**
     * Adds to what was allowed before, in the caller's transaction; two answers at once lose nothing of each other. Rejects with a
     * missing reference (`db/faults.ts`) when the account or the application has just been deleted.
     */
    async grant(queries: Queries, { userId, sessionId }: Owner, clientId: string, allowed: Allowed, visitor: Visitor): Promise<ConsentRow> {
      const now = clock.now()
      const nothing = { scopes: [], resources: {} }
      const held = await queries.consents.hold({ id: newId(), userId, applicationId: clientId, ...nothing, createdAt: now, updatedAt: now })
      const consent = await queries.consents.update(held.id, merged(held, allowed)) ?? held
      const scopes = union(allowed.scopes, ...Object.values(allowed.resources)).join(' ')
      await record(queries, visitor, { action: 'consent.granted', result: 'success', userId, sessionId, clientId, at: now, details: { scopes } })
      return consent
    },

    /** Everything the application has from this person is dead at once. @throws Refusal `not_found` when it has nothing. */
    async revoke({ userId, sessionId }: Owner, clientId: string, visitor: Visitor): Promise<void> {
      await store.transaction(async (queries) => {
        const consent = await queries.consents.delete(userId, clientId)
        const artifacts = await queries.consents.deleteArtifacts(userId, clientId)
        if (!consent && artifacts === 0) throw new Refusal('not_found')
        await record(queries, visitor, { action: 'consent.revoked', result: 'success', userId, sessionId, clientId, at: clock.now() })
      })
    },
  }
}
export type Consents = ReturnType<typeof createConsents>
