import * as z from 'zod/mini'
import { del, endpoint, get, post } from './endpoint.ts'
import { codeRequestId, displayName, email, emailCode, identifier, instant, newPassword, presentedPassword, remember, typedTwice, username } from './fields.ts'
import { Session } from './user.ts'

/** A server that people can come from, as a button shows it. `icon` names a mark of the front end. */
export const ProviderEntry = z.object({ id: z.string(), label: z.string(), icon: z.string() })
export type ProviderEntry = z.output<typeof ProviderEntry>

/** What a provider says of a person, as far as a page needs it; never the id it knows them by. */
export const UpstreamProfile = z.object({ displayName: z.nullable(z.string()), avatarUrl: z.nullable(z.string()) })
export type UpstreamProfile = z.output<typeof UpstreamProfile>

/**
 * Whom a binding ticket stands for, and what an account can be made with. `username` is made from what the provider calls the person, valid
 * and free a moment ago; `null` where the provider calls them nothing. An address is `proven` where the provider has proved it and is
 * trusted with that: an account made with this very address needs no mailed code.
 */
export const WaitingIdentity = z.object({
  reference: z.string(),
  provider: ProviderEntry,
  profile: z.extend(UpstreamProfile, { username: z.nullable(z.string()) }),
  email: z.nullable(z.object({ address: z.string(), proven: z.boolean() })),
  /** Whether "remember me" was chosen when the sign-in began. */
  remember: z.boolean(),
  next: z.nullable(z.string()),
  expiresAt: instant,
})
export type WaitingIdentity = z.output<typeof WaitingIdentity>

/** A way in through a provider, as its owner sees it. */
export const IdentityEntry = z.object({
  id: z.string(),
  provider: z.string(),
  label: z.string(),
  displayName: z.nullable(z.string()),
  avatarUrl: z.nullable(z.string()),
  createdAt: instant,
  lastUsedAt: instant,
})
export type IdentityEntry = z.output<typeof IdentityEntry>

/**
 * How coming back from a provider ended. `next` is a path of the front end.
 * - `signed_in`: the account that this identity belongs to; after `intent: reauthenticate`, the same session, fresh.
 * - `unbound`: nobody's yet; the binding ticket is in an HttpOnly cookie for `expiresIn` seconds.
 * - `bound`: now belongs to whoever began it, signed in.
 */
export const CallbackOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('signed_in'), session: Session, next: z.nullable(z.string()) }),
  z.object({ outcome: z.literal('unbound'), expiresIn: z.int(), profile: UpstreamProfile, next: z.nullable(z.string()) }),
  z.object({ outcome: z.literal('bound'), identity: IdentityEntry, next: z.nullable(z.string()) }),
])
export type CallbackOutcome = z.output<typeof CallbackOutcome>

const SessionAndNext = z.object({ session: Session, next: z.nullable(z.string()) })

/** A path of the front end; what is none is as good as nothing. */
const next = z.optional(z.string().check(z.maxLength(4096, { error: 'too_long' })))
const provider = z.strictObject({ provider: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'invalid' })) })
/**
 * Names the binding ticket that a page is about; it is not secret, and no ticket. Sent along, another ticket than the one named, as after
 * somebody has come back in another tab, is refused.
 */
const reference = z.optional(z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(256, { error: 'too_long' })))
const fromUpstream = z.optional(z.string().check(z.maxLength(4096, { error: 'too_long' })))
/** VSCHAR, of which authorization codes are made (RFC 6749 appendix A.11): whatever has anything else is no code, and worth no request. */
export const visibleCharacters = /^[\x20-\x7e]*$/
const code = z.optional(z.string().check(z.maxLength(4096, { error: 'too_long' }), z.regex(visibleCharacters, { error: 'invalid' })))

/** What can go wrong at the provider, by what people can do about it. */
const fromProvider = [
  'authorization_denied', 'authorization_expired', 'authorization_failed', 'provider_unavailable', 'provider_misconfigured', 'provider_account_refused',
  'provider_browser_refused', 'provider_sign_in_required',
] as const

export const intents = ['sign-in', 'bind', 'reauthenticate'] as const
export type Intent = typeof intents[number]

/** Signing in through other servers, and binding what they say to accounts. */
export const federation = {
  providers: endpoint({
    ...get, path: '/oauth/providers', access: 'anyone',
    summary: 'List the identity providers',
    response: z.object({ providers: z.array(ProviderEntry) }),
  }),
  begin: endpoint({
    ...post, path: '/oauth/:provider/authorization', access: 'anyone', cookies: 'sets',
    summary: 'Start an authorization at a provider; linking requires a recently authenticated session, re-authentication a session',
    params: provider,
    body: z.strictObject({ next, intent: z.optional(z.enum(intents)), remember }),
    response: z.object({ loginUrl: z.string() }),
    errors: [
      'not_found', 'unauthenticated', 'session_ended', 'reauthentication_required', 'proof_not_fresh', 'rate_limited', 'provider_unavailable', 'provider_misconfigured',
    ],
  }),
  callback: endpoint({
    ...post, path: '/oauth/:provider/callback', access: 'anyone', cookies: 'uses',
    summary: 'Complete an authorization with the provider’s response, as received by the page',
    params: provider,
    body: z.strictObject({
      state: z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(512, { error: 'too_long' })),
      code, iss: fromUpstream, error: fromUpstream, errorDescription: fromUpstream,
    }),
    response: CallbackOutcome,
    errors: [
      'state_invalid', ...fromProvider, 'credentials_invalid', 'unauthenticated', 'session_ended', 'reauthentication_required', 'proof_too_new', 'proof_not_fresh',
      'identity_already_bound', 'not_found',
    ],
  }),
  handoff: endpoint({
    ...post, path: '/sessions/handoff', access: 'anyone', cookies: 'uses',
    summary: 'Complete an authorization whose response the API received, with the one-time handoff key',
    body: z.strictObject({ key: z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(256, { error: 'too_long' })) }),
    response: CallbackOutcome,
    errors: [
      'handoff_invalid', 'state_invalid', ...fromProvider, 'credentials_invalid', 'unauthenticated', 'session_ended', 'reauthentication_required', 'proof_too_new',
      'proof_not_fresh', 'identity_already_bound',
    ],
  }),
  currentBinding: endpoint({
    ...get, path: '/oauth/bindings/current', access: 'anyone',
    summary: 'Get the external identity that is waiting to be linked, by the binding ticket of this browser',
    response: WaitingIdentity,
    errors: ['ticket_invalid'],
  }),
  dropBinding: endpoint({
    ...del, path: '/oauth/bindings/current', access: 'anyone', cookies: 'uses',
    summary: 'Discard the binding ticket of this browser, if it matches the given reference',
    query: z.strictObject({ reference }),
    errors: ['ticket_invalid'],
  }),
  bind: endpoint({
    ...post, path: '/oauth/bindings', access: 'anyone', cookies: 'uses', repeatable: true,
    summary: 'Link the external identity to an existing account: by its password or, without one, to the signed-in account in a recently authenticated session',
    body: z.union([z.strictObject({ username: identifier, password: presentedPassword, reference }), z.strictObject({ reference })]),
    response: SessionAndNext,
    errors: ['ticket_invalid', 'credentials_invalid', 'identity_already_bound', 'unauthenticated', 'session_ended', 'reauthentication_required', 'rate_limited', 'overloaded'],
  }),
  bindNewAccount: endpoint({
    ...post, path: '/oauth/bindings/new-account', access: 'anyone', cookies: 'uses', repeatable: true, status: 201,
    summary: 'Create an account and link the external identity to it, atomically; requires a mailed code unless the provider has verified the address',
    body: z.strictObject({
      username, email,
      displayName: z.optional(displayName),
      codeRequestId: z.optional(codeRequestId), emailCode: z.optional(emailCode),
      acceptTerms: z.literal(true, { error: 'not_accepted' }),
      password: z.optional(newPassword), passwordConfirmation: z.optional(z.string()),
      reference,
    }).check(typedTwice()),
    response: SessionAndNext,
    errors: ['ticket_invalid', 'code_invalid', 'username_taken', 'email_taken', 'identity_already_bound', 'rate_limited', 'overloaded'],
  }),
  identities: endpoint({
    ...get, path: '/users/me/identities', access: 'session',
    summary: 'List the linked identities of the account',
    response: z.object({ identities: z.array(IdentityEntry) }),
  }),
  unbind: endpoint({
    ...del, path: '/users/me/identities/:id', access: 'fresh-session',
    summary: 'Unlink an identity; the last sign-in method cannot be removed',
    params: z.strictObject({ id: z.uuid() }),
    errors: ['not_found', 'last_sign_in_method'],
  }),
}
