import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** A UUIDv7 (RFC 9562): sorts by time, so that new rows land at one end of an index. Not a secret. */
export const newId = () => v7()

/** A `client_id`: says nothing, and fits into every address and header. Not a secret. */
export const newClientId = () => randomBytes(16).toString('hex')

/** Names requests: a random part for each process, then a count. Unique, short to quote, and no secret. */
export function createRequestIds() {
  const process = randomBytes(6).toString('hex')
  let count = 0
  return () => `${process}-${(++count).toString(36)}`
}
