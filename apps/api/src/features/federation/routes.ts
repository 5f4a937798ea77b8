import { contracts, type CallbackOutcome } from '@gatehouse/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { bindingTicketOf, clearBindingTicket, refreshTokenOf, setBindingTicket, signedInWith } from '../../http/cookies.ts'
import { repeatable } from '../../http/idempotency-key.ts'
import { visitorOf } from '../../http/visitor.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'
import type { Grant } from '../sessions/sessions.ts'
import type { Bound, Keep } from './binding.ts'
import type { Outcome, Owner } from './federation.ts'

export function federationRoutes({ serve, sessionReply, authenticate }: Http, { federation, binding, handoffs, identities, proofsOf, sessions, onceSignedIn }: Features) {
  const { begin, callback, handoff, providers, currentBinding, dropBinding, bind, bindNewAccount, identities: listIdentities, unbind } = contracts.federation

  /** Who is signed in, if anybody says so. @throws Refusal when what they say is not true. */
  const ownerOf = async (request: FastifyRequest) => request.headers.authorization ? requiredOwnerOf(request) : null
  const requiredOwnerOf = async (request: FastifyRequest): Promise<Owner> => ({ ...await authenticate(request), refreshToken: refreshTokenOf(request) })

  /** Gives the browser its new session; the one it had would live on unseen. */
  async function reply(request: FastifyRequest, reply: FastifyReply, grant: Grant) {
    await sessions.endReplaced(signedInWith(request), grant, visitorOf(request))
    return sessionReply(reply, grant)
  }

  async function answer(request: FastifyRequest, to: FastifyReply, outcome: Outcome): Promise<CallbackOutcome> {
    switch (outcome.outcome) {
      case 'signed_in': {
        const { grant, next } = outcome
        return { outcome: 'signed_in', session: await reply(request, to, grant), next }
      }
      case 'unbound': {
        const { ticket, profile, next } = outcome
        setBindingTicket(to, ticket)
        return { outcome: 'unbound', expiresIn: ticket.expiresIn, profile, next }
      }
      case 'bound': return outcome
    }
  }

  serve.open(providers, async () => ({ providers: federation.list() }))

  serve.open(begin, async ({ params, body: { intent = 'sign-in', next, remember = false }, request, reply }) =>
    federation.begin(params.provider, { intent, next, remember }, await ownerOf(request), visitorOf(request, reply)))

  serve.open(callback, async ({ params, body, request, reply }) =>
    answer(request, reply, await federation.finish(params.provider, body, await ownerOf(request), visitorOf(request))))

  serve.open(handoff, async ({ body, request, reply }) => {
    const visitor = visitorOf(request)
    const { provider, answer: given } = await handoffs.take(body.key, visitor)
    return answer(request, reply, await federation.finish(provider, given, await ownerOf(request), visitor))
  })

  serve.open(currentBinding, async ({ request }) => {
    const { provider, ...ticket } = await binding.current(bindingTicketOf(request), visitorOf(request))
    const shown = federation.list().find(({ id }) => id === provider)
    if (!shown) throw new Refusal('ticket_invalid')
    return { ...ticket, provider: shown }
  })

  serve.open(dropBinding, async ({ query: { reference }, request, reply: to }) => {
    await binding.drop({ token: bindingTicketOf(request), reference }, visitorOf(request))
    clearBindingTicket(to)
    return undefined
  })

  serve.open(bind, async ({ body, request, reply: to }) => {
    const ticket = { token: bindingTicketOf(request), reference: body.reference }
    const visitor = visitorOf(request)
    const bindTo = async (): Promise<{ by?: string, work: (keep: Keep) => Promise<Bound> }> => {
      if ('username' in body) return { work: keep => binding.toAccount(ticket, { username: body.username, password: body.password }, visitor, keep) }
      const owner = await requiredOwnerOf(request)
      return { by: owner.userId, work: keep => binding.toOwner(ticket, owner, visitor, keep) }
    }
    const { by, work } = await bindTo()
    const { grant, next } = await onceSignedIn(repeatable(request, bind, body, by), work)
    clearBindingTicket(to)
    return { session: await reply(request, to, grant), next }
  })

  serve.open(bindNewAccount, async ({ body, request, reply: to }) => {
    const { reference, ...account } = body
    const { grant, next } = await onceSignedIn(repeatable(request, bindNewAccount, body), keep =>
      binding.toNewAccount({ token: bindingTicketOf(request), reference }, { ...account, password: account.password ?? null }, visitorOf(request), keep))
    clearBindingTicket(to)
    return { session: await reply(request, to, grant), next }
  })

  serve.owned(contracts.sessions.proofs, async ({ identity }) => {
    const { providers: linked, ...own } = await proofsOf(identity)
    return { ...own, providers: [...linked] }
  })

  serve.owned(listIdentities, async ({ identity }) => ({ identities: await identities.list(identity.userId) }))

  serve.owned(unbind, async ({ identity, params, request }) => {
    await identities.unbind(identity, params.id, visitorOf(request))
    return undefined
  })
}
