import { z } from 'zod'
import { builtInProviders, credential } from './provider-settings.ts'

const builtIn: readonly string[] = Object.keys(builtInProviders)
/** Would hide addresses of the API or the front end. */
const reserved = ['providers', 'bindings', 'callback', 'complete', 'identities']

const id = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens, beginning with a letter')
  .refine(text => !builtIn.includes(text), 'is the name of a built-in provider')
  .refine(text => !reserved.includes(text), 'is reserved')

/** Kept letter by letter: issuers are compared so. */
const address = z.string().max(2000).refine(text => URL.canParse(text) && /^https?:\/\/[^/?#@]+([/?#]|$)/i.test(text), 'must be an address like https://sso.example.com/oauth/authorize')

const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'must be a scope of RFC 6749 section 3.3')

/** Where something is in a reply: names separated by dots. */
const field = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'must be names separated by dots, like data.user.id')

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
}

/** A server that publishes `<issuer>/.well-known/openid-configuration`. */
export const oidcEntry = z.strictObject({
  kind: z.literal('oidc'),
  ...common,
  issuer: address.refine(text => !/[?#]/.test(text), 'must not have a query or fragment'),
  scopes: z.array(scope).refine(scopes => scopes.includes('openid'), 'must contain openid').default(['openid', 'email', 'profile']),
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
    subject: field,
    displayName: field.optional(),
    email: field.optional(),
    /** A flag of the server for the address; without it, addresses are unverified. */
    emailVerified: field.optional(),
    avatarUrl: field.optional(),
    username: field.optional(),
  }),
})

export const providersFile = z.strictObject({
  providers: z.array(z.discriminatedUnion('kind', [oidcEntry, oauth2Entry]))
    .refine(entries => new Set(entries.map(entry => entry.id)).size === entries.length, 'must have different ids'),
})

export type OidcEntry = z.output<typeof oidcEntry>
export type Oauth2Entry = z.output<typeof oauth2Entry>
export type ProviderEntry = OidcEntry | Oauth2Entry
