import { createHash } from 'node:crypto'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'

const keySets = /^\/\.well-known\//

/**
 * What every answer of the protocol says to browsers. The few pages of the library's own are one form that sends itself: their one
 * script is let in by its hash, and where the form goes is left open, for it goes to applications (`response_mode=form_post`).
 */
export function setHeaders(provider: Provider) {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next()
    const script = typeof ctx.body === 'string' && ctx.response.is('html') ? /<script>([^]*?)<\/script>/.exec(ctx.body)?.[1] : undefined
    ctx.set({
      'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'; base-uri 'none'${script === undefined ? '' : `; script-src 'sha256-${sha256(script)}'`}`,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      // Not no-referrer: with it a browser sends `Origin: null` along with the form that signs people out.
      'Referrer-Policy': 'same-origin',
    })
    if (keySets.test(ctx.path) && ctx.status === 200) ctx.set('Cache-Control', 'public, max-age=300')
  })
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64')
