import type Provider from 'oidc-provider'
import { extraOf } from './clients.ts'

/**
 * Lets ID tokens say what the scopes say, for applications that are switched to it: libraries without a call of userinfo would show
 * nobody. The library has one choice for all: claims by scope are at userinfo (OpenID Connect Core 1.0 section 5.4), except where the access
 * token is for another service and does not open userinfo.
 */
export function fillIdTokens(provider: Provider) {
  const { prototype } = provider.IdToken
  const issue = prototype.issue
  prototype.issue = async function issueFilled(context) {
    const token = this.ctx?.oidc.entities.AccessToken
    if (context.use === 'idtoken' && token && token.aud === undefined && extraOf(this.client).idTokenClaims) Reflect.set(this, 'scope', token.scope)
    return issue.call(this, context)
  }
}
