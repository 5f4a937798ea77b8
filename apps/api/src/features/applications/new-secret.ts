import { newId } from '../../lib/ids.ts'
import { hashToken, newToken } from '../../lib/tokens.ts'
import type { ApplicationRow } from './queries.ts'

/** Whether an application proves itself with a secret. */
export const keepsSecrets = ({ tokenEndpointAuthMethod: method }: Pick<ApplicationRow, 'tokenEndpointAuthMethod'>) =>
  method === 'client_secret_basic' || method === 'client_secret_post'

/** 256 random bits, to be shown once, and the row that is kept instead. */
export function newSecret(place: number, now: Date) {
  const clientSecret = newToken()
  return { clientSecret, row: { id: newId(), place, secretHash: hashToken(clientSecret), hint: clientSecret.slice(-4), createdAt: now } }
}
