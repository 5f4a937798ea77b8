import type { RequestedScope } from '@gatehouse/contracts/programs'
import type { Settings } from '@gatehouse/settings'
import type Provider from 'oidc-provider'
import { z } from 'zod'
import type { Identity } from '../../http/access-tokens.ts'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Limiter } from '../../limits/limiter.ts'
import { record } from '../audit/audit.ts'
import type { Consents } from '../consents/consents.ts'
import type { Documents } from '../documents/documents.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store.ts'
import { extraOf } from './clients.ts'
import { createFaces } from './faces.ts'
import { unlessGone } from './unless-gone.ts'

/** What the library keeps of a device that waits, as far as we read it. */
const Waiting = z.looseObject({
  clientId: z.string(),
  accountId: z.string().optional(),
  error: z.string().optional(),
  params: z.looseObject({ scope: z.string().default(''), resource: z.union([z.string(), z.array(z.string())]).optional() }),
  deviceInfo: z.looseObject({ ip: z.string().optional() }).optional(),
})

interface Needs {
  provider: () => Provider
  settings: Settings
  store: Store
  clock: Clock
  limiter: Limiter
  apiUrl: string
  consents: Consents
  sessions: Sessions
  documents: Documents
}

/** Devices without a browser (RFC 8628): somebody who is signed in here types the code that the device shows, and decides. */
export function createDevices({ provider, settings, store, clock, limiter, apiUrl, consents, sessions, documents }: Needs) {
  const faceOf = createFaces({ store, apiUrl })

  /**
   * Wrong codes are rationed by network and by account, so that nobody finds one by trying (RFC 8628 section 5.1). One is taken before
   * the code is looked up, and given back unless it is wrong: many tries at once are as many as may fail.
   */
  async function find(typed: string, { userId }: Identity, { network }: Visitor) {
    const taken: string[] = []
    const giveBack = async () => { for (const ration of taken) await limiter.giveBack('device-codes', ration) }
    const found = await (async () => {
      for (const ration of [network, `account:${userId}`]) {
        await limiter.take('device-codes', ration)
        taken.push(ration)
      }
      return look(typed)
    })().catch(async (error: unknown) => {
      await giveBack()
      throw error
    })
    if (!found) throw new Refusal('user_code_invalid')
    await giveBack()
    return found
  }

  async function look(typed: string) {
    const userCode = typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
    const row = userCode === '' ? null : await store.authorization.findByUserCode(userCode)
    if (!row || row.consumedAt || !row.expiresAt || row.expiresAt <= clock.now()) return null
    const waiting = Waiting.parse(JSON.parse(row.payload))
    const application = await faceOf(waiting.clientId)
    if (!application || waiting.accountId !== undefined || waiting.error !== undefined) return null
    return { row, waiting, application, userCode: `${userCode.slice(0, 4)}-${userCode.slice(4)}` }
  }
  type Found = NonNullable<Awaited<ReturnType<typeof look>>>

  /** What the device asks for and its application may have. */
  async function scopesOf({ waiting: { clientId, params } }: Found) {
    const client = await provider().Client.find(clientId)
    if (!client) throw new Refusal('user_code_invalid')
    const asked = params.scope.split(' ').filter(scope => scope !== '')
    const { ownScopes, resourceScopes } = extraOf(client)
    const own = asked.filter(scope => ownScopes.includes(scope))
    const resources = [params.resource ?? []].flat().flatMap((resource) => {
      const scopes = settings.OAUTH_RESOURCES.find(({ audience }) => audience === resource)?.scopes.filter(scope => asked.includes(scope) && resourceScopes.includes(scope)) ?? []
      return scopes.length > 0 ? [{ resource, scopes }] : []
    })
    return { own, resources: Object.fromEntries(resources.map(({ resource, scopes }) => [resource, scopes])) }
  }

  async function newGrant(accountId: string, clientId: string, { own, resources }: Awaited<ReturnType<typeof scopesOf>>) {
    const grant = new (provider().Grant)({ accountId, clientId })
    grant.addOIDCScope(own.join(' '))
    for (const [resource, scopes] of Object.entries(resources)) grant.addResourceScope(resource, scopes.join(' '))
    return { id: await grant.save(), discard: () => grant.destroy() }
  }

  return {
    /** @throws Refusal `user_code_invalid`, `rate_limited` */
    async read(typed: string, identity: Identity, visitor: Visitor) {
      const found = await find(typed, identity, visitor)
      const { own, resources } = await scopesOf(found)
      const consent = await store.consents.find(identity.userId, found.waiting.clientId)
      const scopes: RequestedScope[] = [
        ...own.map(name => ({ name, resource: null, known: consent?.scopes.includes(name) ?? false })),
        ...Object.entries(resources).flatMap(([resource, names]) => names.map(name => ({ name, resource, known: consent?.resources[resource]?.includes(name) ?? false }))),
      ]
      return { userCode: found.userCode, application: found.application, scopes, ip: found.waiting.deviceInfo?.ip ?? null }
    },

    /**
     * Lets the device in, or turns it away: whoever decides first has decided. What it is let in with does not end with the session, so
     * letting it in needs a fresh proof.
     *
     * @throws Refusal `user_code_invalid`, `rate_limited`, `session_ended`, `reauthentication_required`, `terms_not_accepted`
     */
    async decide(typed: string, decision: 'allow' | 'deny', identity: Identity, visitor: Visitor) {
      const found = await find(typed, identity, visitor)
      const { row, waiting } = found
      const now = clock.now()
      const session = decision === 'allow' ? await sessions.requireFresh(identity.sessionId) : await store.sessions.findLive(identity.sessionId, now)
      if (!session) throw new Refusal('session_ended')
      const { userId } = identity
      const event = { result: 'success', userId, sessionId: session.id, clientId: waiting.clientId, at: now } as const

      if (decision === 'deny') {
        await store.transaction(async (queries) => {
          const payload = JSON.stringify({ ...waiting, error: 'access_denied', errorDescription: 'the person declined' })
          if (!await queries.authorization.replace(row, { payload, grantId: null, userId: null }, now)) throw new Refusal('user_code_invalid')
          await record(queries, visitor, { ...event, action: 'device.denied' })
        })
        return { decision }
      }
      await documents.requireAccepted(userId)

      const scopes = await scopesOf(found)
      const grant = await newGrant(userId, waiting.clientId, scopes)
      try {
        await unlessGone('user_code_invalid', store.transaction(async (queries) => {
          // A reset that ends this session ends what it lets in, too: whichever comes first.
          if (!await queries.sessions.holdLive(session.id, now)) throw new Refusal('session_ended')
          const names = Object.keys(scopes.resources)
          const payload = JSON.stringify({
            ...waiting, accountId: userId, grantId: grant.id, authTime: Math.floor(session.authenticatedAt.getTime() / 1000),
            scope: [...new Set([...scopes.own, ...Object.values(scopes.resources).flat()])].join(' '), ...(names.length > 0 && { resource: names.length === 1 ? names[0] : names }),
          })
          if (!await queries.authorization.replace(row, { payload, grantId: grant.id, userId }, now)) throw new Refusal('user_code_invalid')
          await consents.grant(queries, identity, waiting.clientId, { scopes: scopes.own, resources: scopes.resources }, visitor)
          await record(queries, visitor, { ...event, action: 'device.allowed' })
        }))
      } catch (error) {
        await grant.discard()
        throw error
      }
      return { decision }
    },
  }
}
export type Devices = ReturnType<typeof createDevices>
