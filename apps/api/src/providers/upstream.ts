import { createHash } from 'node:crypto'
import { later, type Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createBreaker } from './breaker.ts'
import { deadlineOf } from './deadline.ts'
import type { Limits } from './guarded-agent.ts'
import { toIdentity, withoutProof, type UpstreamIdentity } from './identity.ts'
import { meaningOf } from './meanings.ts'
import { createOptional } from './optional.ts'
import { valueAt } from './paths.ts'
import type { Client, Description, Provider } from './provider.ts'
import { createReading } from './reading.ts'
import { createSend } from './send.ts'
import { isIssuer } from './tenants.ts'
import { UpstreamError } from './upstream-error.ts'
import { createWireClient, type WireClient } from './wire-client.ts'

/** What belongs to one attempt to sign in; all three are new each time and kept on our side. */
export interface Attempt {
  /** Letters and digits only, at most 128 of them: not everyone gives other characters back. */
  state: string
  /** PKCE code verifier, 43 to 128 characters of `A-Za-z0-9-._~` (RFC 7636 section 4.1); used where the provider knows PKCE. */
  verifier: string
  /** Comes back in ID tokens, where there are any. */
  nonce: string
  /** Asks for a sign-in of this moment, where the provider can prove one. */
  isFresh?: boolean
  /** Names the browser: outages are counted by it. */
  browser?: string
}

/** What the browser brought back, after its state was found good. */
export interface Callback {
  code: string
  /** RFC 9207, where the provider sends it. */
  iss?: string | undefined
  verifier: string
  nonce: string
  /** Names the browser: outages are counted by it. */
  browser?: string
  /** Gives up early; there is a deadline anyway. */
  signal?: AbortSignal
  /** Hears, at most once for each call, of what the sign-in did without. */
  missed?: (error: UpstreamError) => void
}

/** One configured provider, ready to be driven. Knows no state, cookie or account. */
export interface Upstream {
  id: string
  label: string
  icon: string
  /** Whether a stranger has to bind an account, or gets one made. */
  provisioning: 'bind' | 'create'
  /** Whether the groups and permissions it says somebody has are theirs here as well. */
  roles: 'ignore' | 'trust'
  /** Whether an address counts as verified when it says so. */
  trustsEmails: boolean
  /** Whether it can be asked for a sign-in of this moment and then says when it was (`authenticatedAt`). */
  provesFreshness: boolean
  /** Where the browser comes back to: `<web>/oauth/callback/<id>` or `<api>/oauth/<id>/callback`. */
  callback: 'web' | 'api'
  /** @throws UpstreamError */
  loginUrl(attempt: Attempt): Promise<string>
  /**
   * Exchanges the code and says who it is, within the deadline of all its calls together. `iss` is checked before anybody is called. A code
   * is spent by the first call, whatever comes of it.
   *
   * @throws UpstreamError
   */
  identify(callback: Callback): Promise<UpstreamIdentity>
  /** What it means that the browser came back with this instead of a code (RFC 6749 section 4.1.2.1); with nothing at all, the person went back. */
  declined(answer: { error?: string | undefined, description?: string | undefined }): UpstreamError
}

export interface UpstreamOptions {
  provider: Provider
  client: Client
  provisioning: 'bind' | 'create'
  /** `ignore` unless said. */
  roles?: 'ignore' | 'trust'
  /** Whether an address counts as verified when it says so; the provider's own unless said. */
  emails?: 'ignore' | 'trust' | undefined
  callback: 'web' | 'api'
  redirectUri: string
  /** Where an address is really called: the simulator stands in for all of them. */
  at(url: string): string
  /** Of one call. */
  limits: Limits
  /** Milliseconds for all calls of one sign-in together; as for one unless said. */
  total?: number
  clock: Clock
  log: Log
}

interface Connection { description: Description, wire: WireClient }

/** Seconds after which what was discovered is looked up again. */
const discoveryLife = 3600
/** Whoever calls without a browser. */
const anybody = ''

/** From what is known of a provider to something that can be driven. Nothing is called before somebody wants to sign in. */
export function createUpstream({ provider, client, provisioning, roles = 'ignore', emails, callback, redirectUri, at, limits, total = limits.deadline, clock, log }: UpstreamOptions): Upstream {
  const { id, label, icon, provesFreshness = false } = provider
  const trustsEmails = (emails ?? provider.emails) === 'trust'
  const send = createSend(limits)
  const breaker = createBreaker({
    clock,
    onChange: (state, rest) => log.warn(
      { provider: id, state }, state === 'open' ? `provider circuit breaker opened: calls are suspended for ${rest} s` : 'provider circuit breaker closed'),
  })
  let known: { connection: Promise<Connection>, until: Date } | null = null

  function connect() {
    if (known && (!provider.discovered || clock.now() < known.until)) return known.connection
    const entry = { connection: open(), until: later(clock.now(), discoveryLife) }
    known = entry
    entry.connection.catch(() => { if (known === entry) known = null })
    return entry.connection
  }

  async function open(): Promise<Connection> {
    const { read } = createReading({ send, at, judgement: {}, signal: AbortSignal.timeout(limits.deadline) })
    const description = await provider.describe({ send, read, at, clock, deadline: limits.deadline, clientId: client.id })
    return { description, wire: await createWireClient({ description, client, redirectUri, at, limits, send }) }
  }

  async function exchange({ description, wire }: Connection, { code, verifier }: Callback, signal: AbortSignal) {
    const { post } = createReading({ send, at, judgement: description, signal })
    const reply = description.exchange
      ? await description.exchange({ code, client, post })
      : await wire.requestToken({
          ...description.tokenParams, code,
          redirect_uri: description.sendsRedirectUri === false ? undefined : redirectUri,
          code_verifier: description.pkce ? verifier : undefined,
        })
    const accessToken = valueAt(reply, description.accessTokenAt ?? ['access_token'])
    // The only sign of success that all of them share.
    if (typeof accessToken !== 'string' || accessToken === '') throw new UpstreamError('unavailable', { error: 'no_token', url: description.tokenUrl })
    return { accessToken, reply }
  }

  async function work(given: Callback, signal: AbortSignal) {
    const secrets = [given.code, given.verifier, given.nonce, client.secret]
    try {
      return await identityOf(given, signal, secrets)
    } catch (error) {
      throw error instanceof UpstreamError ? error.without(secrets) : error
    }
  }

  async function identityOf(given: Callback, signal: AbortSignal, secrets: string[]) {
    const end = performance.now() + total
    const timeLeft = () => Math.max(1, Math.round(end - performance.now()))
    const connection = await connect()
    const { description } = connection
    refuseForeign(given.iss, description)
    const grant = await exchange(connection, given, signal)
    secrets.push(grant.accessToken)
    const reading = (until: AbortSignal) => createReading({ send, at, judgement: description, signal: until }).read
    // What is optional gives up before the whole sign-in does.
    const optional = createOptional(
      (...asked) => reading(AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(timeLeft() * 0.7))]))(...asked),
      error => given.missed?.(error.without(secrets)))
    const identity = toIdentity(await description.identify(reading(signal), { ...grant, clientId: client.id, nonce: given.nonce, optional }))
    return trustsEmails ? identity : withoutProof(identity)
  }

  return {
    id, label, icon, provisioning, roles, trustsEmails, provesFreshness, callback,
    loginUrl: async ({ state, verifier, nonce, isFresh = false, browser = anybody }) => {
      const { description, wire } = await (provider.discovered ? breaker.run(connect, { browser }) : connect())
      const { authorizeParams, freshParams, scopes, pkce } = description
      return wire.authorizeUrl({
        ...authorizeParams, ...(isFresh && freshParams), redirect_uri: redirectUri, scope: scopes.length > 0 ? [...scopes] : undefined, state,
        ...(description.nonce && { nonce }),
        ...(pkce && { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }),
      })
    },
    declined: ({ error, description }) => error === undefined || error === ''
      ? new UpstreamError('denied', { reach: 'not_called' })
      : new UpstreamError(meaningOf(error, 'callback', provider.errors), { error, description, reach: 'not_called' }),
    identify: async (given) => {
      refuseForeign(given.iss, provider)
      const { signal, clear } = deadlineOf(total, given.signal)
      return breaker.run(() => orGiveUp(work(given, signal), signal), { browser: given.browser ?? anybody, givenUp: () => given.signal?.aborted === true }).finally(clear)
    },
  }
}

/** An answer that comes from another server than was asked is not worth a request (RFC 9207 section 2.4). */
function refuseForeign(iss: string | undefined, { issuer, issuerRequired }: Pick<Description, 'issuer' | 'issuerRequired'>) {
  if (iss === undefined ? issuerRequired : issuer !== undefined && !isIssuer(issuer, iss)) throw new UpstreamError('wrong_issuer')
}

/** What the work still does is cut off by its own limits. */
async function orGiveUp<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = () => {}
  try {
    return await Promise.race([work, new Promise<never>((_, reject) => {
      giveUp = () => reject(new UpstreamError('unavailable', { error: 'ETIMEDOUT', reach: 'silent' }))
      if (signal.aborted) giveUp()
      signal.addEventListener('abort', giveUp)
    })])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
