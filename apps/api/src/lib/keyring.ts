import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a derived key is for; two purposes never share one. */
type Purpose = 'job' | 'signing-key' | 'verification-code' | 'quota' | 'federation' | 'authorization-cookies' | 'browser-mark' | 'cursor' | 'idempotency' | 'refresh-token'

const ivLength = 12
const tagLength = 16

/**
 * Keys derived from `SECRET_KEY` (HKDF-SHA-256). The first secret seals and hashes; all of them open and verify,
 * so that a list `new,old` rotates without losing anything.
 */
export function createKeyring(secrets: readonly [Buffer, ...Buffer[]]) {
  const derive = (secret: Buffer, purpose: Purpose) => Buffer.from(hkdfSync('sha256', secret, '', `gatehouse/${purpose}`, 32))
  const keysFor = (purpose: Purpose) => secrets.map(secret => derive(secret, purpose))
  const newest = (purpose: Purpose) => derive(secrets[0], purpose)

  return {
    /** Encrypts and authenticates (AES-256-GCM). `context` is not hidden, but must be the same to open it. */
    seal: (purpose: Purpose, context: string, text: string) => sealUnder(newest(purpose), context, text),

    /** Opens what `seal` made; `null` when no key of ours made it, for this purpose and context. */
    open(purpose: Purpose, context: string, sealed: string) {
      for (const key of keysFor(purpose)) {
        const text = openUnder(key, context, sealed)
        if (text !== null) return text
      }
      return null
    },

    /** Keys for a library that signs by itself, as text; the first signs, all of them verify. */
    keysFor: (purpose: Purpose) => keysFor(purpose).map(key => key.toString('base64url')),

    /** A keyed hash (HMAC-SHA-256) that cannot be tried out by whoever only has the database. */
    mac: (purpose: Purpose, text: string) => macUnder(newest(purpose), text).toString('base64url'),

    /** Whether one of our keys made this hash of this text; takes the same time whatever the answer. */
    verifyMac(purpose: Purpose, text: string, mac: string) {
      const given = Buffer.from(mac, 'base64url')
      return keysFor(purpose).map(key => equal(macUnder(key, text), given)).includes(true)
    },
  }
}
export type Keyring = ReturnType<typeof createKeyring>

/** Encrypts `text` so that only the holder of `secret` opens it; the secret is not kept anywhere by us. */
export const sealWith = (secret: string, context: string, text: string) => sealUnder(keyFrom(secret), context, text)

/** Opens what `sealWith` made, or answers `null`. */
export const openWith = (secret: string, context: string, sealed: string) => openUnder(keyFrom(secret), context, sealed)

const keyFrom = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'gatehouse/held-secret', 32))
const macUnder = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b)

function sealUnder(key: Buffer, context: string, text: string) {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

function openUnder(key: Buffer, context: string, sealed: string) {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < ivLength + tagLength) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength))
    .setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
