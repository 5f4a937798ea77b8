import { openIdScopes, type Application, type ApplicationChanges, type NewApplication } from '@gatehouse/contracts/programs'
import { newClientId } from '../../lib/ids.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { createAddressPolicy } from '../../providers/address-policy.ts'
import { record, type AuditAction } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Queries } from '../store.ts'
import { createChanging, type Owner } from './changing.ts'
import { completed, faultsOf, overlaid, type Description, type Judging } from './description.ts'
import { keepsSecrets, newSecret } from './new-secret.ts'
import { readPublicKeys } from './public-keys.ts'
import type { ApplicationRow } from './queries.ts'
import { toApplication, toFace } from './shapes.ts'

/** Writes an event about an application to the account whose it is, with whoever did it where that is somebody else. */
export async function recordAbout(
  queries: Queries, visitor: Visitor, { id, ownerId }: ApplicationRow, { userId, sessionId }: Owner,
  { action, at, details }: { action: AuditAction, at: Date, details?: Record<string, string | number | boolean> },
) {
  const actorId = userId === ownerId ? null : userId
  await record(queries, visitor, { action, result: 'success', userId: ownerId, actorId, clientId: id, sessionId, at, ...(details && { details }) })
}

export { toApplication, toFace, type ApplicationRow, type Owner }

/** With its secret, to be shown this once. */
export type CreatedApplication = Application & { clientSecret?: string | undefined }
/** Keeps the answer in the transaction of what it answers; see `idempotency`. */
type Keep = (queries: Queries, created: CreatedApplication) => Promise<void>

type Needs = Pick<Dependencies, 'settings' | 'store' | 'clock' | 'apiUrl'> & { sessions: Sessions }

/** What a superuser has looked at who lets an application ask nobody: when its owner changes it, people are asked again. */
const vouchedFor = ['redirectUris', 'scopes', 'grantTypes', 'tokenEndpointAuthMethod', 'jwks'] as const

/** The programs that people register, so that they can sign people in through us. */
export function createApplications({ settings, store, clock, apiUrl, sessions }: Needs) {
  const scopes = [...new Set([...openIdScopes, ...settings.OAUTH_RESOURCES.flatMap(resource => resource.scopes)])]
  const legacyGrants = settings.LEGACY_GRANTS
  const judging: Omit<Judging, 'bySuperuser'> = {
    legacyGrants, scopes, development: settings.GATEHOUSE_MODE === 'development',
    mayConnect: createAddressPolicy({ allowedNetworks: settings.PROVIDER_ALLOWED_NETWORKS, simulatorUrl: null }),
  }

  const changing = createChanging({ store, sessions })
  const { isSuperuser, mine, actorOf, toChange } = changing
  const mayRegister = async (userId: string) => settings.APPLICATION_REGISTRATION === 'everyone' || isSuperuser(userId)

  /** What may be stored of the keys that were sent: public ones, without whatever else was in the file. */
  async function publicKeys(jwks: NewApplication['jwks']): Promise<Pick<NewApplication, 'jwks'>> {
    if (!jwks) return jwks === undefined ? {} : { jwks }
    const read = await readPublicKeys(jwks.keys)
    if ('fault' in read) throw refuseField(`jwks.keys.${read.fault}`, 'keys_invalid')
    return { jwks: read }
  }

  function refuseFaulty(description: Description, before: Description | null, sent: object, bySuperuser: boolean) {
    const fields = faultsOf(description, before, Object.keys(sent), { ...judging, bySuperuser })
    if (fields.length > 0) throw new Refusal('validation_failed', { fields })
  }

  const shown = async (row: ApplicationRow) => toApplication({ row, secrets: await store.applications.listSecrets([row.id]) }, apiUrl)

  return {
    ...changing,
    shown,

    async list(userId: string) {
      const rows = await store.applications.listByOwner(userId)
      const secrets = await store.applications.listSecrets(rows.map(({ id }) => id))
      return {
        applications: rows.map(row => toApplication({ row, secrets: secrets.filter(({ applicationId }) => applicationId === row.id) }, apiUrl)),
        canRegister: rows.length < settings.APPLICATIONS_PER_USER && await mayRegister(userId),
        legacyGrants,
        scopes,
      }
    },

    /**
     * Its secret, where it needs one, is in this answer and nowhere else.
     *
     * @throws Refusal `forbidden`, `application_limit`, `validation_failed`; `reauthentication_required` unless the session is fresh: it is a credential;
     * `session_ended` when the account has just been deleted.
     */
    async create(owner: Owner, input: NewApplication, visitor: Visitor, keep: Keep): Promise<CreatedApplication> {
      if (!await mayRegister(owner.userId)) throw new Refusal('forbidden')
      // A look that spares reading keys; the transaction below decides.
      if (await store.applications.countByOwner(owner.userId) >= settings.APPLICATIONS_PER_USER) throw new Refusal('application_limit')
      const given = { ...input, ...await publicKeys(input.jwks) }
      const description = completed(given)
      refuseFaulty(description, null, given, await isSuperuser(owner.userId))

      const now = clock.now()
      const secret = keepsSecrets(description) ? newSecret(1, now) : null
      return store.transaction(async (queries) => {
        // Holds the account until the commit: two at once would each count without the other.
        if (!await queries.users.confirmEnabled(owner.userId)) throw new Refusal('session_ended')
        if (await queries.applications.countByOwner(owner.userId) >= settings.APPLICATIONS_PER_USER) throw new Refusal('application_limit')
        const row = await queries.applications.insert({ id: newClientId(), ownerId: owner.userId, ...description, createdAt: now, updatedAt: now })
        const stored = secret && await queries.applications.insertSecret({ ...secret.row, applicationId: row.id })
        await recordAbout(queries, visitor, row, owner, { action: 'application.created', at: now })
        const created = { ...toApplication({ row, secrets: stored ? [stored] : [] }, apiUrl), ...(secret && { clientSecret: secret.clientSecret }) }
        await keep(queries, created)
        return created
      })
    },

    /** @throws Refusal `not_found` */
    async read({ userId }: Owner, clientId: string): Promise<Application> {
      return shown(await mine(store, clientId, { userId, isSuperuser: await isSuperuser(userId) }))
    },

    /**
     * Secrets end when the application proves itself in another way from now on.
     *
     * @throws Refusal `not_found`, `validation_failed`; `reauthentication_required` for what is weighty, and for what is somebody else's.
     */
    async update(owner: Owner, clientId: string, changes: ApplicationChanges, visitor: Visitor): Promise<Application> {
      const actor = await actorOf(owner)
      const bySuperuser = actor.isSuperuser
      await toChange(store, clientId, actor, changes)
      const given = { ...changes, ...await publicKeys(changes.jwks) }
      const now = clock.now()
      return store.transaction(async (queries) => {
        // Holds it until the commit: what is judged here is what the changes are laid over.
        await queries.applications.update(clientId, { updatedAt: now })
        const before = await toChange(queries, clientId, actor, changes)
        const after = overlaid(before, given)
        refuseFaulty(after, before, given, bySuperuser)
        const skipConsent = after.skipConsent && (bySuperuser || !vouchedFor.some(field => given[field] !== undefined))
        const row = await queries.applications.update(clientId, { ...after, skipConsent })
        if (!row) throw new Refusal('not_found')
        if (!keepsSecrets(row)) await queries.applications.deleteSecrets(clientId)
        await recordAbout(queries, visitor, row, owner, { action: 'application.updated', at: now, details: { fields: Object.keys(given).sort().join(' ') } })
        return toApplication({ row, secrets: await queries.applications.listSecrets([clientId]) }, apiUrl)
      })
    },

    /** @throws Refusal `not_found`, `reauthentication_required` */
    async remove(owner: Owner, clientId: string, visitor: Visitor): Promise<void> {
      const actor = await actorOf(owner)
      await store.transaction(async (queries) => {
        await toChange(queries, clientId, actor)
        const row = await queries.applications.delete(clientId)
        if (!row) throw new Refusal('not_found')
        await recordAbout(queries, visitor, row, owner, { action: 'application.deleted', at: clock.now(), details: { name: row.name } })
      })
    },
  }
}
export type Applications = ReturnType<typeof createApplications>
