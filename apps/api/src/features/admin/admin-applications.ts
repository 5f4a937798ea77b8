import type { OwnedApplication } from '@gatehouse/contracts/console'
import { legacyGrantTypes, type GrantType } from '@gatehouse/contracts/programs'
import { z } from 'zod'
import { defaultLimit, pageOf, type Cursors } from '../../lib/cursors.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { recordAbout, toApplication, type ApplicationRow } from '../applications/applications.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Actor } from './admin-users.ts'

interface Query { search?: string | undefined, cursor?: string | undefined, limit?: number | undefined }
interface Switches { skipConsent?: boolean | undefined, idTokenClaims?: boolean | undefined, resourceServer?: string | null | undefined }
interface Changes extends Switches { disabled?: boolean | undefined }

const Position = z.object({ createdAt: z.iso.datetime().transform(text => new Date(text)), id: z.string() })
const isLegacy = (grant: string) => legacyGrantTypes.some((legacy: GrantType) => legacy === grant)

/** Every application, and what superusers decide about it. */
export function createAdminApplications({ store, clock, apiUrl, cursors, settings }: Pick<Dependencies, 'store' | 'clock' | 'apiUrl' | 'settings'> & { cursors: Cursors }) {
  const resources = settings.OAUTH_RESOURCES.map(({ audience }) => audience)

  async function shown(rows: readonly ApplicationRow[]): Promise<OwnedApplication[]> {
    const ids = rows.map(({ id }) => id)
    const [names, secrets, consents] = await Promise.all([
      store.reading.users.namesOf(rows.map(({ ownerId }) => ownerId).filter(id => id !== null)),
      store.reading.applications.listSecrets(ids), store.reading.adminApplications.countConsents(ids),
    ])
    return rows.map((row) => {
      const username = row.ownerId === null ? undefined : names.get(row.ownerId)
      return {
        ...toApplication({ row, secrets: secrets.filter(({ applicationId }) => applicationId === row.id) }, apiUrl),
        owner: row.ownerId !== null && username !== undefined ? { id: row.ownerId, username } : null,
        consents: consents.find(({ id }) => id === row.id)?.count ?? 0,
        warnings: warningsOf(row),
      }
    })
  }

  /** Whoever may look at the tokens of a service has to prove that it is that one. */
  const canBe = ({ clientType }: ApplicationRow, resource: string) => clientType === 'confidential' && resources.includes(resource)

  return {
    async list({ search = '', cursor, limit = defaultLimit }: Query) {
      const listed = { list: 'applications', filters: { search } }
      const rows = await store.reading.adminApplications.list(search, cursors.read(listed, Position, cursor), limit + 1)
      const { page, nextCursor } = pageOf(rows, limit, ({ createdAt, id }) => cursors.write(listed, { createdAt, id }))
      return { applications: await shown(page), nextCursor, resources }
    },

    /** @throws Refusal `not_found`, `validation_failed` */
    async update(clientId: string, { disabled, ...switches }: Changes, actor: Actor, visitor: Visitor): Promise<OwnedApplication> {
      const now = clock.now()
      const [application] = await shown([await store.transaction(async (queries) => {
        // Held until the commit: what is noted is what has changed.
        const before = await queries.applications.update(clientId, { updatedAt: now })
        if (!before) throw new Refusal('not_found')
        const isSwitched = disabled !== undefined && disabled !== (before.disabledAt !== null)
        const changed = differing(switches, before)
        if (typeof changed.resourceServer === 'string' && !canBe(before, changed.resourceServer)) throw refuseField('resourceServer', 'invalid')
        const row = await queries.applications.update(clientId, {
          updatedAt: now, ...(isSwitched && { disabledAt: disabled ? now : null }), ...changed,
        }) ?? before
        if (isSwitched) await recordAbout(queries, visitor, row, actor, { action: disabled ? 'application.disabled' : 'application.enabled', at: now })
        if (Object.keys(changed).length > 0) await recordAbout(queries, visitor, row, actor, { action: 'application.updated', at: now, details: noted(changed) })
        return row
      })])
      if (!application) throw new Refusal('not_found')
      return application
    },
  }
}
export type AdminApplications = ReturnType<typeof createAdminApplications>

/** What would change. */
const differing = ({ skipConsent, idTokenClaims, resourceServer }: Switches, before: ApplicationRow) => ({
  ...(skipConsent !== undefined && skipConsent !== before.skipConsent && { skipConsent }),
  ...(idTokenClaims !== undefined && idTokenClaims !== before.idTokenClaims && { idTokenClaims }),
  ...(resourceServer !== undefined && resourceServer !== before.resourceServer && { resourceServer }),
})

const noted = ({ resourceServer, ...rest }: ReturnType<typeof differing>) => ({ ...rest, ...(resourceServer !== undefined && { resourceServer: resourceServer ?? '' }) })

/** What is allowed, but not advised. */
function warningsOf({ requirePkce, grantTypes }: ApplicationRow): OwnedApplication['warnings'] {
  const isOptional = !requirePkce && grantTypes.includes('authorization_code')
  return [...isOptional ? ['pkce-optional' as const] : [], ...grantTypes.some(isLegacy) ? ['legacy-grant' as const] : []]
}
