import { domainToASCII } from 'node:url'

export interface EmailAddress {
  /** Where mail goes: as typed, the domain in ASCII. */
  address: string
  /** What makes two addresses one account: the same, in lower case. A `+tag` counts. */
  key: string
}

const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domainAsTyped = /^[\p{L}\p{N}\p{M}.-]+$/u
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads an e-mail address: a dot-atom before exactly one `@` (no quoting, no comments) and a domain name, which may be
 * international (RFC 5891). Text that compatibility normalisation would change is refused, so that a look-alike letter, or an `＠` in what
 * a provider says, can never fold into somebody else's address.
 *
 * @returns `null` for anything else; nothing is ever mailed to such an address.
 */
export function parseEmail(text: string): EmailAddress | null {
  const typed = text.trim()
  if (typed.length > 254 || typed !== typed.normalize('NFKC')) return null
  const [local, domain, ...rest] = typed.split('@')
  if (local === undefined || domain === undefined || rest.length > 0) return null
  if (local.length > 64 || !localPart.test(local) || !domainAsTyped.test(domain)) return null

  const ascii = domainToASCII(domain)
  if (!isDomainName(ascii)) return null
  const address = `${local}@${domain.toLowerCase() === ascii ? domain : ascii}`
  return address.length > 254 ? null : { address, key: address.toLowerCase() }
}

/**
 * What somebody has typed: Chinese and Japanese keyboards write a full-width `＠`. It is read as `@` before anything is judged or looked up,
 * here and nowhere else, so that it means one address wherever it is typed, and mail goes to that one.
 */
export const parseTypedEmail = (text: string) => parseEmail(text.replaceAll('＠', '@'))

/** Whether a typed text is meant as an address: usernames have neither sign. */
export const isMeantAsEmail = (text: string) => /[@＠]/.test(text)

/** At least two labels, the last of which is not a number: no bare hosts, no IP addresses. */
function isDomainName(domain: string) {
  const labels = domain.split('.')
  return domain.length <= 253 && labels.length >= 2 && labels.every(part => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '')
}

/** An address as it may appear in a log: `a***@example.com`. */
export const maskEmail = (address: string) => address.replace(/^(.?)[^@]*@/, '$1***@')
