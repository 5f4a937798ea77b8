import type { IncomingMessage } from 'node:http'
import { prompts, type RequestedScope } from '@gatehouse/contracts/programs'
import type { InteractionResults } from 'oidc-provider'
import type Provider from 'oidc-provider'
import { z } from 'zod'
import type { Identity } from '../../http/access-tokens.ts'
import { cookieNamesFor } from '../../http/cookie-names.ts'
import { interactionMarkIn } from '../../http/cookies.ts'
import type { BrowserMarks } from '../../lib/browser-marks.ts'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Consents } from '../consents/consents.ts'
import type { Documents } from '../documents/documents.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store.ts'
import { createBrowsers } from './browsers.ts'
import { createFaces } from './faces.ts'
import { unlessGone } from './unless-gone.ts'

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
  marks: BrowserMarks
  documents: Documents
}

/** The steps of an authorization that our own pages take. */
export function createInteractions({ provider, store, clock, apiUrl, consents, sessions, marks, documents }: Needs) {
  const faceOf = createFaces({ store, apiUrl })
  const names = cookieNamesFor(apiUrl)
  const asBrowser = createBrowsers({ sessions, apiUrl })

  /**
   * The library finds interactions of whoever was signed in when they began, and no others; ours go on when another account is chosen on the way.
   *
   * @throws Refusal `not_found` in another browser, or when its time is over; `interaction_finished` when it has its answer.
   */
  const load = (request: IncomingMessage, uid: string) => asBrowser(request, async (ours) => {
    const mark = interactionMarkIn(names, request.headers.cookie, uid)
    const known = mark !== null && marks.isOfInteraction(uid, mark) ? await provider().Interaction.find(uid) : undefined
    if (!known) throw new Refusal('not_found')
    if (known.result) throw new Refusal('interaction_finished')
    const before = known.session
    // Whose browser session it was when it began is nobody's here any more.
    if (before && (await provider().Session.findByUid(before.uid))?.accountId !== before.accountId) known.session = undefined
    // Consent is asked of one person.
    if (before && !known.session && known.prompt.name === 'consent') throw new Refusal('not_found')
    const { params, prompt, session, grantId, iat } = known
    return { known, ours, prompt, session, grantId, iat, params: Params.parse(params), details: Details.parse(prompt.details) }
  })
  type Interaction = Awaited<ReturnType<typeof load>>

  /** Where to go on; whoever is signed in then has to be who is signed in now (`adapter.ts`). */
  async function finish({ known }: Interaction, result: InteractionResults) {
    known.result = result
    await known.persist()
    return { redirectTo: known.returnTo }
  }

  /** An access token outlives the cookies of its session: only whoever is signed in with this browser now can answer for it. */
  function requireOwn({ ours }: Interaction, { sessionId }: Identity) {
    if (ours?.id !== sessionId) throw new Refusal('session_ended')
    return ours
  }

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
    async details(request: IncomingMessage, uid: string) {
      const interaction = await load(request, uid)
      const { params, prompt, session } = interaction
      const application = await faceOf(params.client_id)
      if (!application || !isPrompt(prompt.name)) throw new Refusal('not_found')
      return {
        prompt: prompt.name, application, destination: destinationOf(params.redirect_uri), scopes: scopesOf(interaction),
        accountId: session?.accountId ?? null, loginHint: params.login_hint?.slice(0, 320) ?? null,
        freshSignIn: prompt.reasons.some(reason => reason === 'login_prompt' || reason === 'max_age'),
      }
    },

    /**
     * Goes on as whoever is signed in.
     *
     * @throws Refusal `reauthentication_required` when that was too long ago for the application; `terms_not_accepted`: it gets nothing before.
     */
    async signIn(request: IncomingMessage, uid: string, owner: Identity) {
      const interaction = await load(request, uid)
      if (interaction.prompt.name === 'consent') throw new Refusal('interaction_finished')
      const { id: sessionId, remember, method, authenticatedAt: at } = requireOwn(interaction, owner)
      const authenticatedAt = Math.floor(at.getTime() / 1000)
      requireRecent(interaction, authenticatedAt)
      await documents.requireAccepted(owner.userId)
      return finish(interaction, {
        login: { accountId: owner.userId, ts: authenticatedAt, remember, ...(method === 'password' && { amr: ['pwd'] }) },
        // Whoever has made an account has chosen by that.
        ...(interaction.prompt.name !== 'login' && { select_account: {}, create: {} }),
        firstParty: { sessionId },
      })
    },

    /**
     * Allows the application what it asks for.
     *
     * @throws Refusal `forbidden` to anybody but whom it was asked of; `reauthentication_required` for access that outlives the session,
     * where the person did not prove lately who they are.
     */
    async consent(request: IncomingMessage, uid: string, owner: Identity, visitor: Visitor) {
      const interaction = await load(request, uid)
      const { known, prompt, params, session, grantId, details } = interaction
      if (prompt.name !== 'consent') throw new Refusal('interaction_finished')
      const { userId } = owner
      if (session?.accountId !== userId) throw new Refusal('forbidden')
      requireOwn(interaction, owner)
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
      return finish(interaction, { ...known.lastSubmission, consent: { grantId: saved } })
    },

    /** Sends the person back without; what they are signed in to stays. */
    async cancel(request: IncomingMessage, uid: string) {
      return finish(await load(request, uid), { error: 'access_denied', error_description: 'the person declined' })
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
