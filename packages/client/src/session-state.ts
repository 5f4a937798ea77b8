import type { User } from '@gatehouse/contracts'

/**
 * Why nobody is signed in:
 * - `never`: nobody was;
 * - `person`: somebody signed out, in this tab or another;
 * - `ended`: the session ran out, or was ended elsewhere;
 * - `deleted`: the account is gone.
 */
export type SignedOutBecause = 'never' | 'person' | 'ended' | 'deleted'

/** Who is signed in, as far as this tab knows. */
export type SessionState =
  | { status: 'unknown' }
  | { status: 'signed-in', user: User }
  | { status: 'signed-out', because: SignedOutBecause }
