import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type Provider from 'oidc-provider'
import { z } from 'zod'
import { busySeconds } from '../../http/problem.ts'
import { Refusal } from '../../lib/refusal.ts'
import { hashToken } from '../../lib/tokens.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store.ts'
import { createBrowsers } from './browsers.ts'
import { createFaces } from './faces.ts'
import { rememberVisitor } from './visitors.ts'

/** What the library keeps in a browser session from the application's request until the person has decided. */
const Asked = z.object({ secret: z.string(), clientId: z.string().optional() })

interface Needs { provider: () => Provider, store: Store, sessions: Sessions, apiUrl: string, webUrl: string }

/** Names a request, so that a page can say which one it shows: the browser keeps the latest only. Not secret, and does not lead back to what is. */
const nameOf = (secret: string) => hashToken(`sign-out ${secret}`)

/** The request and answer of a browser. */
export interface Exchange { req: IncomingMessage, res: ServerResponse }

/** Signing out for an application, where the person is asked. */
export function createLeaving({ provider, store, sessions, apiUrl, webUrl }: Needs) {
  const asBrowser = createBrowsers({ sessions, apiUrl })
  const faceOf = createFaces({ store, apiUrl })

  /** What was asked of whoever is signed in with this browser now; what was asked of somebody else is nobody's to answer. */
  const load = ({ req, res }: Exchange) => asBrowser(req, async (ours) => {
    const session = await provider().Session.get(provider().createContext(req, res))
    const asked = Asked.safeParse(session.state)
    const linked = ours && asked.success ? await store.authorization.findLinked(session.uid) : null
    if (!asked.success || !ours || linked?.id !== ours.id) throw new Refusal('not_found')
    return asked.data
  })

  return {
    /** Which application asked; of a browser that nobody is signed in with there is nothing to ask. @throws Refusal `not_found` */
    async details(exchange: Exchange) {
      const { clientId, secret } = await load(exchange)
      return { reference: nameOf(secret), application: clientId === undefined ? null : await faceOf(clientId) }
    },

    /**
     * Tells the library what the person decided, as a browser would that sends its form.
     *
     * @param reference what the page shows, if it says so.
     * @returns where to go, and the cookies that the browser is to keep or lose.
     * @throws Refusal `not_found`, also for another request than the one named; `overloaded`
     */
    async decide(exchange: Exchange, { decision, reference }: { decision: 'sign-out' | 'stay', reference?: string | undefined }, visitor: Visitor) {
      const { secret } = await load(exchange)
      if (reference !== undefined && reference !== nameOf(secret)) throw new Refusal('not_found')
      const handle = provider().callback()
      const answer = await inject((req, res) => {
        rememberVisitor(req, () => visitor)
        void handle(req, res)
      }, {
        method: 'POST', url: '/o/logout/confirm',
        headers: { 'cookie': exchange.req.headers.cookie ?? '', 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ xsrf: secret, ...(decision === 'sign-out' && { logout: 'yes' }) }).toString(),
      })
      if (answer.statusCode === 503) throw new Refusal('overloaded', { retryAfter: busySeconds })
      const { location } = answer.headers
      // The library's own answer to whatever has failed; it has been logged there.
      if (answer.statusCode >= 500) throw new Refusal('overloaded', { retryAfter: 2 })
      if (answer.statusCode !== 303 || typeof location !== 'string') throw new Refusal('not_found')
      // Where the library says that somebody is signed out; whoever stays is not.
      const stays = decision === 'stay' && new URL(location).pathname === '/o/logout/success'
      return { redirectTo: stays ? new URL('/', webUrl).href : location, cookies: [answer.headers['set-cookie'] ?? []].flat() }
    },
  }
}
export type Leaving = ReturnType<typeof createLeaving>
