import Provider from 'oidc-provider'
import type { Log } from '../../lib/log.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Store } from '../store.ts'
import { keepTrail } from './audit-trail.ts'
import { compareHashedSecrets } from './clients.ts'
import { configurationOf, type Needs } from './configuration.ts'
import { setHeaders } from './headers.ts'
import { refuseScopesOfPeople } from './machines.ts'
import { fixOutsideAddress } from './outside-address.ts'
import { registerPasswordGrant, type PasswordGrant } from './password-grant.ts'
import { correctRefusals } from './refusals.ts'
import { tellSessionsApart } from './session-ids.ts'

interface Extras {
  log: Log
  store: Store
  clock: Clock
  passwordGrant: PasswordGrant
}

/** An oidc-provider of the keys there are now; state is in the database, so that one takes over from another between two requests. */
export function createProvider(needs: Needs, { log, store, clock, passwordGrant }: Extras): Provider {
  const provider = new Provider(needs.apiUrl, configurationOf(needs))
  fixOutsideAddress(provider)
  compareHashedSecrets(provider)
  refuseScopesOfPeople(provider)
  tellSessionsApart(provider)
  setHeaders(provider)
  keepTrail(provider, { store, clock })
  correctRefusals(provider)
  if (needs.settings.LEGACY_GRANTS) registerPasswordGrant(provider, passwordGrant)
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'fault'))
  // What escapes the library's own handling; Koa would print it.
  provider.onerror = error => log.error({ err: error }, 'fault')
  provider.on('backchannel.error', (_ctx, error, client) => log.error({ err: error, clientId: client.clientId }, 'an application was not told that somebody signed out'))
  return provider
}
