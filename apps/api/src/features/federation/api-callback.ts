import type { FastifyInstance } from 'fastify'
import { visibleCharacters } from '@gatehouse/contracts'
import { z } from 'zod'
import type { Providers } from '../../providers/providers.ts'
import type { Handoffs } from './handoffs.ts'

const short = z.string().max(4096)
const code = short.regex(visibleCharacters).optional()
/** What a provider may send; other parameters are ignored, repeated ones make it unreadable (RFC 6749 section 3.1). */
const Query = z.object({
  state: short.min(1), code, authCode: code, iss: short.optional(), error: short.optional(),
  // For the log only: nothing hangs on it.
  error_description: short.optional().catch(undefined),
})

/**
 * The callback of servers registered with the API's own address: keeps what they sent and leads to the page that asks for it. The key
 * goes in the fragment, which is sent to nobody and left in no log.
 */
export function mountApiCallback(app: FastifyInstance, { providers, handoffs, webUrl }: { providers: Providers, handoffs: Handoffs, webUrl: string }) {
  app.get('/oauth/:provider/callback', { schema: { hide: true } }, async (request, reply) => {
    const { provider } = z.object({ provider: z.string() }).parse(request.params)
    if (providers.find(provider)?.callback !== 'api') return reply.callNotFound()
    const answer = Query.safeParse(request.query)
    const { authCode, error_description: errorDescription, ...given } = answer.data ?? { state: '' }
    const key = await handoffs.keep(provider, { ...given, errorDescription, ...(authCode !== undefined && given.code === undefined && { code: authCode }) })
    return reply.redirect(`${webUrl}/oauth/complete${key ? `#key=${key}` : ''}`, 303)
  })
}
