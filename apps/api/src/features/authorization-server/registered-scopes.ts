import type Provider from 'oidc-provider'
import { extraOf } from './clients.ts'
import { wordsOf } from './default-scopes.ts'

/**
 * Keeps what an application is given to what it is registered for at this moment: a refresh token, and whatever else was allowed earlier,
 * still says what was allowed then. Scopes of services are kept to it by `getResourceServerInfo`.
 */
export function keepToRegistration({ AccessToken: { prototype } }: Provider) {
  const { save } = prototype
  prototype.save = async function saveRegistered(...rest) {
    if (this.client && !this.resourceServer) {
      const { ownScopes } = extraOf(this.client)
      this.scope = wordsOf(this.scope).filter(scope => ownScopes.includes(scope)).join(' ') || undefined
    }
    return save.apply(this, rest)
  }
}
