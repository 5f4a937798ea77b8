import type { UpstreamIdentity } from '../identity.ts'
import type { Provider } from '../provider.ts'
import type { UpstreamErrorKind } from '../upstream-error.ts'

/** A reply as it came over the wire: its text letter by letter. */
export interface RecordedReply { status?: number, type?: string | null, body: string }

/** `POST host/path` → the reply; of several, each is given once and the last forever. */
export type Replies = Readonly<Record<string, RecordedReply | readonly RecordedReply[]>>

export interface Case {
  /** Put over the replies of the ordinary sign-in. */
  replies: Replies
  /** Put over its identity. */
  identity?: Partial<UpstreamIdentity>
  /** What the sign-in did without. */
  missed?: { status?: number, error?: string, description?: string, address?: string }
  failure?: { kind: UpstreamErrorKind, status?: number, error?: string, description?: string, address?: string }
}

/** One provider: an ordinary sign-in, and what differs from it. */
export interface Recording {
  provider: Provider
  clientId: string
  /** The address the browser is sent to, letter by letter. */
  loginUrl: string
  replies: Replies
  identity: UpstreamIdentity
  /** The ordinary sign-in's calls: `METHOD host/path?query`, then the body and the token of a header, where there are any. */
  calls: readonly string[]
  cases: Readonly<Record<string, Case>>
}

export const json = (value: unknown, status = 200, type = 'application/json'): RecordedReply => ({ status, type, body: JSON.stringify(value) })
export const text = (body: string, type: string | null = 'text/html', status = 200): RecordedReply => ({ status, type, body })

/** What is left of an identity where name and picture cannot be had. */
export const nameless = { displayName: null, avatarUrl: null, unknown: ['displayName', 'avatarUrl'] } as const

/** The same for all recordings. */
export const attempt = { state: 'State0123456789', verifier: 'verifier-of-forty-three-characters-0123456789', nonce: 'nonce-0123456789' }
/** S256 of the verifier. */
export const challenge = 'jHzqjXHTrUClE6BZkoVoEB-w_ri61K5VRsJtY6HdZWY'
export const clientSecret = 'secret & + % of ours'
export const encodedSecret = encodeURIComponent(clientSecret)
/** The same in a query, where a blank is a plus. */
export const querySecret = encodedSecret.replaceAll('%20', '+')
