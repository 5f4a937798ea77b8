import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

/** Bytes; as an address, where it goes next, it could not be longer. */
const bodyLimit = 8 * 1024

/**
 * Applications may post their request (OpenID Connect Core 1.0 section 3.1.2.1). A browser does not send our cookies along with what
 * another site posts: it asks again by itself, as by a link.
 */
export async function acceptPostedRequests(app: FastifyInstance, apiUrl: string) {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body))
    scope.post('/o/authorize', { schema: { hide: true } }, async ({ body }, reply) =>
      reply.redirect(`${apiUrl}/o/authorize?${new URLSearchParams(z.string().catch('').parse(body)).toString()}`, 303))
  })
}
