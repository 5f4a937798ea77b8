import { z } from 'zod'
import { later } from '../../lib/clock.ts'
import type { Outbox } from '../../jobs/outbox.ts'
import type { Queries } from '../store.ts'

const Payload = z.object({ authorizations: z.record(z.string(), z.object({ sid: z.optional(z.string()), grantId: z.optional(z.string()) })).optional() })

/** Seconds within which an application that cannot be reached is tried again. */
const worthTelling = 3600

/**
 * What applications hold of people, when something here ends. Tells applications that somebody is no longer signed in here (OpenID Connect Back-Channel Logout 1.0), by jobs of the
 * transaction that ends the sessions.
 */
export const createSignOuts = ({ outbox }: { outbox: Outbox }) => ({
  async announce(queries: Queries, sessionIds: string[], now: Date) {
    if (sessionIds.length === 0) return
    for (const { payload, userId } of await queries.authorization.listResting(sessionIds)) {
      const { authorizations = {} } = Payload.parse(JSON.parse(payload))
      const listening = userId === null ? [] : await queries.authorization.listListening(Object.keys(authorizations))
      for (const { id, uri } of listening) {
        const sid = authorizations[id]?.sid
        if (uri && userId && sid) await outbox.put(queries, 'backchannel-logout', { clientId: id, userId, sid }, { now, expiresAt: later(now, worthTelling) })
      }
    }
  },

  /**
   * Ends everything that applications and devices hold of a person, offline access included; call it after the sessions have been
   * ended, so that what was added under one of them until then is seen. What people have allowed stays in their list (`consents`):
   * it opens nothing by itself, for whoever comes with it has to be signed in here.
   *
   * @param keeping a session that goes on, and with it the browser session and the grants that rest on it.
   */
  async endAuthorizations(queries: Queries, userId: string, keeping: string | null = null) {
    await queries.authorization.deleteByUser(userId, keeping === null ? undefined : await restingOn(queries, [keeping]))
  },

  /** Ends what programs were given in these sessions, offline access included. */
  async endGrantsOf(queries: Queries, sessionIds: string[]) {
    await queries.authorization.deleteGrants((await restingOn(queries, sessionIds)).grantIds)
  },
})

/** The browser sessions that rest on sessions of ours, and the grants that they refer to. */
async function restingOn(queries: Queries, sessionIds: string[]) {
  const rows = await queries.authorization.listResting(sessionIds)
  return {
    uids: rows.flatMap(({ uid }) => uid ?? []),
    grantIds: rows.flatMap(({ payload }) => Object.values(Payload.parse(JSON.parse(payload)).authorizations ?? {}).flatMap(({ grantId }) => grantId ?? [])),
  }
}
export type SignOuts = ReturnType<typeof createSignOuts>
