import { z } from 'zod'
import { later } from '../../lib/clock.ts'
import type { Outbox } from '../../jobs/outbox.ts'
import type { Queries } from '../store.ts'

const Payload = z.object({ authorizations: z.record(z.string(), z.object({ sid: z.optional(z.string()) })).optional() })

/** Seconds within which an application that cannot be reached is tried again. */
const worthTelling = 3600

/**
 * Tells applications that somebody is no longer signed in here (OpenID Connect Back-Channel Logout 1.0), by jobs of the
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
})
export type SignOuts = ReturnType<typeof createSignOuts>
