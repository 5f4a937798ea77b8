import { openIdScopes } from '@gatehouse/contracts/programs'
import type { Settings } from '@gatehouse/settings'
import { errors, interactionPolicy, type AdapterFactory, type Configuration } from 'oidc-provider'
import type { SigningKeys } from '../../keys/signing-keys.ts'
import { cookieNamesFor, type CookieNames } from '../../http/cookie-names.ts'
import { systemClock } from '../../lib/clock.ts'
import type { createFindAccount } from './claims.ts'
import { claimsByScope } from './claims.ts'
import { extraMetadata, extraOf, mayBeReadBy } from './clients.ts'
import { settleScopes, wordsOf } from './default-scopes.ts'
import type { createLoadGrant } from './grants.ts'
import { mayIntrospect } from './introspection.ts'
import { provesItself } from './lost-answers.ts'
import type { Pages } from './pages.ts'
import { signOutPages } from './sign-out-pages.ts'

export interface Needs {
  settings: Settings
  apiUrl: string
  adapter: AdapterFactory
  keys: SigningKeys
  /** Newest first; any of them verifies. */
  cookieKeys: string[]
  pages: Pages
  findAccount: ReturnType<typeof createFindAccount>
  loadGrant: ReturnType<typeof createLoadGrant>
  termsPrompt: interactionPolicy.Prompt
  outgoing: typeof fetch
}

/**
 * Of the library. Browsers know the first one only, which no other host of this site can set; for the others, which the library binds to
 * paths, they have one of ours (`interaction-cookies.ts`).
 */
export const libraryCookies = ({ authorizationSession }: CookieNames) =>
  ({ session: authorizationSession, interaction: 'gatehouse-interaction', resume: 'gatehouse-resume' })

/** Seconds. A code goes through one redirect; a device code waits for somebody to find their phone. */
const codeLifetime = 60
const deviceCodeLifetime = 600
export const interactionLifetime = 3600
const idTokenLifetime = 600
const resourceTokenLifetime = 300
/** How far ahead an assertion may end: so long it is remembered as used (RFC 7523 section 3). */
const assertionLifetime = 86_400

export const supportedPrompts = ['none', 'login', 'consent', 'select_account', 'create']

/** The protocol, as this server speaks it. */
export function configurationOf({ settings, apiUrl, adapter, keys, cookieKeys, pages, findAccount, loadGrant, termsPrompt, outgoing }: Needs): Configuration {
  const names = cookieNamesFor(apiUrl)
  const legacy = settings.LEGACY_GRANTS
  const policy = policyOfOurs(termsPrompt)
  return {
    adapter,
    // The library keeps what it is given.
    jwks: structuredClone(keys.privateJwks()),
    cookies: {
      keys: cookieKeys,
      names: libraryCookies(names),
      long: { httpOnly: true, secure: names.secure, sameSite: 'lax', path: '/', signed: true },
      // Ours is signed in their place.
      short: { httpOnly: true, secure: names.secure, sameSite: 'lax', signed: false },
    },
    routes: {
      authorization: '/o/authorize', token: '/o/token', revocation: '/o/revoke_token', introspection: '/o/introspect', userinfo: '/o/userinfo',
      pushed_authorization_request: '/o/par', device_authorization: '/o/device_authorization', code_verification: '/o/device',
      end_session: '/o/logout', jwks: '/.well-known/jwks.json',
    },
    // Initiating User Registration via OpenID Connect 1.0, section 4.2.
    discovery: { prompt_values_supported: supportedPrompts },
    responseTypes: legacy ? ['code', 'id_token'] : ['code'],
    scopes: openIdScopes,
    // No parameter of ours: what is called for each has the last word about it.
    extraParams: { scope: settleScopes },
    claims: claimsByScope,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    clientDefaults: { grant_types: ['authorization_code'], response_types: ['code'], token_endpoint_auth_method: 'client_secret_basic' },
    // By the clock that the library goes by.
    assertJwtClientAuthClaimsAndHeader: async (_ctx, { exp }) => {
      if (typeof exp !== 'number' || exp > systemClock.now().getTime() / 1000 + assertionLifetime) throw new errors.InvalidClientAuth('the client_assertion ends too far in the future')
    },
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'],
      idTokenSigningAlgValues: ['RS256', 'ES256'],
    },
    extraClientMetadata: { properties: extraMetadata },
    clientBasedCORS: (_ctx, origin, client) => mayBeReadBy(client, origin),
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' || extraOf(client).requirePkce },
    allowOmittingSingleRegisteredRedirectUri: false,
    // Asked before the old one is used up: who names a wrong resource by mistake keeps it.
    rotateRefreshToken: ({ oidc: { params, entities, client } }) => {
      const resource = params?.['resource']
      if (resource !== undefined && !(typeof resource === 'string' && entities.RefreshToken?.resourceIndicators.has(resource))) throw new errors.InvalidTarget()
      return client !== undefined && !provesItself(client)
    },
    // Clients written for django-oauth-toolkit expect one without asking for offline_access; such a one ends with the session.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // A device was let in by somebody at another browser: it does not end with what is open there.
    expiresWithSession: async (_ctx, source) => source.kind !== 'DeviceCode' && !source.scopes.has('offline_access'),
    fetch: outgoing,
    findAccount,
    loadExistingGrant: loadGrant,
    interactions: { policy, url: (_ctx, interaction) => `${apiUrl}/o/interactions/${interaction.uid}` },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? settings.OAUTH_ACCESS_TOKEN_SECONDS,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? settings.OAUTH_ACCESS_TOKEN_SECONDS,
      AuthorizationCode: codeLifetime,
      DeviceCode: deviceCodeLifetime,
      IdToken: idTokenLifetime,
      Interaction: interactionLifetime,
      Session: settings.SESSION_ABSOLUTE_SECONDS,
      // Outlives every token that can be made of it.
      Grant: settings.SESSION_ABSOLUTE_SECONDS + settings.OAUTH_REFRESH_TOKEN_SECONDS,
      // Counted from the first one, however often it is exchanged.
      RefreshToken: ctx => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? settings.OAUTH_REFRESH_TOKEN_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      introspection: { enabled: true, allowedPolicy: async (_ctx, client, token) => mayIntrospect(client, token) },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, ...signOutPages(pages) },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****', deviceInfo: ctx => ({ ip: ctx.ip }) },
      resourceIndicators: {
        enabled: true,
        // Named when somebody was asked, and not again (RFC 8707 section 2.2): the token is for that service, where it is to open something there.
        useGrantedResource: async ({ oidc: { params } }, { resource, scopes }) => {
          const named = typeof params?.['scope'] === 'string' ? new Set(wordsOf(params['scope'])) : scopes
          return settings.OAUTH_RESOURCES.some(({ audience, scopes: known }) => audience === resource && known.some(scope => named.has(scope)))
        },
        getResourceServerInfo: async (_ctx, resource, client) => {
          const server = settings.OAUTH_RESOURCES.find(({ audience }) => audience === resource)
          if (!server) throw new errors.InvalidTarget()
          const { resourceScopes } = extraOf(client)
          return {
            audience: resource, scope: server.scopes.filter(scope => resourceScopes.includes(scope)).join(' '),
            accessTokenFormat: 'jwt', accessTokenTTL: resourceTokenLifetime, jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
    renderError: async (ctx, out) => {
      // Programs ask for HTML, too: old Java clients do by default.
      if (forPeople.test(ctx.oidc?.route ?? '')) pages.show(ctx, out)
      else ctx.body = out
    },
  }
}

const forPeople = /^(authorization|resume|code_verification|device_resume|end_session)/

/** Making an account or choosing among them where the application asks for it, signing in, accepting changed terms, then consent. */
function policyOfOurs(termsPrompt: interactionPolicy.Prompt) {
  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  policy.add(new interactionPolicy.Prompt({ name: 'create', requestable: true }), 0)
  policy.add(termsPrompt, policy.findIndex(({ name }) => name === 'consent'))
  return policy
}
