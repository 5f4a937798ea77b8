import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { isUnavailable } from '../../db/faults.ts'
import { busySeconds } from '../../http/problem.ts'
import type { Log } from '../../lib/log.ts'
import type { Pages } from './pages.ts'
import { visitorOf } from './visitors.ts'

/** Where people are, and not programs. */
const forPeople = /^\/o\/(authorize|logout)(\/|$)/
const refusal = { error: 'temporarily_unavailable', error_description: 'the server cannot answer at the moment, try again' }

/**
 * A database that is gone or full is "later" (RFC 9110 section 15.6.4) and not "our fault", wherever the library met it: it says
 * `server_error` of whatever it does not know, which clients take for final.
 */
export function answerOutages(provider: Provider, { log, pages }: { log: Log, pages: Pages }) {
  const met = new WeakMap<object, unknown>()
  provider.on('server_error', (ctx, error) => {
    if (isUnavailable(error)) met.set(ctx.req, error)
    else log.error({ err: error }, 'fault')
  })

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    try {
      await next()
    } catch (error) {
      if (!isUnavailable(error)) throw error
      met.set(ctx.req, error)
    }
    if (!met.has(ctx.req)) return
    log.error({ requestId: visitorOf(ctx).requestId, err: met.get(ctx.req) }, 'database unavailable')
    ctx.status = 503
    ctx.set('Retry-After', String(busySeconds))
    ctx.set('Cache-Control', 'no-store')
    // What was not stored must not replace what the browser has.
    for (const name of ['Set-Cookie', 'Location', 'WWW-Authenticate']) ctx.remove(name)
    if (forPeople.test(ctx.path)) pages.show(ctx, refusal)
    else ctx.body = refusal
  })
}
