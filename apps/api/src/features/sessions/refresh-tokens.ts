import type { Keyring } from '../../lib/keyring.ts'
import { newToken } from '../../lib/tokens.ts'

/** What a refresh token says about itself, also when its row is gone. */
export interface Origin { sessionId: string, issuedAt: Date }

/**
 * Refresh tokens: a secret that is looked up by its hash, then the session and the instant it was issued for, and a keyed hash over
 * those two. So a token that was used long ago, and is not kept any more, is still known for what it is. Those of the first release
 * have the secret only.
 */
export function createRefreshTokens(keyring: Keyring) {
  const textOf = (sessionId: string, issued: string) => `${sessionId}.${issued}`

  return {
    issue({ sessionId, issuedAt }: Origin) {
      const text = textOf(sessionId, issuedAt.getTime().toString(36))
      return `${newToken()}.${text}.${keyring.mac('refresh-token', text)}`
    },

    /** `null` for what we have not made. */
    originOf(token: string): Origin | null {
      const [, sessionId = '', issued = '', mac = '', ...rest] = token.split('.')
      if (rest.length > 0 || !keyring.verifyMac('refresh-token', textOf(sessionId, issued), mac)) return null
      return { sessionId, issuedAt: new Date(Number.parseInt(issued, 36)) }
    },
  }
}
