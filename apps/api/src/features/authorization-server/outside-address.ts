import type { IncomingMessage } from 'node:http'
import type Provider from 'oidc-provider'
import { visitorOf } from './visitors.ts'

/**
 * Our outside address is configuration, never the Host or a forwarded header: discovery, resume URLs, the `htu` of DPoP and Secure
 * cookies all follow from it. The library would believe whoever writes those headers.
 */
export function fixOutsideAddress(provider: Provider) {
  const origin = new URL(provider.issuer)
  const outside = (get: (this: { req: IncomingMessage }) => unknown) => ({ configurable: true, get })
  Object.defineProperties(provider.request, {
    protocol: outside(() => origin.protocol.slice(0, -1)),
    host: outside(() => origin.host),
    origin: outside(() => origin.origin),
    secure: outside(() => origin.protocol === 'https:'),
    href: outside(function () { return new URL(this.req.url?.startsWith('/') ? this.req.url : '/', origin).href }),
    ip: outside(function () { return visitorOf(this).ip ?? '' }),
  })
}
