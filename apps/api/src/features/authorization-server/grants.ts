import { errors, type Configuration, type Grant } from 'oidc-provider'
import type { Clock } from '../../lib/clock.ts'
import type { Allowed } from '../consents/consents.ts'
import type { Store } from '../store.ts'
import { answeredIn } from './adapter.ts'
import { extraOf } from './clients.ts'

interface Needs { store: Pick<Store, 'consents' | 'sessions'>, clock: Clock }

/**
 * What an application may have without asking again. People allow an application things (`consents`); a grant of the library is one
 * browser session's share of that. They are kept apart, because a code or token that is used twice takes its grant along, and
 * a double click on a phone must not sign out the laptop.
 */
export const createLoadGrant = ({ store, clock }: Needs): NonNullable<Configuration['loadExistingGrant']> => async (ctx) => {
  const { client, session, result, provider, resourceServers } = ctx.oidc
  const accountId = session?.accountId
  if (!client || !session || !accountId) return undefined
  const sessionId = answeredIn(result)
  if (sessionId !== null && !await store.sessions.findLive(sessionId, clock.now())) throw new errors.LoginRequired('the session has ended')
  const id = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const found = id ? await provider.Grant.find(id) : undefined
  // Another person in the same browser has their own.
  const known = found?.accountId === accountId && found.clientId === client.clientId ? found : undefined

  const consent = await store.consents.find(accountId, client.clientId)
  const { skipConsent } = extraOf(client)
  if (!consent && !skipConsent) return undefined
  // One from before people were asked has more in it than they allowed.
  if (known && consent && !skipConsent && isWithin(consent, known)) return known
  const grant = (skipConsent && known) || new provider.Grant({ accountId, clientId: client.clientId })
  if (consent) {
    grant.addOIDCScope(consent.scopes.join(' '))
    for (const [resource, scopes] of Object.entries(consent.resources)) grant.addResourceScope(resource, scopes.join(' '))
  }
  if (skipConsent) {
    grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '))
    grant.addOIDCClaims([...ctx.oidc.requestParamClaims])
    for (const [resource, server] of Object.entries(resourceServers ?? {})) grant.addResourceScope(resource, [...server.scopes].join(' '))
  }
  await grant.save()
  return grant
}

const split = (scopes: string) => scopes.split(' ').filter(scope => scope !== '')

/** Whether somebody has allowed all that is in a grant. */
function isWithin({ scopes, resources }: Allowed, grant: Grant) {
  return split(grant.getOIDCScope()).every(scope => scopes.includes(scope))
    && Object.keys(grant.resources ?? {}).every(resource => split(grant.getResourceScope(resource)).every(scope => resources[resource]?.includes(scope)))
}
