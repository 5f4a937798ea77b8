import { createHash } from 'node:crypto'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'

const nothing = 'default-src \'none\'; frame-ancestors \'none\'; base-uri \'none\''
const constants = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  // Not no-referrer: with it a browser sends `Origin: null` along with the form that signs people out.
  ['Referrer-Policy', 'same-origin'],
] as const
const keySets = /^\/\.well-known\//

/**
 * What every answer of the protocol says to browsers. The few pages of the library's own are one form that sends itself: their one
 * script is let in by its hash, and where the form goes is left open, for it goes to applications (`response_mode=form_post`).
 */
export function setHeaders(provider: Provider) {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next()
    const script = typeof ctx.body === 'string' && ctx.response.is('html') ? /<script>([^]*?)<\/script>/.exec(ctx.body)?.[1] : undefined
    // Straight on the answer: most of them are JSON for programs, and what is constant is not worked out for each.
    for (const [name, value] of constants) ctx.res.setHeader(name, value)
    ctx.res.setHeader('Content-Security-Policy', script === undefined ? nothing : `${nothing}; script-src 'sha256-${sha256(script)}'`)
    if (keySets.test(ctx.path) && ctx.status === 200) ctx.set('Cache-Control', 'public, max-age=300')
  })
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64')
