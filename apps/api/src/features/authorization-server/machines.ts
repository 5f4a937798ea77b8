import { errors } from 'oidc-provider'
import type Provider from 'oidc-provider'

/**
 * An application that asks for itself is given the scopes of a resource server or none: nobody is signed in whom the others could be
 * about. The library would name them in the answer and in the token.
 */
export function refuseScopesOfPeople(provider: Provider) {
  const { ClientCredentials } = provider
  const save = ClientCredentials.prototype.save
  ClientCredentials.prototype.save = function saveOwn(...rest) {
    if (this.scope !== undefined && !this.resourceServer) throw new errors.InvalidScope('nobody is signed in whom this scope is about', this.scope)
    return save.apply(this, rest)
  }
}
