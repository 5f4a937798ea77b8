import { errors, Provider, type Adapter, type AdapterPayload } from 'oidc-provider'
import { z } from 'zod'
import { isMissingReference } from '../../db/faults.ts'
import { later, type Clock } from '../../lib/clock.ts'
import { hashToken } from '../../lib/tokens.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Store } from '../store.ts'
import type { ArtifactRow, NewArtifact } from './queries.ts'
import { browserAtHand } from './browsers.ts'
import { isSigningOut } from './session-ids.ts'
import { visitorOf } from './visitors.ts'

/** What is stored under the hash of its id: whoever reads the database cannot present it. */
const bearers = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'ClientCredentials', 'DeviceCode', 'PushedAuthorizationRequest'])

export const keyOf = (kind: string, id: string) => `${kind}:${bearers.has(kind) ? hashToken(id) : id}`

/** Written by us, read by oidc-provider. */
const Payload = z.custom<AdapterPayload>(value => typeof value === 'object' && value !== null)
/** What we add to the result of an interaction: the session of ours that somebody came with. */
const Result = z.object({ firstParty: z.object({ sessionId: z.string() }) })
export const answeredIn = (result: unknown) => Result.safeParse(result).data?.firstParty.sessionId ?? null

/** Seconds for what the library stores without an end. */
const long = 400 * 86_400

interface Needs {
  store: Pick<Store, 'authorization' | 'sessions'>
  clock: Clock
  findClient: (id: string) => Promise<AdapterPayload | undefined>
  /** Told when a browser session is ended on purpose. */
  onSessionEnd: (uid: string, visitor: Visitor) => Promise<void>
}

/**
 * Storage for oidc-provider over our tables. What can be used once is taken by one conditional statement: of twenty who redeem a
 * code, one is told that it was theirs.
 */
export function createAdapter({ store, clock, findClient, onSessionEnd }: Needs) {
  const { authorization } = store

  return (kind: string): Adapter => {
    const out = (row: ArtifactRow | null, id: string) => row
      ? { ...Payload.parse(JSON.parse(row.payload)), jti: id, ...(row.consumedAt && { consumed: Math.floor(row.consumedAt.getTime() / 1000) }) }
      : undefined

    return {
      async find(id) {
        if (kind === 'Client') return findClient(id)
        if (kind === 'Session') return out(await findSession(keyOf(kind, id)), id)
        if (kind === 'AuthorizationCode') return out(await authorization.findResting(keyOf(kind, id), clock.now()), id)
        const found = out(await authorization.find(keyOf(kind, id)), id)
        return kind === 'Interaction' && found && wasAnsweredElsewhere(found) ? { ...found, result: undefined, session: undefined } : found
      },

      async findByUid(uid) {
        const browser = browserAtHand()
        const row = await authorization.findSessionByUid(uid, browser && (browser.session?.id ?? null), clock.now())
        return out(row, row?.key.slice('Session:'.length) ?? '')
      },

      // Our pages look codes up themselves (`devices.ts`): what is found here cannot be saved again, for its id is not known.
      async findByUserCode(userCode) {
        const row = await authorization.findByUserCode(userCode)
        return out(row, row?.key ?? '')
      },

      async upsert(id, payload, expiresIn) {
        const artifact = toArtifact(kind, id, payload, later(clock.now(), expiresIn || long))
        try {
          if (kind === 'ReplayDetection') {
            if (!await authorization.insertOnce(artifact)) throw replayed()
            return
          }
          // Answered in a session that has ended since: nothing may begin with it.
          if (kind === 'Session' && !await linkSession(payload)) return
          await authorization.put(artifact)
        } catch (error) {
          // The account or the application was deleted a moment ago.
          if (isMissingReference(error)) throw new errors.InvalidGrant('the account or the application is gone')
          throw error
        }
      },

      async consume(id) {
        if (await authorization.consume(keyOf(kind, id), clock.now())) return
        if (kind === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
        throw new errors.InvalidGrant('already used')
      },

      async destroy(id) {
        // Its uid is in the row, and so is who has to be told: the end of ours comes first.
        const { ctx } = Provider
        const ended = kind === 'Session' && isSigningOut() ? await authorization.find(keyOf(kind, id)) : null
        if (ctx && ended?.uid) await onSessionEnd(ended.uid, visitorOf(ctx))
        await authorization.delete(keyOf(kind, id))
      },

      async revokeByGrantId(grantId) {
        await authorization.deleteByGrant(kind, grantId)
      },
    }
  }

  async function findSession(key: string) {
    const own = browserAtHand()?.session ?? null
    const row = await authorization.findSession(key, own?.id ?? null, clock.now())
    // Asked to sign out when nobody was signed in here: whoever has signed in since was not asked.
    const isUnasked = row?.uid && own && row.userId === null && Provider.ctx?.oidc.route === 'end_session_confirm' && !await authorization.findLinked(row.uid)
    return isUnasked ? null : row
  }

  /**
   * Lets a browser session rest on one of ours: the one that somebody came with, or the one that shall be ended. Its id changes whenever
   * somebody comes back from a page of ours, its uid does not. `false` when ours is over.
   */
  async function linkSession({ uid, accountId }: AdapterPayload) {
    const { result, route } = Provider.ctx?.oidc ?? {}
    const asked = route === 'end_session' && accountId === undefined ? browserAtHand()?.session?.id : undefined
    const sessionId = answeredIn(result) ?? asked ?? null
    if (sessionId === null || typeof uid !== 'string') return true
    if (!await store.sessions.findLive(sessionId, clock.now())) return false
    await authorization.link(uid, sessionId)
    return true
  }
}

/** Somebody has signed in for it, and is no longer who is signed in here: whoever is, or nobody, is asked anew. */
function wasAnsweredElsewhere({ result }: AdapterPayload) {
  const sessionId = answeredIn(result)
  return sessionId !== null && sessionId !== browserAtHand()?.session?.id
}

/** Two at once with the same proof: as the library answers whoever comes later. */
function replayed() {
  const { params } = Provider.ctx?.oidc ?? {}
  return params?.['client_assertion'] === undefined
    ? new errors.InvalidDpopProof('DPoP proof JWT Replay detected')
    : new errors.InvalidClientAuth('client assertion tokens must only be used once')
}

/** The id is a bearer, and whether it was used has a column of its own. */
const withoutIdentity = (payload: AdapterPayload) => Object.fromEntries(Object.entries(payload).filter(([name]) => name !== 'jti' && name !== 'consumed'))

function toArtifact(kind: string, id: string, payload: AdapterPayload, expiresAt: Date): NewArtifact {
  const rest = withoutIdentity(payload)
  return {
    key: keyOf(kind, id), kind, payload: JSON.stringify(rest), expiresAt,
    grantId: payload.grantId ?? null,
    uid: (kind === 'Session' ? payload.uid : kind === 'AuthorizationCode' ? payload.sessionUid : null) ?? null,
    userCode: payload.userCode ?? null,
    userId: kind === 'Interaction' ? null : payload.accountId ?? null,
    applicationId: kind === 'Interaction' || kind === 'Session' ? null : payload.clientId ?? null,
  }
}
