import { openIdScopes, type Application, type ApplicationChanges } from '@gatehouse/contracts/programs'
import { reactive } from 'vue'
import type { Faults } from '../../../composables/use-form.ts'
import type { MessageKey } from '../../../preferences/messages.ts'

/** What can be changed of an application, as it is typed. */
const typed = (application: Application) => ({
  name: application.name,
  redirectUris: application.redirectUris,
  postLogoutRedirectUris: application.postLogoutRedirectUris,
  allowedOrigins: application.allowedOrigins,
  scopes: application.scopes,
  grantTypes: application.grantTypes,
  requirePkce: application.requirePkce,
  skipConsent: application.skipConsent,
  idTokenSignedResponseAlg: application.idTokenSignedResponseAlg,
  idTokenClaims: application.idTokenClaims,
  tokenEndpointAuthMethod: application.tokenEndpointAuthMethod,
  jwks: application.jwks ? JSON.stringify(application.jwks, null, 2) : '',
  backchannelLogoutUri: application.backchannelLogoutUri ?? '',
  homepageUrl: application.homepageUrl ?? '',
})
export type Draft = ReturnType<typeof typed>

export const draftOf = (application: Application) => reactive(typed(application))
export const reset = (draft: Draft, application: Application) => Object.assign(draft, typed(application))

/** Rows that were left empty are no addresses. */
export function prune(draft: Draft) {
  for (const list of ['redirectUris', 'postLogoutRedirectUris', 'allowedOrigins'] as const) draft[list] = draft[list].filter(uri => uri !== '')
}

/** Keys as they were pasted; `undefined` when they are no JSON. */
function keysIn(text: string): ApplicationChanges['jwks'] {
  try {
    const keys: unknown = JSON.parse(text)
    return isKeySet(keys) ? keys : undefined
  } catch {
    return undefined
  }
}

function isKeySet(value: unknown): value is NonNullable<ApplicationChanges['jwks']> {
  return typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, 'keys'))
}

/** What the API is not asked about. */
export const draftFaults = ({ name, jwks, tokenEndpointAuthMethod }: Draft): Faults => ({
  ...(name === '' && { name: 'fieldProblems.required' }),
  ...(tokenEndpointAuthMethod === 'private_key_jwt' && keysIn(jwks) === undefined && { jwks: jwks === '' ? 'fieldProblems.required' : 'fieldProblems.keys_invalid' }),
})

/** Only what differs: what somebody else changes meanwhile stays theirs. */
export function changesOf(draft: Draft, application: Application): ApplicationChanges {
  const { jwks, backchannelLogoutUri, homepageUrl, ...plain } = draft
  const wanted: ApplicationChanges = {
    ...plain,
    backchannelLogoutUri: backchannelLogoutUri || null,
    homepageUrl: homepageUrl || null,
    jwks: draft.tokenEndpointAuthMethod === 'private_key_jwt' ? keysIn(jwks) ?? null : application.jwks,
  }
  const isChanged = ([key, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(application, key))
  return Object.fromEntries(Object.entries(wanted).filter(isChanged))
}

/** The first thing that is wrong with a field or with anything in it. */
export function faultOf(faults: Faults, name: keyof Draft): MessageKey | undefined {
  return Object.entries(faults).find(([path]) => path === name || path.startsWith(`${name}.`))?.[1]
}

/** Scopes that people are asked about, then those of other services. */
export const scopesOffered = (offered: readonly string[], chosen: readonly string[]) => [...new Set([...openIdScopes, ...offered, ...chosen])]
