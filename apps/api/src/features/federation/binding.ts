import { parseEmail } from '../../lib/email.ts'
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
import { createCandidates, suggestUsername } from './usernames.ts'

type Needs = Pick<Dependencies, 'settings' | 'store' | 'clock'>
  & { tickets: Tickets, identities: Identities, sessions: Sessions, signIn: SignIn, register: Register, notices: Notices }

export interface Bound { grant: Grant, next: string | null }

/** Keeps the answer in the transaction of what it answers; see `idempotency`. */
export type Keep = (queries: Queries, grant: Grant, next: string | null) => Promise<void>

type NewAccount = Omit<Registration, 'remember'> & { displayName?: string | undefined }

/** The address that a provider has proved, and is trusted with: `verified` says both. */
const provenAddress = ({ identity: { email } }: Ticket) => email?.verified ? parseEmail(email.address) : null

/** Saying who one is here, after a provider has said who one is there: both in one transaction, or neither. */
export function createBinding({ settings, store, clock, tickets, identities, sessions, signIn, register, notices }: Needs) {
  const candidate = createCandidates(settings)

  const attach = async (queries: Queries, user: UserRow, ticket: Ticket, visitor: Visitor, now: Date) => {
    const { id } = await identities.attach(queries, user, ticket.provider, ticket.identity, visitor, now)
    return id
  }

  const through = (ticket: Ticket, visitor: Visitor, keep: Keep): Through => ({
    method: ticket.provider,
    async alongside(queries, user, now) {
      await tickets.consume(queries, ticket)
      return attach(queries, user, ticket, visitor, now)
    },
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
      const ticket = await tickets.read({ token }, deviceHash)
      const { id, provider, identity, remember, next, expiresAt } = ticket
      const { displayName, avatarUrl, email } = identity
      return {
        reference: nameOfTicket(id), provider, remember, next, expiresAt,
        profile: { displayName, avatarUrl, username: await suggestUsername(store, candidate, identity) },
        // Whether somebody has it here is not said: whoever goes on with it finds out.
        email: email && { address: email.address, proven: provenAddress(ticket) !== null },
      }
    },

    /** @throws Refusal `ticket_invalid` when another one is named. */
    async drop(presented: Presented, { deviceHash }: Visitor) {
      await tickets.drop(presented, deviceHash)
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
        await tickets.consume(queries, ticket)
        await attach(queries, user, ticket, visitor, now)
        const granted = { user, session, refresh: null }
        await keep(queries, granted, ticket.next)
        return granted
      })
      return finished(ticket, grant, visitor)
    },

    /**
     * Needs no mailed code for the address that the provider has just proved; an account that has this address already stays as it is.
     *
     * @throws Refusal `ticket_invalid`, and whatever registering may be refused for.
     */
    async toNewAccount(presented: Presented, { displayName, ...input }: NewAccount, visitor: Visitor, keep: Keep): Promise<Bound> {
      const ticket = await tickets.read(presented, visitor.deviceHash)
      const { identity, remember } = ticket
      const grant = await register({ ...input, remember }, visitor, {
        ...through(ticket, visitor, keep),
        profile: { displayName: displayName ?? fittingDisplayName(identity.displayName) },
        vouchedEmail: provenAddress(ticket),
        redeem: queries => tickets.consume(queries, ticket),
        alongside: (queries, user, now) => attach(queries, user, ticket, visitor, now),
      })
      return finished(ticket, grant, visitor)
    },
  }
}
export type Binding = ReturnType<typeof createBinding>
