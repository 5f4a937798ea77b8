import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'

const Refusal = z.object({ error: z.string(), error_description: z.optional(z.string()) })
const authenticated = new Set(['token', 'introspection', 'revocation', 'pushed_authorization_request', 'device_authorization'])

/** Where the library answers other than the RFCs say, or clients expect. */
export function correctRefusals(provider: Provider) {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next()
    // RFC 7009 section 2.2 leaves the body open; some clients take whatever is not JSON for a failure.
    if (ctx.oidc?.route === 'revocation' && ctx.status === 200) ctx.body = {}

    if (ctx.status < 400) return
    const refusal = Refusal.safeParse(ctx.body)
    if (!refusal.success) return
    const { error, error_description: description = '' } = refusal.data

    // RFC 6749 section 5.2, RFC 8628 section 3.2: this client is not allowed this grant.
    if (/^(requested grant type|\S+) is not allowed for this client$/.test(description)) ctx.body = { ...refusal.data, error: 'unauthorized_client' }

    // RFC 6749 section 5.2 and RFC 7662 section 2.3: no authentication at all is a failed one.
    if (error === 'invalid_request' && description === 'no client authentication mechanism provided' && authenticated.has(ctx.oidc?.route ?? '')) {
      ctx.status = 401
      ctx.set('WWW-Authenticate', `Basic realm="${provider.issuer}"`)
      ctx.body = { error: 'invalid_client', error_description: description }
    }
  })
}
