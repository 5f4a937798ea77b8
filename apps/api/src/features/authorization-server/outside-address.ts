import type { IncomingMessage } from 'node:http'
import type Provider from 'oidc-provider'
import { visitorOf } from './visitors.ts'

/**
 * Our outside address is configuration, never the Host or a forwarded header: discovery, resume URLs, the `htu` of DPoP and Secure
 * cookies all follow from it. The library would believe whoever writes those headers.
 */
export function fixOutsideAddress(provider: Provider) {
  const issuer = new URL(provider.issuer)
  // Asked several times by each request: worked out once.
  const { host, origin } = issuer
  const protocol = issuer.protocol.slice(0, -1)
  const outside = (get: (this: { req: IncomingMessage }) => unknown) => ({ configurable: true, get })
  Object.defineProperties(provider.request, {
    protocol: outside(() => protocol),
    host: outside(() => host),
    origin: outside(() => origin),
    secure: outside(() => protocol === 'https'),
    href: outside(function () { return new URL(this.req.url?.startsWith('/') ? this.req.url : '/', origin).href }),
    ip: outside(function () { return visitorOf(this).ip ?? '' }),
  })
}
