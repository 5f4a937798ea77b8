import type { ApplicationChanges } from '@gatehouse/contracts/programs'
import { Refusal } from '../../lib/refusal.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import type { ApplicationRow } from './queries.ts'

/** Who is signed in where the request comes from. */
export interface Owner { userId: string, sessionId: string }

/** The same, with what decides about applications. */
export interface Actor extends Owner {
  isSuperuser: boolean
  /** Proved within the last minutes who they are. */
  isFresh: boolean
}

/**
 * What makes somebody else of an application, as a new secret would, says where codes and tokens go, or spares people the question: takes
 * a fresh proof, also of the owner.
 */
const weighty = [
  'tokenEndpointAuthMethod', 'jwks', 'skipConsent', 'redirectUris', 'postLogoutRedirectUris', 'allowedOrigins', 'backchannelLogoutUri',
] as const
/** What takes one as well where people are not asked: nobody would see it. */
const unseen = ['scopes', 'grantTypes', 'requirePkce'] as const

/** Who may read and change an application, and what takes a fresh proof: one guard for every route to the same effect. */
export function createChanging({ store, sessions }: Pick<Dependencies, 'store'> & { sessions: Sessions }) {
  async function isSuperuser(userId: string) {
    const user = await store.users.findById(userId)
    return user !== null && user.isSuperuser && !user.disabledAt
  }

  /** @throws Refusal `not_found`, also for what belongs to others, unless a superuser asks. */
  async function mine(queries: Pick<Queries, 'applications'>, clientId: string, who: Pick<Actor, 'userId' | 'isSuperuser'>): Promise<ApplicationRow> {
    const row = await queries.applications.find(clientId)
    if (!row || (row.ownerId !== who.userId && !who.isSuperuser)) throw new Refusal('not_found')
    return row
  }

  return {
    isSuperuser,
    mine,

    /** @throws Refusal `session_ended` */
    async actorOf(owner: Owner): Promise<Actor> {
      return { userId: owner.userId, sessionId: owner.sessionId, isSuperuser: await isSuperuser(owner.userId), isFresh: await sessions.isFresh(owner.sessionId) }
    },

    /**
     * An application that this person may change in this way.
     *
     * @param changes what is sent of it; none for what touches none of its fields.
     * @throws Refusal `not_found`; `reauthentication_required` for what is somebody else's, or nobody's, and for what is weighty.
     */
    async toChange(queries: Pick<Queries, 'applications'>, clientId: string, actor: Actor, changes: ApplicationChanges = {}): Promise<ApplicationRow> {
      const row = await mine(queries, clientId, actor)
      const isSent = (field: keyof ApplicationChanges) => changes[field] !== undefined
      const needsProof = row.ownerId !== actor.userId || weighty.some(isSent) || (row.skipConsent && unseen.some(isSent))
      if (needsProof && !actor.isFresh) throw new Refusal('reauthentication_required')
      return row
    },
  }
}
export type Changing = ReturnType<typeof createChanging>
