import type { FieldProblemCode } from '@gatehouse/contracts'
import { legacyGrantTypes, openIdScopes, type ApplicationChanges, type GrantType, type NewApplication } from '@gatehouse/contracts/programs'
import { imitatesUs } from '../../lib/imitation.ts'
import type { MayConnect } from '../../providers/address-policy.ts'
import type { ApplicationRow } from './queries.ts'
import { calledProblem, originProblem, pageProblem, redirectUriProblem } from './uris.ts'

/** All that an application says of itself. */
export type Description = Pick<ApplicationRow,
  'name' | 'clientType' | 'applicationType' | 'tokenEndpointAuthMethod' | 'grantTypes' | 'redirectUris' | 'postLogoutRedirectUris' | 'allowedOrigins' | 'scopes'
  | 'requirePkce' | 'skipConsent' | 'backchannelLogoutUri' | 'homepageUrl' | 'jwks' | 'idTokenSignedResponseAlg' | 'idTokenClaims'>
type Field = keyof Description
export interface Fault { path: string, code: FieldProblemCode }

export interface Judging {
  legacyGrants: boolean
  /** That an application may ask for here. */
  scopes: readonly string[]
  development: boolean
  mayConnect: MayConnect
  bySuperuser: boolean
}

/** What a new application left out is decided for it, as strictly as it can be. */
export const completed = ({ clientType, ...given }: NewApplication): Description => overlaid({
  name: given.name, clientType, applicationType: 'web', tokenEndpointAuthMethod: clientType === 'public' ? 'none' : 'client_secret_basic',
  grantTypes: given.grantTypes, redirectUris: [], postLogoutRedirectUris: [], allowedOrigins: pagesOf(clientType, given),
  scopes: [...openIdScopes], requirePkce: true, skipConsent: false,
  backchannelLogoutUri: null, homepageUrl: null, jwks: null, idTokenSignedResponseAlg: 'RS256', idTokenClaims: false,
}, given)

/** Where the pages of a program are from that runs in the browser alone, as far as its addresses say: they call the token endpoint. */
function pagesOf(clientType: NewApplication['clientType'], { applicationType = 'web', redirectUris = [] }: Pick<NewApplication, 'applicationType' | 'redirectUris'>) {
  if (clientType !== 'public' || applicationType !== 'web') return []
  const origins = redirectUris.map(uri => URL.canParse(uri) ? new URL(uri).origin : 'null')
  return [...new Set(origins)].filter(origin => originProblem(origin) === null)
}

/** What was not said stays. */
export const overlaid = (before: Description, changes: ApplicationChanges): Description =>
  ({ ...before, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) })

/** Which grants send the browser back with something. */
const returning: readonly GrantType[] = ['authorization_code', 'implicit']
/** Which grants a refresh token can come out of. */
const refreshable: readonly GrantType[] = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code', 'password']
/** Only those who can keep a secret ask for themselves, or hand on what people typed. */
const confidentialOnly: readonly GrantType[] = ['client_credentials', 'password']

const among = (list: readonly string[], others: readonly string[]) => others.some(other => list.includes(other))

/**
 * Everything that is wrong with an application, by the path of the field. Only rules about fields that were sent are asked: what was
 * right when it was written must not keep somebody from changing the name.
 */
export function faultsOf(it: Description, before: Description | null, sent: readonly string[], judging: Judging): Fault[] {
  const about = (...fields: Field[]) => before === null || fields.some(field => sent.includes(field))
  const implicit = it.grantTypes.includes('implicit')
  const uri = (text: string) => redirectUriProblem(text, { applicationType: it.applicationType, implicit })
  const reads = (field: Field, text: string | null, problem: (text: string) => FieldProblemCode | null): Fault[] => {
    const code = about(field) && text !== null ? problem(text) : null
    return code ? [{ path: field, code }] : []
  }
  const unless = (right: boolean, path: Field, code: FieldProblemCode): Fault[] => right ? [] : [{ path, code }]

  return [
    ...reads('name', it.name, name => imitatesUs(name) ? 'name_imitates' : null),
    ...about('grantTypes') ? each('grantTypes', it.grantTypes, grant => grantProblem(grant, it, judging.legacyGrants)) : [],
    ...about('grantTypes', 'redirectUris') ? unless(it.redirectUris.length > 0 || !among(it.grantTypes, returning), 'redirectUris', 'required') : [],
    ...about('redirectUris', 'applicationType', 'grantTypes') ? each('redirectUris', it.redirectUris, uri) : [],
    ...about('postLogoutRedirectUris', 'applicationType', 'grantTypes') ? each('postLogoutRedirectUris', it.postLogoutRedirectUris, uri) : [],
    ...about('allowedOrigins') ? each('allowedOrigins', it.allowedOrigins, originProblem) : [],
    ...about('scopes') ? each('scopes', it.scopes, scope => judging.scopes.includes(scope) ? null : 'scope_unknown') : [],
    ...about('scopes', 'grantTypes') ? unless(!implicit || it.scopes.includes('openid'), 'scopes', 'required') : [],
    ...unless(it.clientType === 'confidential' || it.requirePkce, 'requirePkce', 'invalid'),
    ...unless((it.clientType === 'public') === (it.tokenEndpointAuthMethod === 'none'), 'tokenEndpointAuthMethod', 'invalid'),
    ...unless(it.tokenEndpointAuthMethod !== 'private_key_jwt' || it.jwks !== null, 'jwks', 'required'),
    ...unless(judging.bySuperuser || it.skipConsent === (before?.skipConsent ?? false), 'skipConsent', 'superusers_only'),
    ...reads('homepageUrl', it.homepageUrl, text => pageProblem(text, judging.development)),
    ...reads('backchannelLogoutUri', it.backchannelLogoutUri, text => calledProblem(text, judging)),
  ]
}

function grantProblem(grant: GrantType, { clientType, grantTypes }: Description, legacyGrants: boolean): FieldProblemCode | null {
  const refused = (legacyGrantTypes.includes(grant) && !legacyGrants)
    || (clientType === 'public' && confidentialOnly.includes(grant))
    || (grant === 'refresh_token' && !among(grantTypes, refreshable))
  return refused ? 'grant_not_allowed' : null
}

function each<T extends string>(field: Field, values: readonly T[], problem: (value: T) => FieldProblemCode | null): Fault[] {
  return values.flatMap((value, index) => {
    const code = problem(value) ?? (values.indexOf(value) < index ? 'duplicate' : null)
    return code ? [{ path: `${field}.${index}`, code }] : []
  })
}
