import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Log } from '../../lib/log.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { createBrowsers } from './browsers.ts'
import type { Pages } from './pages.ts'
import { visitorOf } from './visitors.ts'

interface Needs { sessions: Sessions, pages: Pages, log: Log }

const ofBrowsers = /^\/o\/(authorize|logout)(\/|$)/

/**
 * One truth about who is signed in: ours. Where a browser comes by itself, the library's session counts only with the session of ours
 * that this browser is signed in with (`adapter.ts`), and what it does with it is use of ours.
 */
export function followOurSession(provider: Provider, { sessions, pages, log }: Needs) {
  const asBrowser = createBrowsers({ sessions, apiUrl: provider.issuer })
  const signedIn = new WeakSet<object>()
  provider.on('authorization.success', ctx => signedIn.add(ctx.req))

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    if (!ofBrowsers.test(ctx.path)) {
      await next()
      return
    }
    await asBrowser(ctx.req, async (session) => {
      await next()
      if (!session) return
      if (signedIn.has(ctx.req)) {
        // The application has its answer, whatever becomes of this.
        await sessions.use(session, visitorOf(ctx)).catch((error: unknown) => log.error({ err: error }, 'recording the use of a session failed'))
      }
      // Nobody is signed in by the library's own session, and somebody is here: led on at once, they would believe to be signed out.
      if (ctx.oidc?.route === 'end_session' && ctx.status === 200 && !ctx.oidc.session?.accountId) pages.goTo(ctx, '/sign-out')
    })
  })
}
