import type { FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import type { Delegation } from '../../http/serve.ts'
import { Refusal } from '../../lib/refusal.ts'
import { mayBeReadBy } from './clients.ts'

/**
 * Whose token an application has brought to an endpoint of ours (RFC 6750). Opaque tokens only, without an audience: those of other
 * resource servers are not for us, and one that is bound to a key (DPoP) is not a bearer.
 */
export const createBearer = (current: () => Provider) =>
  /** @throws Refusal `unauthenticated`; `origin_not_allowed` for a page that is not the application's; `forbidden` for a token without the scopes. */
  async function authenticateApplication(request: FastifyRequest, scopes: readonly string[]): Promise<Delegation> {
    const provider = current()
    function refuse(code: 'unauthenticated' | 'forbidden', error?: string): never {
      const scope = code === 'forbidden' ? `, scope="${scopes.join(' ')}"` : ''
      throw new Refusal(code, { challenge: `Bearer realm="${provider.issuer}"${error ? `, error="${error}"` : ''}${scope}` })
    }

    const [, value] = /^bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? []
    if (value === undefined) return refuse('unauthenticated')
    const token = await provider.AccessToken.find(value)
    if (!token?.isValid || token.aud !== undefined || token.isSenderConstrained()) return refuse('unauthenticated', 'invalid_token')
    // Between a code's consumption and the birth of its tokens somebody may have revoked the grant: only the grant tells.
    const grant = await provider.Grant.find(token.grantId)
    if (!grant || grant.accountId !== token.accountId || grant.clientId !== token.clientId) return refuse('unauthenticated', 'invalid_token')
    const { origin } = request.headers
    if (origin !== undefined) {
      const client = await provider.Client.find(token.clientId ?? '')
      if (!client || !mayBeReadBy(client, origin)) throw new Refusal('origin_not_allowed')
    }
    if (!scopes.every(scope => token.scopes.has(scope))) return refuse('forbidden', 'insufficient_scope')
    return { userId: token.accountId, clientId: grant.clientId ?? '' }
  }
