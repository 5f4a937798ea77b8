import type { IncomingMessage } from 'node:http'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Visitor } from '../../lib/visitor.ts'

/** Who makes the requests that the library handles; worked out when somebody asks. */
const visitors = new WeakMap<IncomingMessage, () => Visitor>()

export const rememberVisitor = (request: IncomingMessage, visitor: () => Visitor) => visitors.set(request, visitor)

/** Whoever made the request that the library is handling. */
export function visitorOf({ req }: Pick<KoaContextWithOIDC, 'req'>): Visitor {
  const visitor = visitors.get(req)
  if (!visitor) throw new Error('the request did not come through our routes')
  return visitor()
}
