import { timingSafeEqual } from 'node:crypto'
import { clientId, openIdScopes } from '@gatehouse/contracts/programs'
import type Provider from 'oidc-provider'
import type { AdapterPayload } from 'oidc-provider'
import { z } from 'zod'
import { hashToken } from '../../lib/tokens.ts'
import type { Store } from '../store.ts'
import type { ApplicationRow } from './queries.ts'

/** What we keep with an application beyond what the protocol knows; `extraClientMetadata` of the library. */
const texts = z.array(z.string())
const Extra = z.object({
  secretHashes: texts, allowedOrigins: texts, skipConsent: z.boolean(), requirePkce: z.boolean(), ownScopes: texts, resourceScopes: texts,
  idTokenClaims: z.boolean(), resourceServer: z.nullable(z.string()),
})
export const extraMetadata = Object.keys(Extra.shape)
/** Read from the client of a request. */
export const extraOf = (client: object) => Extra.parse(client)

/** Whether pages of an origin may read what is for this application; compared letter by letter. */
export const mayBeReadBy = (client: object, origin: string) => origin !== 'null' && extraOf(client).allowedOrigins.includes(origin)

/** Takes the place of the secret, of which we have only the hash: the schema of the library wants one. Never compared with anything. */
const placeholder = 'only-its-hash-is-known'

/** A scope that tells nothing of anybody, for programs that know other services only; none of them may ask for it (`ownScopes`). */
const saysNothing = 'offline_access'

const openId: readonly string[] = openIdScopes
const legacy = ['implicit', 'password']

/** Applications as oidc-provider reads them, on every request: a change is in force with the next one. */
export const createFindClient = (store: Pick<Store, 'authorization'>, { legacyGrants }: { legacyGrants: boolean }) =>
  async function findClient(id: string): Promise<AdapterPayload | undefined> {
    // Whatever else a request may call itself is nobody's, on every database.
    const found = z.safeParse(clientId, id).success ? await store.authorization.findClient(id) : null
    return found ? toMetadata(found.application, found.secretHashes, legacyGrants) : undefined
  }

function toMetadata(application: ApplicationRow, secretHashes: string[], legacyGrants: boolean): AdapterPayload {
  const ownScopes = application.scopes.filter(scope => openId.includes(scope))
  // Where the server no longer allows the old grants, an application is left with its others.
  const grantTypes = application.grantTypes.filter(grant => legacyGrants || !legacy.includes(grant))
  const method = application.tokenEndpointAuthMethod
  return {
    client_id: application.id,
    client_name: application.name,
    application_type: application.applicationType,
    grant_types: grantTypes,
    response_types: [...(grantTypes.includes('authorization_code') ? ['code' as const] : []), ...(grantTypes.includes('implicit') ? ['id_token' as const] : [])],
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    // The library takes a client for broken that lists scopes of resource servers here, or none; without the field it may ask for anything.
    scope: ownScopes.join(' ') || saysNothing,
    token_endpoint_auth_method: method,
    ...(method.startsWith('client_secret') && { client_secret: placeholder }),
    ...(application.jwks && { jwks: application.jwks }),
    ...(application.homepageUrl && { client_uri: application.homepageUrl }),
    ...(application.backchannelLogoutUri && { backchannel_logout_uri: application.backchannelLogoutUri, backchannel_logout_session_required: true }),
    id_token_signed_response_alg: application.idTokenSignedResponseAlg,
    secretHashes,
    allowedOrigins: application.allowedOrigins,
    skipConsent: application.skipConsent,
    requirePkce: application.requirePkce || application.clientType === 'public',
    idTokenClaims: application.idTokenClaims,
    resourceServer: application.resourceServer,
    ownScopes,
    resourceScopes: application.scopes.filter(scope => !openId.includes(scope)),
  }
}

/** Lets either of two live secrets in; every hash is compared, whichever fits. */
export function compareHashedSecrets(provider: Provider) {
  provider.Client.prototype.compareClientSecret = function compare(given) {
    const hash = Buffer.from(hashToken(given))
    return extraOf(this).secretHashes.map(known => sameBytes(Buffer.from(known), hash)).includes(true)
  }
}

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b)
