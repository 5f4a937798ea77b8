import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { createPages } from './pages.ts'

/** Bytes; as an address, where it goes next, it could not be longer: servers on the way take no more. */
const limit = 8 * 1024

const signOut = '/o/logout'

/** Statuses of what a page cannot have meant; of whatever else goes wrong the application's own handler says what it says. */
const unreadable: Record<string, { status: number, why: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, why: 'the posted request is longer than 8 KiB' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, why: 'a posted request has to be a form' },
}

/**
 * Applications may post their request (OpenID Connect Core 1.0 section 3.1.2.1, RP-Initiated Logout 1.0 section 2). A browser does not send
 * our cookies along with what another site posts: it asks again by itself, as by a link. Somebody sits before it: what cannot be
 * taken is said on a page.
 */
export async function acceptPostedRequests(app: FastifyInstance, { apiUrl, webUrl }: { apiUrl: string, webUrl: string }) {
  const { pageOf } = createPages(webUrl)
  const refuse = ({ routeOptions: { url } }: FastifyRequest, reply: FastifyReply, { status, why }: { status: number, why: string }) =>
    reply.code(status).type('text/html; charset=utf-8')
      .send(pageOf({ error: 'invalid_request', error_description: why }, url === signOut ? 'sign-out' : undefined))

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: limit }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const known = unreadable[error.code]
      if (!known) throw error
      return refuse(request, reply, known)
    })
    for (const path of ['/o/authorize', signOut]) {
      scope.post(path, { schema: { hide: true } }, async (request, reply) => {
        const next = `${apiUrl}${path}?${new URLSearchParams(z.string().catch('').parse(request.body)).toString()}`
        return next.length > limit ? refuse(request, reply, { status: 413, why: 'the posted request is longer than 8 KiB' }) : reply.redirect(next, 303)
      })
    }
  })
}
