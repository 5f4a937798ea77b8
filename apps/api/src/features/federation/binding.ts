import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Identities } from '../identities/identities.ts'
import type { Notices } from '../notices/notices.ts'
import type { Register, Registration } from '../registration/registration.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { SignIn, Through } from '../sign-in/sign-in.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import type { Owner } from './federation.ts'
import { fittingDisplayName } from './provisioning.ts'
import { nameOfTicket, type Presented, type Ticket, type Tickets } from './tickets.ts'

type Needs = Pick<Dependencies, 'store' | 'clock'>
  & { tickets: Tickets, identities: Identities, sessions: Sessions, signIn: SignIn, register: Register, notices: Notices }

export interface Bound { grant: Grant, next: string | null }

/** Keeps the answer in the transaction of what it answers; see `idempotency`. */
export type Keep = (queries: Queries, grant: Grant, next: string | null) => Promise<void>

/** Saying who one is here, after a provider has said who one is there: both in one transaction, or neither. */
export function createBinding({ store, clock, tickets, identities, sessions, signIn, register, notices }: Needs) {
  const attach = async (queries: Queries, user: UserRow, ticket: Ticket, visitor: Visitor, now: Date) => {
    await tickets.consume(queries, ticket)
    const { id } = await identities.attach(queries, user, ticket.provider, ticket.identity, visitor, now)
    return id
  }

  const through = (ticket: Ticket, visitor: Visitor, keep: Keep): Through => ({
    method: ticket.provider,
    alongside: (queries, user, now) => attach(queries, user, ticket, visitor, now),
    conclude: (queries, grant) => keep(queries, grant, ticket.next),
  })

  async function finished(ticket: Ticket, grant: Grant, visitor: Visitor): Promise<Bound> {
    notices.wake()
    await identities.adoptEmail(grant.user, ticket.provider, ticket.identity, visitor)
    return { grant: { ...grant, user: await store.users.findById(grant.user.id) ?? grant.user }, next: ticket.next }
  }

  return {
    /** @throws Refusal `ticket_invalid` */
    async current(token: string | null, { deviceHash }: Visitor) {
      const { id, provider, identity: { displayName, avatarUrl }, next, expiresAt } = await tickets.read({ token }, deviceHash)
      return { reference: nameOfTicket(id), provider, profile: { displayName, avatarUrl }, next, expiresAt }
    },

    async drop(token: string | null, { deviceHash }: Visitor) {
      if (token) await tickets.drop(token, deviceHash)
    },

    /** @throws Refusal `ticket_invalid`, `credentials_invalid`, `identity_already_bound`, `rate_limited`, `overloaded`. */
    async toAccount(presented: Presented, input: { username: string, password: string }, visitor: Visitor, keep: Keep): Promise<Bound> {
      const ticket = await tickets.read(presented, visitor.deviceHash)
      const grant = await signIn.signIn({ ...input, remember: ticket.remember }, visitor, through(ticket, visitor, keep))
      return finished(ticket, grant, visitor)
    },

    /**
     * To whoever is signed in, and has proved it lately; their session goes on.
     *
     * @throws Refusal `ticket_invalid`, `session_ended`, `reauthentication_required`, `identity_already_bound`.
     */
    async toOwner(presented: Presented, { userId, sessionId }: Owner, visitor: Visitor, keep: Keep): Promise<Bound> {
      const ticket = await tickets.read(presented, visitor.deviceHash)
      const now = clock.now()
      const grant = await store.transaction(async (queries): Promise<Grant> => {
        const session = await sessions.requireFresh(sessionId, queries)
        const user = await queries.users.findById(userId)
        if (!user) throw new Refusal('session_ended')
        await attach(queries, user, ticket, visitor, now)
        const granted = { user, session, refresh: null }
        await keep(queries, granted, ticket.next)
        return granted
      })
      return finished(ticket, grant, visitor)
    },

    /** @throws Refusal `ticket_invalid`, and whatever registering may be refused for. */
    async toNewAccount(presented: Presented, input: Omit<Registration, 'remember'>, visitor: Visitor, keep: Keep): Promise<Bound> {
      const ticket = await tickets.read(presented, visitor.deviceHash)
      const { displayName, avatarUrl } = ticket.identity
      const grant = await register({ ...input, remember: ticket.remember }, visitor, {
        ...through(ticket, visitor, keep), profile: { displayName: fittingDisplayName(displayName), avatarUrl },
      })
      return finished(ticket, grant, visitor)
    },
  }
}
export type Binding = ReturnType<typeof createBinding>
