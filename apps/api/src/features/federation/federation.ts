import type { Intent, IdentityEntry, ProblemCode, UpstreamProfile } from '@gatehouse/contracts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { UpstreamIdentity } from '../../providers/identity.ts'
import type { Providers } from '../../providers/providers.ts'
import { UpstreamError } from '../../providers/upstream-error.ts'
import type { Upstream } from '../../providers/upstream.ts'
import { recordAlone } from '../audit/audit.ts'
import type { NoteFailure } from '../audit/failures.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import { referenceOf, type Attempt, type Attempts } from './attempts.ts'
import type { Arrivals } from './arrivals.ts'
import type { Tickets } from './tickets.ts'
import { refusalOf } from './upstream-refusal.ts'

/** Who is signed in where the request comes from. */
export interface Owner { userId: string, sessionId: string, refreshToken: string | null }

/** What came back from the provider, by way of the browser. */
export interface Answer {
  state: string
  code?: string | undefined
  iss?: string | undefined
  error?: string | undefined
  errorDescription?: string | undefined
}

/** How it ended; `ticket` is for a cookie. */
export type Outcome =
  | { outcome: 'signed_in', grant: Grant, next: string | null }
  | { outcome: 'unbound', ticket: { token: string, expiresIn: number }, profile: UpstreamProfile, next: string | null }
  | { outcome: 'bound', identity: IdentityEntry, next: string | null }

type Needs = Pick<Dependencies, 'store' | 'limiter' | 'clock' | 'log'>
  & { providers: Providers, attempts: Attempts, sessions: Sessions, arrivals: Arrivals, tickets: Tickets, noteFailure: NoteFailure }

/** What the operator has to mend, what to know of, and what concerns one person only. */
const levels = {
  misconfigured: 'error', unavailable: 'warn', wrong_issuer: 'warn', refused: 'warn', not_allowed: 'warn',
  expired: 'info', denied: 'info', embedded_browser: 'info', login_required: 'info',
} as const

/** Refusals that have been noted where they were given, with the account that they are about. */
const notedWithAccount: readonly ProblemCode[] = ['credentials_invalid', 'proof_too_new', 'proof_not_fresh']

/** Signing in through a provider, from the button to the decision; knows no provider. */
export function createFederation({ store, limiter, clock, log, providers, attempts, sessions, arrivals, tickets, noteFailure }: Needs) {
  async function callUpstream<T>(call: () => Promise<T>, trace: Record<string, unknown>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw error instanceof UpstreamError ? noted(error, trace) : error
    }
  }

  /** Something nice to have could not be had: people do not notice, operators may want to. */
  function noteMissing({ status, error: upstreamError, description, address }: UpstreamError, trace: Record<string, unknown>) {
    log.warn({ ...trace, status, upstreamError, description, address }, 'signed in without optional profile data of the provider')
  }

  /** The one line that has what the provider said; people see its `requestId` beside what they are told. */
  function noted(failure: UpstreamError, trace: Record<string, unknown>) {
    const { kind, status, error: upstreamError, description, address } = failure
    log[levels[kind]]({ ...trace, kind, status, upstreamError, description, address }, `sign-in at a provider ${kind === 'denied' ? 'cancelled' : 'failed'}`)
    return refusalOf(failure)
  }

  /**
   * Whether whoever comes back may do what the attempt was begun for, before the provider is asked about anything.
   *
   * @throws Refusal `unauthenticated`, `state_invalid`, `session_ended`; `reauthentication_required` for a way in that is to be added.
   */
  async function requireOwner(attempt: Attempt, owner: Owner | null) {
    if (attempt.intent === 'sign-in') return
    if (!owner) throw new Refusal('unauthenticated')
    // Begun by somebody else, or in a session that is over: nothing of it may reach whoever is here now.
    if (owner.userId !== attempt.userId || owner.sessionId !== attempt.sessionId) throw new Refusal('state_invalid')
    if (attempt.intent === 'bind') await sessions.requireFresh(owner.sessionId)
  }

  /** What the attempt was for, now that we know who came. */
  async function decide(attempt: Attempt, upstream: Upstream, identity: UpstreamIdentity, owner: Owner | null, visitor: Visitor): Promise<Outcome> {
    const { next } = attempt
    if (attempt.intent === 'sign-in') {
      const grant = await arrivals.signIn(upstream, identity, attempt.remember, visitor)
      if (grant) return { outcome: 'signed_in', grant, next }
      const ticket = await tickets.issue(upstream.id, identity, attempt)
      await recordAlone(store, visitor, { action: 'provider.unbound', result: 'success', userId: null, at: clock.now(), method: upstream.id })
      return { outcome: 'unbound', ticket, profile: { displayName: identity.displayName, avatarUrl: identity.avatarUrl }, next }
    }
    if (!owner) throw new Refusal('unauthenticated')
    return attempt.intent === 'bind'
      ? { outcome: 'bound', identity: await arrivals.bind(upstream.id, identity, owner, visitor), next }
      : { outcome: 'signed_in', grant: await arrivals.reauthenticate(upstream, identity, attempt.createdAt, owner, visitor), next }
  }

  const noteRefusal = (method: string, { code }: Refusal, owner: Owner | null, visitor: Visitor) => noteFailure(visitor, {
    action: code === 'identity_already_bound' ? 'identity.bound' : 'provider.refused',
    userId: owner?.userId ?? null, sessionId: owner?.sessionId ?? null, method, details: { reason: code },
  })

  return {
    list: () => [...providers.list()],

    /**
     * @throws Refusal `not_found`, `rate_limited`, `provider_unavailable`, `provider_misconfigured`; `unauthenticated` without a session that the intent needs,
     * `reauthentication_required` for binding in one that was not authenticated lately; `proof_not_fresh` for proving anew where the
     * provider cannot, to whoever has another way.
     */
    async begin(providerId: string, input: { intent: Intent, next: string | undefined, remember: boolean }, owner: Owner | null, visitor: Visitor) {
      const upstream = providers.find(providerId)
      if (!upstream) throw new Refusal('not_found')
      if (input.intent !== 'sign-in' && !owner) throw new Refusal('unauthenticated')
      if (input.intent === 'bind' && owner) await sessions.requireFresh(owner.sessionId)
      await limiter.take('federation', visitor.network)
      const whose = input.intent === 'sign-in' || !owner ? null : { userId: owner.userId, sessionId: owner.sessionId }
      if (input.intent === 'reauthenticate' && owner) await arrivals.requireProof(upstream, owner)
      const begun = await attempts.begin({ ...input, provider: upstream.id, owner: whose, deviceHash: visitor.deviceHash })
      const trace = { requestId: visitor.requestId, attempt: referenceOf(begun.state), provider: upstream.id, intent: input.intent }
      const loginUrl = await callUpstream(() => upstream.loginUrl({ ...begun, browser: visitor.deviceHash, isFresh: input.intent === 'reauthenticate' }), trace)
      log.info(trace, 'provider sign-in started')
      return { loginUrl }
    },

    /**
     * @throws Refusal `state_invalid`, `authorization_denied`, `authorization_expired`, `authorization_failed`, `provider_unavailable`,
     * `provider_misconfigured`, `provider_account_refused`, `provider_browser_refused`, `provider_sign_in_required`, `unauthenticated`,
     * `identity_already_bound`, `reauthentication_required`, `proof_too_new`, `proof_not_fresh`; `credentials_invalid` for an account that
     * is disabled or, proving anew, another one.
     */
    async finish(providerId: string, answer: Answer, owner: Owner | null, visitor: Visitor): Promise<Outcome> {
      const trace = { requestId: visitor.requestId, attempt: referenceOf(answer.state), provider: providerId }
      const upstream = providers.find(providerId)
      if (!upstream) throw new Refusal('state_invalid')
      try {
        // First, so that nothing below can be tried twice.
        const attempt = await attempts.take(answer.state, upstream.id, visitor.deviceHash)
        const { code, iss, error, errorDescription: description } = answer
        if (error !== undefined || !code) throw noted(upstream.declined({ error, description }), trace)
        await requireOwner(attempt, owner)
        const { verifier, nonce } = attempt
        const identity = await callUpstream(() => upstream.identify({
          code, verifier, nonce, browser: visitor.deviceHash, missed: error => noteMissing(error, trace), ...(iss !== undefined && { iss }),
        }), trace)
        const outcome = await decide(attempt, upstream, identity, owner, visitor)
        log.info({ ...trace, intent: attempt.intent, outcome: outcome.outcome }, 'provider sign-in completed')
        return outcome
      } catch (error) {
        if (error instanceof Refusal) {
          log.info({ ...trace, problem: error.code }, 'provider sign-in refused')
          // Whoever came, but may not do this here, has been noted with their account.
          if (!notedWithAccount.includes(error.code)) await noteRefusal(upstream.id, error, owner, visitor)
        }
        throw error
      }
    },
  }
}
export type Federation = ReturnType<typeof createFederation>
