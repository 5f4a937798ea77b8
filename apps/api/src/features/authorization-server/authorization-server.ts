import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dependencies } from '../dependencies.ts'
import type { BrowserMarks } from '../../lib/browser-marks.ts'
import type { Documents } from '../documents/documents.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { PermissionRules } from '../permissions/permissions.ts'
import { createAdapter } from './adapter.ts'
import { createBearer } from './bearer.ts'
import { createFindAccount } from './claims.ts'
import { createFindClient } from './clients.ts'
import { createLoadGrant } from './grants.ts'
import { createOutgoing } from './outgoing.ts'
import { createPages } from './pages.ts'
import { createPasswordGrant } from './password-grant.ts'
import { createProvider } from './provider.ts'
import { BackchannelLogout } from './session-ids.ts'
import { createTermsPrompt } from './terms-prompt.ts'
import type { visitorOf } from './visitors.ts'

type Needs = Pick<Dependencies, 'settings' | 'store' | 'keyring' | 'keys' | 'clock' | 'log' | 'apiUrl' | 'webUrl' | 'development'> & {
  signIn: SignIn
  sessions: Sessions
  marks: BrowserMarks
  permissions: PermissionRules
  documents: Documents
}

/** Our OAuth2 / OpenID Connect server: oidc-provider over our tables, accounts and sessions. */
export function createAuthorizationServer({ settings, store, keyring, clock, log, apiUrl, webUrl, development, keys, signIn, sessions, marks, permissions, documents }: Needs) {
  const pages = createPages(webUrl)

  /** Somebody signed out at the word of an application: the session of ours ends with the browser's. */
  async function endOurs(uid: string, visitor: ReturnType<typeof visitorOf>) {
    const ours = await store.authorization.findLinked(uid)
    if (ours) await sessions.leave(ours.userId, ours.id, visitor)
  }

  const adapter = createAdapter({ store, clock, findClient: createFindClient(store, { legacyGrants: settings.LEGACY_GRANTS }), onSessionEnd: endOurs })
  const build = () => createProvider({
    settings, adapter, keys, pages, apiUrl,
    cookieKeys: keyring.keysFor('authorization-cookies'),
    findAccount: createFindAccount({ store, permissionsOf: permissions.permissionsOf }),
    loadGrant: createLoadGrant({ store, clock }),
    termsPrompt: createTermsPrompt({ store, documents }),
    outgoing: createOutgoing({ allowedNetworks: settings.PROVIDER_ALLOWED_NETWORKS, development }),
  }, { log, store, clock, sessions, marks, passwordGrant: createPasswordGrant({ signIn, store, documents }) })

  /** The library reads its keys once: when they change, another one takes over; requests in flight finish where they began. */
  let current = started()
  function started() {
    const provider = build()
    return { version: keys.version(), provider, handle: provider.callback() }
  }
  function running() {
    if (current.version !== keys.version()) current = started()
    return current
  }
  const provider = () => running().provider

  return {
    provider,
    /** Answers a request of the protocol. */
    handle: (request: IncomingMessage, response: ServerResponse) => running().handle(request, response),
    authenticateApplication: createBearer(provider),

    /** Tells an application that somebody has signed out; rejects when it did not take notice. */
    async tellSignedOut({ clientId, userId, sid }: { clientId: string, userId: string, sid: string }) {
      const client = await provider().Client.find(clientId)
      if (client?.backchannelLogoutUri) await BackchannelLogout.parse(Reflect.get(client, 'backchannelLogout')).call(client, userId, sid)
    },
  }
}

export type { SignOuts } from './sign-outs.ts'
export type AuthorizationServer = ReturnType<typeof createAuthorizationServer>
