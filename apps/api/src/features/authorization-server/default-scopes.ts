import { openIdScopes } from '@gatehouse/contracts/programs'
import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { extraOf } from './clients.ts'

const known: readonly string[] = openIdScopes
/** Never given unasked: the first says who somebody is, the second outlives the session. */
const askedForOnly = ['openid', 'offline_access']

export const wordsOf = (scope: string | undefined) => scope?.split(' ').filter(word => word !== '') ?? []

/** What an application is given of our own scopes when it names none (RFC 6749 section 3.3); what it says is its own. */
export const unasked = ({ scope }: { scope?: string | undefined }) => wordsOf(scope).filter(word => !askedForOnly.includes(word))

/** Nothing that was asked for is known; never ignored, for the application would be told much later that it was given nothing. */
export function refuseUnknown(asked: string): never {
  throw new errors.InvalidScope('no requested scope is known here; those of a service need its resource parameter', asked)
}

/**
 * Scopes of a request that somebody is asked about: what is known of those that were asked for; where none was, the application's own, or
 * what it may do at the services that it names. Called by the library for every such request, after it has read and judged the rest.
 *
 * @throws `invalid_scope`, which the application is told.
 */
export async function settleScopes(ctx: KoaContextWithOIDC) {
  const { client, params, resourceServers = {} } = ctx.oidc
  if (!client || !params) return
  const services = Object.values(resourceServers)
  // The library has dropped what it does not know, or has no use for.
  const left = wordsOf(z.string().optional().parse(params['scope']))
  // The library allows one scope to those that are registered for none (`clients.ts`).
  const { ownScopes, resourceScopes } = extraOf(client)
  const refused = left.find(scope => known.includes(scope) && !ownScopes.includes(scope))
  if (refused !== undefined) throw new errors.InvalidScope('requested scope is not allowed', refused)
  if (left.some(scope => known.includes(scope) || services.some(({ scopes }) => scopes.has(scope)))) return
  const asked = z.object({ scope: z.string().default('') }).catch({ scope: '' }).parse(ctx.method === 'POST' ? ctx.oidc.body : ctx.query).scope
  if (left.length > 0 || wordsOf(asked).length > 0) refuseUnknown(asked)

  const own = services.length > 0 ? resourceScopes.filter(scope => services.some(({ scopes }) => scopes.has(scope))) : unasked(client)
  if (own.length === 0) throw new errors.CustomOIDCProviderError('invalid_scope', 'a scope has to be named: this application has none that goes without saying')
  params['scope'] = own.join(' ')
}
