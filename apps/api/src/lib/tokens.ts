import { createHash, randomBytes, randomInt } from 'node:crypto'

/** An opaque secret of 256 random bits, in base64url. */
export const newToken = () => randomBytes(32).toString('base64url')

/** As many random bits in hexadecimal, for places that take letters and digits only. */
export const newPlainToken = () => randomBytes(32).toString('hex')

/** What is stored of a token. A plain hash is enough: 256 random bits cannot be guessed back. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')

/** Six decimal digits, each value equally likely (OWASP ASVS 5.0.0-6.5.3). */
export const newCode = () => randomInt(1_000_000).toString().padStart(6, '0')
