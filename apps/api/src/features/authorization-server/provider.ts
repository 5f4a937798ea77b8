import Provider from 'oidc-provider'
import type { BrowserMarks } from '../../lib/browser-marks.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store.ts'
import { keepTrail } from './audit-trail.ts'
import { compareHashedSecrets } from './clients.ts'
import { configurationOf, type Needs } from './configuration.ts'
import { paceDevices } from './device-polling.ts'
import { fillIdTokens } from './id-token-claims.ts'
import { setHeaders } from './headers.ts'
import { carryInteractions } from './interaction-cookies.ts'
import { introspectResourceTokens } from './introspection.ts'
import { replaceLostAnswers } from './lost-answers.ts'
import { refuseScopesOfPeople } from './machines.ts'
import { followOurSession } from './one-session.ts'
import { answerOutages } from './outages.ts'
import { fixOutsideAddress } from './outside-address.ts'
import { registerPasswordGrant, type PasswordGrant } from './password-grant.ts'
import { forgiveRepeatedScopes } from './refresh-scopes.ts'
import { correctRefusals } from './refusals.ts'
import { keepToRegistration } from './registered-scopes.ts'
import { tellSessionsApart } from './session-ids.ts'
import { ignoreUnknownPrompts } from './unknown-prompts.ts'

interface Extras {
  log: Log
  store: Store
  clock: Clock
  passwordGrant: PasswordGrant
  sessions: Sessions
  marks: BrowserMarks
}

/** An oidc-provider of the keys there are now; state is in the database, so that one takes over from another between two requests. */
export function createProvider(needs: Needs, { log, store, clock, passwordGrant, sessions, marks }: Extras): Provider {
  const provider = new Provider(needs.apiUrl, configurationOf(needs))
  fixOutsideAddress(provider)
  compareHashedSecrets(provider)
  refuseScopesOfPeople(provider)
  tellSessionsApart(provider)
  ignoreUnknownPrompts(provider)
  keepToRegistration(provider)
  fillIdTokens(provider)
  forgiveRepeatedScopes(provider)
  paceDevices(provider, { store, clock })
  replaceLostAnswers(provider, { store, clock, settings: needs.settings })
  setHeaders(provider)
  answerOutages(provider, { log, pages: needs.pages })
  followOurSession(provider, { sessions, pages: needs.pages, log })
  carryInteractions(provider, marks)
  keepTrail(provider, { store, clock })
  correctRefusals(provider)
  introspectResourceTokens(provider)
  if (needs.settings.LEGACY_GRANTS) registerPasswordGrant(provider, passwordGrant)
  // What escapes the library's own handling; Koa would print it.
  provider.onerror = error => log.error({ err: error }, 'fault')
  provider.on('backchannel.error', (_ctx, error, client) => log.error({ err: error, clientId: client.clientId }, 'back-channel logout request failed'))
  return provider
}
