import * as z from 'zod/mini'
import { del, emptyBody, endpoint, get, patch, post, put } from './endpoint.ts'
import { instant, readableName } from './fields.ts'

/** What an application may ask for tokens with; as the protocol spells them. */
export const grantTypes = [
  'authorization_code', 'refresh_token', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code', 'implicit', 'password',
] as const
export type GrantType = typeof grantTypes[number]
/** Only where the server allows them as well (setting `LEGACY_GRANTS`). */
export const legacyGrantTypes: readonly GrantType[] = ['implicit', 'password']

export const clientTypes = ['confidential', 'public'] as const
export type ClientType = typeof clientTypes[number]
export const applicationTypes = ['web', 'native'] as const
export type ApplicationType = typeof applicationTypes[number]
export const tokenEndpointAuthMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const
export type TokenEndpointAuthMethod = typeof tokenEndpointAuthMethods[number]

/** What is to be known about a person; other scopes are those of resource servers. */
export const openIdScopes = ['openid', 'profile', 'email', 'phone', 'permissions', 'offline_access'] as const
export type OpenIdScope = typeof openIdScopes[number]

/** One of the secrets of a confidential application; the secret itself is shown once, when it is made. `hint` is its last four characters. */
export const ApplicationSecret = z.object({ id: z.string(), hint: z.string(), createdAt: instant })
export type ApplicationSecret = z.output<typeof ApplicationSecret>

/** A program that signs people in through us. */
export const Application = z.object({
  clientId: z.string(),
  name: z.string(),
  clientType: z.enum(clientTypes),
  applicationType: z.enum(applicationTypes),
  tokenEndpointAuthMethod: z.enum(tokenEndpointAuthMethods),
  grantTypes: z.array(z.enum(grantTypes)),
  redirectUris: z.array(z.string()),
  postLogoutRedirectUris: z.array(z.string()),
  allowedOrigins: z.array(z.string()),
  scopes: z.array(z.string()),
  requirePkce: z.boolean(),
  skipConsent: z.boolean(),
  backchannelLogoutUri: z.nullable(z.string()),
  homepageUrl: z.nullable(z.string()),
  jwks: z.nullable(z.object({ keys: z.array(z.looseObject({})) })),
  idTokenSignedResponseAlg: z.enum(['RS256', 'ES256']),
  /** The ID token says what the scopes say, as userinfo does; otherwise who signed in and nothing else. */
  idTokenClaims: z.boolean(),
  /** The service of `OAUTH_RESOURCES` that it is: it may look at access tokens for that one (RFC 7662). Superusers say so, in the console. */
  resourceServer: z.nullable(z.string()),
  logoUrl: z.nullable(z.string()),
  /** Switched off by a superuser. */
  disabled: z.boolean(),
  secrets: z.array(ApplicationSecret),
  createdAt: instant,
  updatedAt: instant,
})
export type Application = z.output<typeof Application>

const tooLong = { error: 'too_long' }
const uri = z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(2000, tooLong))
const uris = z.array(uri).check(z.maxLength(50, tooLong))
const name = readableName(60)
const jwks = z.strictObject({ keys: z.array(z.looseObject({})).check(z.minLength(1, { error: 'keys_invalid' }), z.maxLength(10, tooLong)) })

const editable = {
  redirectUris: z.optional(uris),
  postLogoutRedirectUris: z.optional(uris),
  /** Of pages that call the protocol endpoints from a browser. */
  allowedOrigins: z.optional(uris),
  /** All of `openid profile email phone permissions offline_access` when left out. */
  scopes: z.optional(z.array(z.string().check(z.maxLength(200, tooLong))).check(z.maxLength(100, tooLong))),
  /** True unless said otherwise; public applications cannot do without. */
  requirePkce: z.optional(z.boolean()),
  /** Superusers only: for programs of the same house, which people need not be asked about. */
  skipConsent: z.optional(z.boolean()),
  backchannelLogoutUri: z.optional(z.nullable(uri)),
  homepageUrl: z.optional(z.nullable(uri)),
  jwks: z.optional(z.nullable(jwks)),
  idTokenSignedResponseAlg: z.optional(z.enum(['RS256', 'ES256'])),
  /** False unless said otherwise: for libraries that read nothing but the ID token. */
  idTokenClaims: z.optional(z.boolean()),
  tokenEndpointAuthMethod: z.optional(z.enum(tokenEndpointAuthMethods)),
}

/** What a new application says of itself; what is left out is decided for it. */
export const NewApplication = z.strictObject({
  name,
  clientType: z.enum(clientTypes),
  applicationType: z.optional(z.enum(applicationTypes)),
  grantTypes: z.array(z.enum(grantTypes)).check(z.minLength(1, { error: 'required' })),
  ...editable,
})
export type NewApplication = z.output<typeof NewApplication>

/** What can be changed of one: all but its id and its type. */
export const ApplicationChanges = z.strictObject({
  name: z.optional(name),
  applicationType: z.optional(z.enum(applicationTypes)),
  grantTypes: z.optional(z.array(z.enum(grantTypes)).check(z.minLength(1, { error: 'required' }))),
  ...editable,
})
export type ApplicationChanges = z.output<typeof ApplicationChanges>

export const clientId = z.string().check(z.regex(/^[\w-]{1,64}$/, { error: 'invalid' }))
const params = z.strictObject({ clientId })
const shownOnce = z.object({ ...ApplicationSecret.shape, clientSecret: z.string() })

/** The programs a person has registered. */
export const applications = {
  list: endpoint({
    ...get, path: '/o/applications', access: 'session',
    summary: 'List the applications of the account, newest first',
    response: z.object({
      applications: z.array(Application),
      /** Whether this account may register more, and what this server allows. */
      canRegister: z.boolean(),
      legacyGrants: z.boolean(),
      scopes: z.array(z.string()),
    }),
  }),
  create: endpoint({
    ...post, path: '/o/applications', access: 'fresh-session', repeatable: true, status: 201,
    summary: 'Register an application; its client secret, if any, is returned only in this response',
    body: NewApplication,
    response: z.object({ ...Application.shape, clientSecret: z.optional(z.string()) }),
    errors: ['forbidden', 'application_limit'],
  }),
  read: endpoint({
    ...get, path: '/o/applications/:clientId', access: 'session',
    summary: 'Get an application of the account; superusers may read any',
    params, response: Application, errors: ['not_found'],
  }),
  update: endpoint({
    ...patch, path: '/o/applications/:clientId', access: 'session',
    summary: 'Update an application; omitted fields are kept. Client authentication, redirect URIs and consent settings require a recently authenticated session, as does any change to an application of another account',
    params, body: ApplicationChanges, response: Application, errors: ['not_found', 'reauthentication_required'],
  }),
  delete: endpoint({
    ...del, path: '/o/applications/:clientId', access: 'fresh-session',
    summary: 'Delete an application with its tokens and consents',
    params, errors: ['not_found'],
  }),
  addSecret: endpoint({
    ...post, path: '/o/applications/:clientId/secrets', access: 'fresh-session', status: 201,
    summary: 'Add a second client secret, for rotation without downtime',
    params, body: emptyBody, response: shownOnce, errors: ['not_found', 'forbidden', 'secret_limit'],
  }),
  deleteSecret: endpoint({
    ...del, path: '/o/applications/:clientId/secrets/:id', access: 'fresh-session',
    summary: 'Delete a client secret; the only one cannot be deleted',
    params: z.strictObject({ clientId, id: z.uuid() }), errors: ['not_found', 'last_secret'],
  }),
  setLogo: endpoint({
    ...put, path: '/o/applications/:clientId/logo', access: 'session', bodyLimit: 128 * 1024,
    summary: 'Set the logo shown on the consent page: PNG, JPEG or WebP, at most 64 KiB, in base64. For an application of another account, requires a recently authenticated session',
    params, body: z.strictObject({ image: z.string().check(z.regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'image_invalid' })) }),
    response: Application, errors: ['not_found', 'reauthentication_required', 'payload_too_large'],
  }),
  deleteLogo: endpoint({
    ...del, path: '/o/applications/:clientId/logo', access: 'session',
    summary: 'Remove the logo; for an application of another account, requires a recently authenticated session', params, errors: ['not_found', 'reauthentication_required'],
  }),
}
