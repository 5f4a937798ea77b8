/**
 * What went wrong on the way to a provider:
 * - `unavailable`: no answer, an unreadable one, or a fault of theirs (5xx, 429). Trying again later makes sense.
 * - `misconfigured`: they refuse our client, or may not be called at all. Only the operator can mend it.
 * - `refused`: they do not accept the code, or what they say about the person cannot be trusted (ID token, subject).
 * - `wrong_issuer`: the answer in the browser comes from somebody else (RFC 9207 section 2.4); nobody was asked.
 */
export type UpstreamErrorKind = 'unavailable' | 'misconfigured' | 'refused' | 'wrong_issuer'

interface Detail {
  /** HTTP status of the reply. */
  status?: number | undefined
  /** The provider's name of the error, or ours; anything that is no plain name is dropped. */
  error?: string | number | undefined
}

/** Safe to log whole: it has no cause, and carries no body, token, code or description (some echo the code in it). */
export class UpstreamError extends Error {
  readonly kind: UpstreamErrorKind
  readonly status?: number
  readonly error?: string

  constructor(kind: UpstreamErrorKind, { status, error }: Detail = {}) {
    const name = error === undefined ? undefined : nameOnly(String(error))
    super(`upstream ${[kind, status, name].filter(part => part !== undefined).join(' ')}`)
    this.name = 'UpstreamError'
    this.kind = kind
    if (status !== undefined) this.status = status
    if (name !== undefined) this.error = name
  }
}

const nameOnly = (text: string) => /^[\w.:-]{1,64}$/.test(text) ? text : 'unnamed'
