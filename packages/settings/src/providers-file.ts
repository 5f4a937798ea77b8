import { z } from 'zod'
import { address, issuer, parameters, path, scope, tenantPlaceholder } from './file-kinds.ts'
import { builtInProviders, credential } from './provider-settings.ts'

const builtIn: readonly string[] = Object.keys(builtInProviders)
/** Would hide addresses of the API or the front end. */
const reserved = ['providers', 'bindings', 'callback', 'complete', 'identities']

const id = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens, beginning with a letter')
  .refine(text => !builtIn.includes(text), 'is the name of a built-in provider')
  .refine(text => !reserved.includes(text), 'is reserved')

const common = {
  id,
  label: z.string().trim().min(1).max(40),
  icon: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be the name of an icon').default('key'),
  clientId: credential,
  clientSecret: credential,
  /** Whether a stranger has to bind an account, or gets one made. */
  provisioning: z.enum(['bind', 'create']).default('bind'),
  callback: z.enum(['web', 'api']).default('web'),
  /** Whether the groups and permissions it says somebody has are theirs here as well. */
  roles: z.enum(['ignore', 'trust']).default('ignore'),
  /** Whether an address counts as proved when it says so. Only for servers that prove addresses themselves: theirs become the account's. */
  emails: z.enum(['ignore', 'trust']).default('ignore'),
  /** Added to the authorization request. */
  parameters: parameters.default({}),
}

/** A server that describes itself (OpenID Connect Discovery). */
export const oidcEntry = z.strictObject({
  kind: z.literal('oidc'),
  ...common,
  issuer,
  /** Where it describes itself, unless at `<issuer>/.well-known/openid-configuration`. */
  discoveryUrl: address.optional(),
  scopes: z.array(scope).refine(scopes => scopes.includes('openid'), 'must contain openid').default(['openid', 'email', 'profile']),
  /** Asked for as well; groups are read then. */
  groupsScope: scope.optional(),
  /** Where things are in the ID token or the profile, if not under their standard names. Not the subject: people are remembered by `sub`. */
  claims: z.strictObject({
    name: path.optional(),
    username: path.optional(),
    email: path.optional(),
    /** A flag of the server for that address. The standard one speaks of the standard `email` only. */
    emailVerified: path.optional(),
    picture: path.optional(),
    groups: path.optional(),
    permissions: path.optional(),
  }).default({}),
  /** Claims of the ID token, with the values of which it must have one; others are turned away. */
  requiredClaims: z.record(z.string().min(1), z.array(z.string()).min(1)).default({}),
  /** The tenants whose people may come, where the issuer is a template; all unless said. */
  tenants: z.array(z.string().regex(/^[\w-]{1,64}$/, 'must be the id of a tenant').toLowerCase()).min(1).optional(),
  /** Whether it asks people anew on `prompt=login` and says when they signed in (`auth_time`). */
  provesFreshness: z.boolean().default(true),
}).check(({ value, issues }) => {
  const { issuer, discoveryUrl, tenants, emails, roles } = value
  const isTemplate = issuer.includes(tenantPlaceholder)
  const complain = (name: string, message: string) => issues.push({ code: 'custom', message, path: [name], input: value })
  if (isTemplate && discoveryUrl === undefined) complain('discoveryUrl', `is required with ${tenantPlaceholder} in issuer`)
  if (!isTemplate && tenants) complain('tenants', `is for an issuer with ${tenantPlaceholder}`)
  // Everybody can have a tenant of their own, and administers what it says of its people.
  if (isTemplate && !tenants && (emails === 'trust' || roles === 'trust')) complain('tenants', `is required with ${tenantPlaceholder} in issuer where emails or roles are trusted`)
})

/** Any other server that speaks OAuth 2 (RFC 6749). */
export const oauth2Entry = z.strictObject({
  kind: z.literal('oauth2'),
  ...common,
  authorizeUrl: address,
  tokenUrl: address,
  /** Says whose token it is. */
  userUrl: address,
  /** Says what the person may do there: `{ groups, permissions }`. */
  permissionsUrl: address.optional(),
  scopes: z.array(scope).default([]),
  scopeSeparator: z.enum([' ', ',']).default(' '),
  pkce: z.boolean().default(false),
  /** Where client id and secret are sent in the token request. */
  credentialsIn: z.enum(['body', 'header']).default('body'),
  bodyFormat: z.enum(['form', 'json']).default('form'),
  /** Where the access token is sent to `userUrl`: as Bearer, or as `access_token` in the query. */
  accessTokenIn: z.enum(['header', 'query']).default('header'),
  /** What `iss` must be when the server sends it (RFC 9207). */
  issuer: address.optional(),
  fields: z.strictObject({
    /** In the answer of `tokenUrl`; all others are in that of `userUrl`. */
    accessToken: path.default(['access_token']),
    subject: path,
    displayName: path.optional(),
    email: path.optional(),
    /** A flag of the server for the address; without it, addresses are unverified. */
    emailVerified: path.optional(),
    avatarUrl: path.optional(),
    username: path.optional(),
  }),
})

export const providersFile = z.strictObject({
  providers: z.array(z.discriminatedUnion('kind', [oidcEntry, oauth2Entry]))
    .refine(entries => new Set(entries.map(entry => entry.id)).size === entries.length, 'must have different ids'),
})

export type OidcEntry = z.output<typeof oidcEntry>
export type Oauth2Entry = z.output<typeof oauth2Entry>
export type ProviderEntry = OidcEntry | Oauth2Entry
