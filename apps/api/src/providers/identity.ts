/** Under which a provider knows somebody. */
export interface SubjectKey {
  /** Within which the subject means one person: an app id, a tenant, an issuer, `union` …; never empty. */
  scope: string
  /** Never reassigned by the provider; compared letter by letter; 1 to 255 characters. */
  subject: string
}

/** Who somebody is, by the word of a provider. */
export interface UpstreamIdentity {
  /** Most stable first (unionid before openid): any of them finds the identity, all are remembered. */
  keys: readonly [SubjectKey, ...SubjectKey[]]
  /** Trimmed, without control characters, at most 100 code points. Written by a stranger: text, never markup. */
  displayName: string | null
  /** `https:` only. */
  avatarUrl: string | null
  /** `verified` only by the provider's own flag for this address. */
  email: { address: string, verified: boolean } | null
  /** What could seed a username where accounts are made on first sign-in. */
  username: string | null
}
