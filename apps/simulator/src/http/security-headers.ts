import { isLoopback } from '@gatehouse/settings'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problems.ts'

const policy = (directives: Record<string, string>) => Object.entries(directives).map(([name, value]) => `${name} ${value}`).join('; ')

/** Our own pages: files of ours only, and nothing that could turn text into markup. */
const pages = policy({
  'default-src': '\'none\'', 'script-src': '\'self\'', 'style-src': '\'self\'', 'img-src': '\'self\'', 'connect-src': '\'self\'', 'frame-src': '\'self\'',
  'base-uri': '\'none\'', 'form-action': '\'self\'', 'frame-ancestors': '\'none\'', 'require-trusted-types-for': '\'script\'', 'trusted-types': '\'none\'',
})

/** A mail inside such a page: what it looks like, and nothing it could do but open a link in a tab of its own. */
export const mailPolicy = policy({
  'default-src': '\'none\'', 'style-src': '\'unsafe-inline\'', 'img-src': 'data:', 'base-uri': '\'none\'', 'form-action': '\'none\'',
  'frame-ancestors': '\'self\'', 'sandbox': 'allow-popups allow-popups-to-escape-sandbox',
})

/** What keeps a page of ours to itself. */
export const pageHeaders = {
  'content-security-policy': pages,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * Headers for every answer but those of simulated providers to programs, and no answer to names of other machines: a foreign
 * page could have its own name point here to read along.
 */
export function guardPages(app: FastifyInstance) {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(pageHeaders)
    if (!isLoopback(request.hostname)) return sendProblem(reply, 421, 'the simulator accepts requests to localhost only')
  })
}
