import type { IncomingMessage, ServerResponse } from 'node:http'
import { prompts, type RequestedScope } from '@gatehouse/contracts/programs'
import { errors, type InteractionResults } from 'oidc-provider'
import type Provider from 'oidc-provider'
import { z } from 'zod'
import type { Identity } from '../../http/access-tokens.ts'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Consents } from '../consents/consents.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store.ts'
import { createFaces } from './faces.ts'
import { unlessGone } from './unless-gone.ts'

/** The request and answer of a browser: its cookie says which interactions are its own. */
export interface Exchange { req: IncomingMessage, res: ServerResponse }

const Params = z.object({ client_id: z.string(), scope: z.string().default(''), redirect_uri: z.string().optional(), login_hint: z.string().optional(), prompt: z.string().default(''), max_age: z.coerce.number().optional() })
const Details = z.object({
  missingOIDCScope: z.array(z.string()).default([]),
  missingOIDCClaims: z.array(z.string()).default([]),
  missingResourceScopes: z.record(z.string(), z.array(z.string())).default({}),
})
const isPrompt = (name: string): name is typeof prompts[number] => prompts.some(prompt => prompt === name)

interface Needs {
  provider: () => Provider
  store: Store
  clock: Clock
  apiUrl: string
  consents: Consents
  sessions: Sessions
}

/** The steps of an authorization that our own pages take. */
export function createInteractions({ provider, store, clock, apiUrl, consents, sessions }: Needs) {
  const faceOf = createFaces({ store, apiUrl })

  /** @throws Refusal `not_found` in another browser, or when its time is over; `interaction_finished` when it has its answer. */
  async function load({ req, res }: Exchange, uid: string) {
    const interaction = await provider().interactionDetails(req, res).catch((error: unknown) => {
      if (error instanceof errors.SessionNotFound) throw new Refusal('not_found')
      throw error
    })
    if (interaction.uid !== uid) throw new Refusal('not_found')
    if (interaction.result) throw new Refusal('interaction_finished')
    return { ...interaction, params: Params.parse(interaction.params), details: Details.parse(interaction.prompt.details) }
  }
  type Interaction = Awaited<ReturnType<typeof load>>

  const finish = async ({ req, res }: Exchange, result: InteractionResults, mergeWithLastSubmission: boolean) =>
    ({ redirectTo: await provider().interactionResult(req, res, result, { mergeWithLastSubmission }) })

  /**
   * When the person last proved who they are, in seconds; enough for what the application asks. By its request and not by the step
   * that is due: whoever chooses an account has signed in by that, and is not asked to sign in as well.
   */
  function requireRecent({ params: { prompt, max_age: maxAge }, iat }: Interaction, authenticatedAt: number) {
    const now = Math.floor(clock.now().getTime() / 1000)
    if (authenticatedAt >= (iat ?? now)) return
    // `prompt=login`: proved since the application asked.
    if (prompt.split(' ').includes('login') || (maxAge !== undefined && now - authenticatedAt > maxAge)) throw new Refusal('reauthentication_required')
  }

  return {
    /** What an application wants, for the page that asks. */
    async details(exchange: Exchange, uid: string) {
      const interaction = await load(exchange, uid)
      const { params, prompt, session } = interaction
      const application = await faceOf(params.client_id)
      if (!application || !isPrompt(prompt.name)) throw new Refusal('not_found')
      return {
        prompt: prompt.name, application, destination: destinationOf(params.redirect_uri), scopes: scopesOf(interaction),
        accountId: session?.accountId ?? null, loginHint: params.login_hint?.slice(0, 320) ?? null,
        freshSignIn: prompt.reasons.some(reason => reason === 'login_prompt' || reason === 'max_age'),
      }
    },

    /** Goes on as whoever is signed in. @throws Refusal `reauthentication_required` when that was too long ago for the application. */
    async signIn(exchange: Exchange, uid: string, { userId, sessionId }: Identity) {
      const interaction = await load(exchange, uid)
      if (interaction.prompt.name === 'consent') throw new Refusal('interaction_finished')
      const session = await store.sessions.findLive(sessionId, clock.now())
      if (!session) throw new Refusal('session_ended')
      const authenticatedAt = Math.floor(session.authenticatedAt.getTime() / 1000)
      requireRecent(interaction, authenticatedAt)
      return finish(exchange, {
        login: { accountId: userId, ts: authenticatedAt, remember: session.remember, ...(session.method === 'password' && { amr: ['pwd'] }) },
        ...(interaction.prompt.name === 'select_account' && { select_account: {} }),
        firstParty: { sessionId },
      }, false)
    },

    /**
     * Allows the application what it asks for.
     *
     * @throws Refusal `forbidden` to anybody but whom it was asked of; `reauthentication_required` for access that outlives the session,
     * where the person did not prove lately who they are.
     */
    async consent(exchange: Exchange, uid: string, owner: Identity, visitor: Visitor) {
      const { prompt, params, session, grantId, details } = await load(exchange, uid)
      if (prompt.name !== 'consent') throw new Refusal('interaction_finished')
      const { userId } = owner
      if (session?.accountId !== userId) throw new Refusal('forbidden')
      if (details.missingOIDCScope.includes('offline_access')) await sessions.requireFresh(owner.sessionId)
      const { Grant } = provider()
      const grant = (grantId ? await Grant.find(grantId) : undefined) ?? new Grant({ accountId: userId, clientId: params.client_id })
      if (details.missingOIDCScope.length > 0) grant.addOIDCScope(details.missingOIDCScope.join(' '))
      if (details.missingOIDCClaims.length > 0) grant.addOIDCClaims(details.missingOIDCClaims)
      for (const [resource, scopes] of Object.entries(details.missingResourceScopes)) grant.addResourceScope(resource, scopes.join(' '))
      const saved = await grant.save()
      await unlessGone('not_found', store.transaction(queries => consents.grant(queries, owner, params.client_id, {
        scopes: grant.getOIDCScope().split(' ').filter(scope => scope !== ''), resources: details.missingResourceScopes,
      }, visitor)))
      return finish(exchange, { consent: { grantId: saved } }, true)
    },

    /** Sends the person back without; what they are signed in to stays. */
    async cancel(exchange: Exchange, uid: string) {
      await load(exchange, uid)
      return finish(exchange, { error: 'access_denied', error_description: 'the person declined' }, false)
    },
  }

  function scopesOf({ params, details, prompt }: Interaction): RequestedScope[] {
    const isNew = (scope: string) => prompt.name !== 'consent' || details.missingOIDCScope.includes(scope) || prompt.reasons.includes('consent_prompt')
    const atResources = Object.entries(details.missingResourceScopes).flatMap(([resource, scopes]) => scopes.map(name => ({ name, resource, known: false })))
    const own = params.scope.split(' ').filter(name => name !== '' && !atResources.some(scope => scope.name === name))
    return [...own.map(name => ({ name, resource: null, known: !isNew(name) })), ...atResources]
  }
}
export type Interactions = ReturnType<typeof createInteractions>

/** For people to recognise; programs on their own device have none. */
function destinationOf(redirectUri: string | undefined) {
  const url = redirectUri && URL.canParse(redirectUri) ? new URL(redirectUri) : null
  return url && /^https?:$/.test(url.protocol) ? url.host : null
}
