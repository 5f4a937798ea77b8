import { plainDescription } from './plain-description.ts'

/**
 * What went wrong on the way to a provider:
 * - `unavailable`: no answer, an unreadable one, or a fault of theirs (5xx, 429). Trying again later makes sense.
 * - `misconfigured`: they and we do not agree: our client is refused, the ID token cannot be trusted. Only the operator can mend it.
 * - `denied`: the person cancelled there.
 * - `expired`: the code is unknown, used or too old. Beginning anew makes sense.
 * - `not_allowed`: they let this person, or this account, sign in nowhere or not here.
 * - `embedded_browser`: they show their page in browsers only, not inside of other programs.
 * - `login_required`: they wanted to ask the person, and were not to.
 * - `refused`: they do not accept the code, or say something of the person that cannot be trusted, for another reason.
 * - `wrong_issuer`: the answer in the browser comes from somebody else (RFC 9207 section 2.4); nobody was asked.
 */
export type UpstreamErrorKind =
  | 'unavailable' | 'misconfigured' | 'denied' | 'expired' | 'not_allowed' | 'embedded_browser' | 'login_required' | 'refused' | 'wrong_issuer'

/** Whether the provider was called, and whether it answered anything. */
type Reach = 'not_called' | 'silent' | 'answered'

interface Detail {
  /** HTTP status of the reply. */
  status?: number | undefined
  /** The provider's name of the error, or ours; anything that is no plain name is dropped. */
  error?: string | number | undefined
  /** What the provider says about it, as it came. */
  description?: string | undefined
  /** What was called: host and path are kept of it. */
  url?: string | undefined
  /** `answered` unless said. */
  reach?: Reach | undefined
}

/** Safe to log whole: it has no cause, carries no body, token or code, and of a description what `plainDescription` leaves. */
export class UpstreamError extends Error {
  readonly kind: UpstreamErrorKind
  readonly status?: number
  readonly error?: string
  readonly description?: string
  /** Host and path of what was called, without its query. */
  readonly address?: string
  readonly #detail: Detail

  constructor(kind: UpstreamErrorKind, detail: Detail = {}, secrets: readonly string[] = []) {
    const { status, error, description, url } = detail
    const name = error === undefined ? undefined : nameOnly(String(error))
    super(`upstream ${[kind, status, name].filter(part => part !== undefined).join(' ')}`)
    this.name = 'UpstreamError'
    this.kind = kind
    this.#detail = detail
    const plain = description === undefined ? undefined : plainDescription(description, secrets)
    if (status !== undefined) this.status = status
    if (name !== undefined) this.error = name
    if (plain !== undefined) this.description = plain
    if (url !== undefined && URL.canParse(url)) this.address = new URL(url).host + new URL(url).pathname
  }

  get reach(): Reach {
    return this.#detail.reach ?? (this.kind === 'wrong_issuer' ? 'not_called' : 'answered')
  }

  /** Whether the provider is down, as far as this shows. */
  get isOutage(): boolean {
    return this.reach === 'silent' || (this.status !== undefined && this.status >= 500)
  }

  /** The same with another meaning, where the name of the error means something else. */
  as(kind: UpstreamErrorKind) {
    return new UpstreamError(kind, this.#detail)
  }

  /** The same, with the address that was called, unless it is known. */
  calling(url: string) {
    return new UpstreamError(this.kind, { url, ...this.#detail })
  }

  /** The same, without these wherever the description has them. */
  without(secrets: readonly string[]) {
    return new UpstreamError(this.kind, this.#detail, secrets)
  }
}

/** What is logged as the name of an error. */
export const isPlainName = (text: string) => /^[\w.:-]{1,64}$/.test(text)
const nameOnly = (text: string) => isPlainName(text) ? text : 'unnamed'
