import { isLoopback } from '@gatehouse/settings'

/** Whether an address that was sent is covered by one that is registered. Each provider has its own idea of it. */
export type RedirectRule = (sent: string, registered: string) => boolean

/** What a `Location` header can carry. */
const writable = /^[\x21-\x7e]+$/

/** Character by character (RFC 9700 section 2.1). */
export const sameText: RedirectRule = (sent, registered) => sent === registered

/** The registered address or one below it. A trailing slash alone is refused, as QQ is reported to do. */
export const underRegistered: RedirectRule = (sent, registered) =>
  sent === registered || (writable.test(sent) && sent.startsWith(`${registered}?`)) || (writable.test(sent) && sent.startsWith(`${registered}/`) && sent.length > registered.length + 1)

/** The host only: neither scheme nor port nor path is compared (WeChat's default). */
export const sameHost: RedirectRule = (sent, registered) => bothParsed(sent, registered, (one, other) => one.hostname === other.hostname)

/** Same host and port, the path equal or below; on loopback any port (docs.github.com, "Redirect URLs"). */
export const sameSiteAndBelow: RedirectRule = (sent, registered) => bothParsed(sent, registered, (one, other) =>
  one.protocol === other.protocol && one.hostname === other.hostname && (one.port === other.port || isLoopback(one.hostname))
  && (one.pathname === other.pathname || one.pathname.startsWith(`${other.pathname.replace(/\/$/, '')}/`)))

function bothParsed(sent: string, registered: string, compare: (sent: URL, registered: URL) => boolean) {
  if (!writable.test(sent) || !URL.canParse(sent) || !URL.canParse(registered)) return false
  const url = new URL(sent)
  return /^https?:$/.test(url.protocol) && compare(url, new URL(registered))
}

/** The address with more in its query; what is `undefined` is left out. Blanks become `%20` where a provider writes them so. */
export function withQuery(address: string, parameters: Record<string, string | undefined>, blank: '+' | '%20' = '+') {
  const present = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) present.append(name, value)
  const query = present.toString().replaceAll('+', blank)
  const [base = '', fragment] = address.split('#', 2)
  const joined = query === '' ? base : `${base}${base.includes('?') ? '&' : '?'}${query}`
  return fragment === undefined ? joined : `${joined}#${fragment}`
}
