import type { UpstreamIdentity } from './identity.ts'

/** What belongs to one attempt to sign in; all three are new each time and kept on our side. */
export interface Attempt {
  /** Letters and digits only, at most 128 of them: not everyone gives other characters back. */
  state: string
  /** PKCE code verifier, 43 to 128 characters of `A-Za-z0-9-._~` (RFC 7636 section 4.1); sent where the provider knows PKCE. */
  verifier: string
  /** Comes back in ID tokens, where there are any. */
  nonce: string
}

/** What the browser brought back, after its state was found good. */
export interface Callback {
  code: string
  /** RFC 9207, where the provider sends it. */
  iss?: string | undefined
  verifier: string
  nonce: string
  /** Gives up early; there is a deadline of five seconds anyway. */
  signal?: AbortSignal
}

/** One configured provider, ready to be driven. Knows no state, cookie or account. */
export interface Upstream {
  id: string
  label: string
  icon: string
  /** Whether a stranger has to bind an account, or gets one made. */
  provisioning: 'bind' | 'create'
  /** Where the browser comes back to: `<web>/oauth/callback/<id>` or `<api>/oauth/<id>/callback`. */
  callback: 'web' | 'api'
  /** @throws UpstreamError */
  loginUrl(attempt: Attempt): Promise<string>
  /**
   * Exchanges the code and says who it is, within five seconds altogether. `iss` is checked before anybody is called. A code
   * is spent by the first call, whatever comes of it.
   *
   * @throws UpstreamError
   */
  identify(callback: Callback): Promise<UpstreamIdentity>
}
