import { z } from 'zod'
import { later } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import { hashToken, newToken } from '../../lib/tokens.ts'
import { withoutProof, type UpstreamIdentity } from '../../providers/identity.ts'
import type { Providers } from '../../providers/providers.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import type { TicketRow } from './queries.ts'

/** Seconds that people have to say who they are here. */
const lifetime = 1800

const Key = z.object({ scope: z.string(), subject: z.string() })
const Identity = z.object({
  keys: z.tuple([Key], Key),
  displayName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  email: z.object({ address: z.string(), verified: z.boolean() }).nullable(),
  username: z.string().nullable(),
  roles: z.object({ groups: z.array(z.string()), permissions: z.array(z.string()) }).exactOptional(),
})

export interface Ticket extends TicketRow { identity: UpstreamIdentity }

/** A ticket as it comes with a request: the token of the cookie, and which ticket the page takes it for, if it says so. */
export interface Presented { token: string | null, reference?: string | undefined }

/**
 * Names a ticket, so that a page can say whom it shows: the cookie is that of the tab somebody came back in last. Not secret: made from
 * what is stored of the token, it leads back to neither.
 */
export const nameOfTicket = (id: string) => hashToken(`reference ${id}`)

/** @throws Refusal `ticket_invalid` when it is another than the one named. */
function idOf({ token, reference }: Presented) {
  const id = token && hashToken(token)
  if (id && reference !== undefined && reference !== nameOfTicket(id)) throw new Refusal('ticket_invalid')
  return id
}

/**
 * Binding tickets: what stands between coming from a provider and having an account. The browser holds a random token in an
 * HttpOnly cookie; who it stands for is sealed here and never leaves. Used up only by success.
 */
export function createTickets({ store, keyring, clock, providers }: Pick<Dependencies, 'store' | 'keyring' | 'clock'> & { providers: Providers }) {
  return {
    async issue(provider: string, identity: UpstreamIdentity, { next, remember, deviceHash }: { next: string | null, remember: boolean, deviceHash: string }) {
      const token = newToken()
      const id = hashToken(token)
      const now = clock.now()
      await store.federation.insertTicket({
        id, provider, deviceHash, next, remember, sealedIdentity: keyring.seal('federation', id, JSON.stringify(identity)),
        createdAt: now, expiresAt: later(now, lifetime),
      })
      return { token, expiresIn: lifetime }
    },

    /**
     * What the provider is trusted with is asked when the ticket is used: operators have reasons to switch it off, or to trust it with less.
     *
     * @throws Refusal `ticket_invalid`: none, another than the one named, unknown, used, expired, of another browser, or of a provider that is
     * switched off.
     */
    async read(presented: Presented, deviceHash: string): Promise<Ticket> {
      const id = idOf(presented)
      if (!id) throw new Refusal('ticket_invalid')
      const row = await store.federation.findTicket(id, deviceHash, clock.now())
      const opened = row && keyring.open('federation', row.id, row.sealedIdentity)
      const upstream = row && providers.find(row.provider)
      if (!row || !opened || !upstream) throw new Refusal('ticket_invalid')
      const identity = Identity.parse(JSON.parse(opened))
      return { ...row, identity: upstream.trustsEmails ? identity : withoutProof(identity) }
    },

    /** @throws Refusal `ticket_invalid` to whoever comes second. */
    async consume(queries: Queries, { id, deviceHash }: Ticket) {
      if (!await queries.federation.takeTicket(id, deviceHash, clock.now())) throw new Refusal('ticket_invalid')
    },

    /**
     * Leads nowhere from then on; one that does not anyway, or is another browser's, stays as it is.
     *
     * @throws Refusal `ticket_invalid` for another than the one named, which stays as it is.
     */
    async drop(presented: Presented, deviceHash: string) {
      const id = idOf(presented)
      if (id) await store.federation.takeTicket(id, deviceHash, clock.now())
    },
  }
}
export type Tickets = ReturnType<typeof createTickets>
