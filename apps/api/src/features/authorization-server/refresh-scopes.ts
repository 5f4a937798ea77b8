import Provider from 'oidc-provider'
import { wordsOf } from './default-scopes.ts'

/**
 * Lets a program repeat the scopes that it asked for when somebody signed in, as many libraries do. `offline_access` may have been
 * dropped then (OpenID Connect Core 1.0 section 11), and is again: it opens nothing and widens nothing.
 */
export function forgiveRepeatedScopes(provider: Provider) {
  const { RefreshToken } = provider
  const find = RefreshToken.find.bind(RefreshToken)
  Object.defineProperty(RefreshToken, 'find', {
    async value(id: string, options?: { ignoreExpiration?: boolean }) {
      const token = await find(id, options)
      const { route, params } = Provider.ctx?.oidc ?? {}
      const scope = params?.['scope']
      if (!(token instanceof RefreshToken) || route !== 'token' || typeof scope !== 'string' || token.scopes.has('offline_access')) return token
      const left = wordsOf(scope).filter(word => word !== 'offline_access')
      if (params) params['scope'] = left.length > 0 ? left.join(' ') : undefined
      return token
    },
  })
}
