import { generateKeyPair } from 'node:crypto'

export const algorithms = ['ES256', 'RS256'] as const
/** RFC 7518 section 3.1. ES256 signs our own access tokens; RS256 is what every OpenID Connect client understands. */
export type Algorithm = typeof algorithms[number]

/** PKCS #8 and SPKI, in PEM. */
export interface KeyPair { privateKey: string, publicKey: string }

/** Where new signing keys come from. */
export type MakeKeyPair = (algorithm: Algorithm) => Promise<KeyPair>

const encoding = { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } } as const

/** P-256, or RSA of 3072 bits (NIST SP 800-57: until after 2030); off the event loop. */
export const makeKeyPair: MakeKeyPair = algorithm => new Promise((resolve, reject) => {
  const done = (error: Error | null, publicKey: string, privateKey: string) => error ? reject(error) : resolve({ privateKey, publicKey })
  if (algorithm === 'ES256') generateKeyPair('ec', { namedCurve: 'P-256', ...encoding }, done)
  else generateKeyPair('rsa', { modulusLength: 3072, ...encoding }, done)
})
