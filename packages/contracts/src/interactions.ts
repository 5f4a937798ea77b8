import * as z from 'zod/mini'
import { ApplicationFace } from './consents.ts'
import { emptyBody, endpoint, get, post } from './endpoint.ts'

/**
 * What a page must ask before an application gets its answer. `create`: for an account to be made (Initiating User Registration via OpenID
 * Connect 1.0); like `login` and `select_account` it is answered by `signIn`, as whoever is signed in then. `terms`: what
 * `User.pendingDocuments` names is to be accepted, then `signIn`.
 */
export const prompts = ['login', 'consent', 'select_account', 'create', 'terms'] as const
export type Prompt = typeof prompts[number]

/** What an application asks for; `known` is what it was allowed before. */
export const RequestedScope = z.object({ name: z.string(), resource: z.nullable(z.string()), known: z.boolean() })
export type RequestedScope = z.output<typeof RequestedScope>

const uid = z.strictObject({ uid: z.string().check(z.regex(/^[\w-]{1,64}$/, { error: 'invalid' })) })
/** Where the browser has to go next. */
const onwards = z.object({ redirectTo: z.string() })

/** Steps of an authorization that our pages take; the interaction cookie of the browser says which ones are its own. */
export const interactions = {
  details: endpoint({
    ...get, path: '/o/interactions/:uid/details', access: 'anyone', params: uid,
    summary: 'Get the authorization request and its next step, by the cookie of the browser; no sign-in required',
    response: z.object({
      prompt: z.enum(prompts),
      application: ApplicationFace,
      /** Where the answer goes, for people to recognise: `app.example.com`; `null` for programs on this device. */
      destination: z.nullable(z.string()),
      scopes: z.array(RequestedScope),
      /** The account this is about so far; consent is given by it and nobody else. */
      accountId: z.nullable(z.string()),
      /** Whether somebody who is signed in already must prove anew who they are. */
      freshSignIn: z.boolean(),
      loginHint: z.nullable(z.string()),
    }),
    errors: ['not_found', 'interaction_finished'],
  }),
  signIn: endpoint({
    ...post, path: '/o/interactions/:uid/sign-in', access: 'session', cookies: 'uses', params: uid, body: emptyBody,
    summary: 'Continue with the signed-in account',
    response: onwards, errors: ['not_found', 'interaction_finished', 'reauthentication_required', 'terms_not_accepted'],
  }),
  consent: endpoint({
    ...post, path: '/o/interactions/:uid/consent', access: 'session', cookies: 'uses', params: uid, body: emptyBody,
    summary: 'Grant the requested scopes; `offline_access` requires a recently authenticated session',
    response: onwards, errors: ['not_found', 'interaction_finished', 'forbidden', 'reauthentication_required'],
  }),
  cancel: endpoint({
    ...post, path: '/o/interactions/:uid/cancel', access: 'anyone', cookies: 'uses', params: uid, body: emptyBody,
    summary: 'Deny the request and return to the application',
    response: onwards, errors: ['not_found', 'interaction_finished'],
  }),
}

const userCode = z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(40, { error: 'too_long' }))

/** Signing in on a device without a browser (RFC 8628): the person types its code on one that has one. */
export const devices = {
  read: endpoint({
    ...post, path: '/o/device/verification', access: 'session', body: z.strictObject({ userCode }),
    summary: 'Get the application and scopes of a user code',
    response: z.object({
      userCode: z.string(),
      application: ApplicationFace,
      scopes: z.array(RequestedScope),
      /** Where the device is on the network, as far as we saw. */
      ip: z.nullable(z.string()),
    }),
    errors: ['user_code_invalid', 'rate_limited'],
  }),
  decide: endpoint({
    ...post, path: '/o/device/decision', access: 'session', body: z.strictObject({ userCode, decision: z.enum(['allow', 'deny']) }),
    summary: 'Authorize the device for the signed-in account (requires a recently authenticated session), or deny it; single use',
    response: z.object({ decision: z.enum(['allow', 'deny']) }),
    errors: ['user_code_invalid', 'reauthentication_required', 'terms_not_accepted', 'rate_limited'],
  }),
}

/** Names the request that a page is about; sent along, another one, as after an application has asked in another tab, is refused. */
const reference = z.optional(z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(256, { error: 'too_long' })))

/** Signing out for an application (OpenID Connect RP-Initiated Logout 1.0), where the person has to be asked. */
export const signOuts = {
  details: endpoint({
    ...get, path: '/o/logout/details', access: 'anyone',
    summary: 'Get the application that requests a sign-out, by the cookie of the browser',
    response: z.object({ reference: z.string(), application: z.nullable(ApplicationFace) }),
    errors: ['not_found'],
  }),
  confirm: endpoint({
    ...post, path: '/o/logout/decision', access: 'anyone', cookies: 'uses',
    summary: 'Sign out here and at the applications, or stay signed in',
    body: z.strictObject({ decision: z.enum(['sign-out', 'stay']), reference }),
    response: onwards, errors: ['not_found'],
  }),
}
