import * as z from 'zod/mini'
import { del, emptyBody, endpoint, get, post } from './endpoint.ts'
import { codeRequestId, emailCode, instant, presentedPassword } from './fields.ts'
import { Session } from './user.ts'

/** One place a person is signed in. `method` says how the session began: `password` or the id of a provider. */
export const SessionEntry = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
  ip: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
  method: z.string(),
})
export type SessionEntry = z.output<typeof SessionEntry>

/**
 * What proves anew, in this session, who is signed in. Left out is what came to the account after the session was last authenticated, and
 * providers that cannot prove a sign-in of this moment, unless the account has neither a password nor a proven address. With nothing left,
 * signing out and in again proves it.
 */
export const Proofs = z.object({ password: z.boolean(), emailCode: z.boolean(), providers: z.array(z.object({ id: z.string(), label: z.string(), icon: z.string() })) })
export type Proofs = z.output<typeof Proofs>

/** Staying signed in, proving it anew, and ending it. */
export const sessions = {
  refresh: endpoint({
    ...post, path: '/sessions/refresh', access: 'anyone', cookies: 'reads',
    summary: 'Rotates the refresh cookie and issues an access token; 204 when no cookie was sent',
    body: emptyBody,
    response: z.optional(Session),
    errors: ['session_ended'],
  }),
  proofs: endpoint({
    ...get, path: '/sessions/current/reauthentication', access: 'session',
    summary: 'List the re-authentication methods available in the current session',
    response: Proofs,
  }),
  reauthenticate: endpoint({
    ...post, path: '/sessions/current/reauthentication', access: 'session', cookies: 'reads',
    summary: 'Re-authenticate the current session by password or mailed code; methods added after the session was last authenticated are not accepted',
    body: z.union([
      z.strictObject({ password: presentedPassword }),
      z.strictObject({ codeRequestId, emailCode }),
    ]),
    response: Session,
    errors: ['credentials_invalid', 'code_invalid', 'proof_too_new', 'session_ended', 'rate_limited', 'overloaded'],
  }),
  list: endpoint({
    ...get, path: '/sessions', access: 'session',
    summary: 'List the sessions of the account, most recently used first',
    response: z.object({ sessions: z.array(SessionEntry) }),
  }),
  endCurrent: endpoint({
    ...del, path: '/sessions/current', access: 'anyone', cookies: 'reads',
    summary: 'Sign out; the cookie suffices when the access token has expired; idempotent',
  }),
  endOthers: endpoint({
    ...del, path: '/sessions/others', access: 'session',
    summary: 'End all other sessions of the account',
  }),
  end: endpoint({
    ...del, path: '/sessions/:id', access: 'session',
    summary: 'End a session of the account',
    params: z.strictObject({ id: z.uuid() }),
    errors: ['not_found'],
  }),
}
