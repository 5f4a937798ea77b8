import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { visitorOf } from '../../http/visitor.ts'
import { networkOf } from '../../lib/network.ts'
import { Refusal } from '../../lib/refusal.ts'
import { createAttempts } from '../../limits/attempts.ts'
import type { Limiter } from '../../limits/limiter.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { acceptPostedRequests } from './posted-requests.ts'
import { rememberVisitor } from './visitors.ts'

/** Where programs come by themselves; browsers of allowed origins may, too. */
const forPrograms = ['/o/token', '/o/revoke_token', '/o/introspect', '/o/par', '/o/device_authorization'] as const
const open = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/.well-known/jwks.json'] as const
/** The same where django-oauth-toolkit has them. */
const alsoAt = { '/o/.well-known/openid-configuration': '/.well-known/openid-configuration', '/o/.well-known/jwks.json': '/.well-known/jwks.json' } as const
const forPeople = ['/o/authorize', '/o/authorize/:uid', '/o/logout', '/o/logout/success'] as const

interface Needs {
  server: AuthorizationServer
  limiter: Limiter
  apiUrl: string
  webUrl: string
}

/**
 * The protocol endpoints: a table of routes, each handed to the library as it came. Not a prefix, which would swallow our own
 * addresses below `/o` and whatever is nearly one. Their cross-origin rules are the library's: by the application, without credentials.
 */
export async function mountAuthorizationServer(app: FastifyInstance, { server, limiter, apiUrl, webUrl }: Needs) {
  await acceptPostedRequests(app, { apiUrl, webUrl })
  const authenticating = createAttempts(limiter, 'client-authentication')
  await app.register(async (scope) => {
    // The library reads the body itself: forms only, 56 KiB, no parameter twice.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))

    function hand(request: FastifyRequest, reply: FastifyReply) {
      reply.hijack()
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
      rememberVisitor(request.raw, () => visitorOf(request))
      void server.handle(request.raw, reply.raw)
    }
    /** Handed over as if it had been asked for at the place that the library knows. */
    const handAs = (address: string) => (request: FastifyRequest, reply: FastifyReply) => {
      request.raw.url = address
      hand(request, reply)
    }
    const hidden = { schema: { hide: true }, exposeHeadRoute: false, config: { hasOwnOrigins: true } } as const

    for (const url of forPeople) scope.get(url, hidden, hand)
    // What can be read can be asked about (RFC 9110 section 9.1); what begins something when it is read cannot.
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      for (const url of open) scope.route({ method, url, ...hidden, handler: hand })
      for (const [url, place] of Object.entries(alsoAt)) scope.route({ method, url, ...hidden, handler: handAs(place) })
      scope.route({ method, url: '/o/userinfo', ...hidden, handler: hand })
    }
    scope.post('/o/userinfo', hidden, hand)
    for (const url of forPrograms) scope.options(url, hidden, hand)

    for (const url of forPrograms) {
      scope.post(url, {
        ...hidden,
        async preHandler(request, reply) {
          const { raw } = reply
          // Whoever leaves before the answer has not seen whether they were right.
          const answered = new Promise<boolean>((resolve) => {
            raw.once('finish', () => resolve(raw.statusCode === 401))
            raw.once('close', () => resolve(false))
          })
          const end = await authenticating(networkOf(request.ip)).catch(error => refuseBusy(error, reply))
          if (typeof end === 'function') void answered.then(failed => end({ failed }))
        },
      }, hand)
    }

    // Forms of the library's own pages that send themselves: from our own origin and no other.
    scope.post('/o/logout/confirm', {
      ...hidden,
      async onRequest({ headers: { origin } }) { if (origin !== apiUrl) throw new Refusal('origin_not_allowed') },
    }, hand)

    // What a device shows people as the address to go to.
    scope.get<{ Querystring: { user_code?: unknown } }>('/o/device', hidden, async ({ query: { user_code: code } }, reply) => {
      const page = new URL('/device', webUrl)
      if (typeof code === 'string') page.searchParams.set('user_code', code.slice(0, 40))
      return reply.redirect(page.href, 303)
    })
  })
}

/** In the words of the protocol. */
function refuseBusy(error: unknown, reply: FastifyReply) {
  if (!(error instanceof Refusal)) throw error
  return reply.code(429).header('retry-after', error.retryAfter ?? 60).send({ error: 'temporarily_unavailable', error_description: 'too many failed attempts' })
}
