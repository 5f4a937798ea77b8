import { createHash } from 'node:crypto'

export interface Challenge { challenge: string, method: string }

/** What an authorize request promised (RFC 7636 section 4.3). */
export const challengeOf = (challenge: string | undefined, method: string | undefined): Challenge | undefined =>
  challenge === undefined ? undefined : { challenge, method: method ?? 'plain' }

/** Whether a verifier keeps the promise. */
export const answersChallenge = ({ challenge, method }: Challenge, verifier: string) =>
  challenge === (method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier)
