import { clientId } from '@gatehouse/contracts/programs'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Logos } from './logos.ts'

const aYear = 31_536_000

/** Pictures by an address that changes with them, so that they can be kept for good; anybody's page may show them, and nothing in them may run. */
const headers = {
  'cache-control': `public, max-age=${aYear}, immutable`,
  'content-security-policy': 'default-src \'none\'; sandbox',
  'cross-origin-resource-policy': 'cross-origin',
}

/** Serves the pictures of applications, on the consent page and wherever else somebody shows them. */
export function mountLogo(app: FastifyInstance, logos: Logos) {
  app.get('/o/applications/:clientId/logo', { schema: { hide: true } }, async (request, reply) => {
    const params = z.object({ clientId }).safeParse(request.params)
    const logo = params.success ? await logos.find(params.data.clientId) : null
    if (!logo) return reply.callNotFound()
    return reply.headers(headers).type(logo.mediaType).send(logo.bytes)
  })
}
