import { z } from 'zod'

/** A whole number within bounds. */
export const whole = (least: number, most: number, usually: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))
    .prefault(String(usually))

/** A TCP port. 0 is refused: the other programs would not know where to look. */
export const port = (usually: number) => whole(1, 65_535, usually)

/** `true` or `false`, spelled so. */
export const flag = z.enum(['true', 'false']).transform(text => text === 'true')

/** Values separated by commas; empty ones are dropped. */
export const list = <T extends z.ZodType<unknown, string>>(item: T) =>
  z.string().transform(text => text.split(',').map(part => part.trim()).filter(part => part !== ''))
    .pipe(z.array(item))

/** An address like `https://accounts.example.com`, given back as a plain origin. */
export const httpUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username) return url.origin
  context.addIssue({ code: 'custom', message: 'must be an address like https://accounts.example.com, without a path' })
  return z.NEVER
})

/** An HTTP proxy like `http://user:password@proxy.example.com:3128`, with special characters of the credentials percent-encoded. */
export const proxyUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && isEncoded(url.username + url.password)) return url.href
  context.addIssue({ code: 'custom', message: 'must be an address like http://user:password@proxy.example.com:3128, without a path; special characters in the password are written as %2F and the like' })
  return z.NEVER
})

function isEncoded(text: string) {
  try {
    return decodeURIComponent(text).length >= 0
  } catch {
    return false
  }
}

/** A secret of so many bytes, written in base64. */
export const bytesOfKey = (length: number) => z.string().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === length) return bytes
  context.addIssue({ code: 'custom', message: `must be ${length} bytes in base64` })
  return z.NEVER
})

/** An address on the web as it is written, path included; without a fragment (RFC 6749 section 3.1.2). */
export const webAddress = z.string().refine(
  text => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !text.includes('#'), 'must be an address like http://localhost:8080/callback')

/** A resource server: its address (absolute, without a fragment: RFC 8707 section 2) and the scopes it knows. */
export const resource = z.string().transform((text, context) => {
  const [audience = '', ...scopes] = text.split(/\s+/)
  const known = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/
  if (URL.canParse(audience) && !audience.includes('#') && scopes.length > 0 && scopes.every(scope => known.test(scope))) return { audience, scopes }
  context.addIssue({ code: 'custom', message: 'must be an address and its scopes, like https://orders.example.com orders.read' })
  return z.NEVER
})

/** Whom mail is from or goes to: a name, which may be empty, and an address. */
export interface Correspondent {
  name: string
  address: string
}

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,61}[\\p{L}\\p{N}\\p{M}])?'
const mailAddress = new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~-]{1,64}@${label}(?:\\.${label})*$`, 'u')

/**
 * `Name <address>`, `"Name, with a comma" <address>` or an address alone. Read once, here: a mail library that reads it again would take
 * what stands before a comma for somebody else.
 */
export const correspondent = z.string().transform((text, context): Correspondent => {
  const [, quoted, plain = '', inside] = /^\s*(?:"([^"\p{Cc}]*)"|([^<>"\p{Cc}]*?))\s*<([^<>\s]+)>\s*$/u.exec(text) ?? []
  const address = inside ?? text.trim()
  if (mailAddress.test(address) && address.length <= 254) return { name: quoted ?? plain, address }
  context.addIssue({ code: 'custom', message: 'must be an address like no-reply@example.com, or Name <no-reply@example.com>' })
  return z.NEVER
})
