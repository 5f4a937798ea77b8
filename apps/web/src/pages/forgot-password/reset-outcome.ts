import type { IdentityEntry } from '@gatehouse/contracts'

/** How things stand once the password is reset. */
export interface ResetOutcome {
  isSignedIn: boolean
  /** The linked accounts that still sign in; `null` when they could not be found out. */
  linked: readonly IdentityEntry[] | null
}
