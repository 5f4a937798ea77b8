import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * The network an address counts as when something is rationed: an IPv4 address itself, an IPv6 `/64`, the IPv4 address inside
 * a mapped one. However the address is spelled, the answer is the same; what is no address counts as one common network.
 */
export function networkOf(ip: string | undefined): string {
  const kind = isIP(ip ?? '')
  // As the socket spells it there is one way only.
  if (!ip || kind === 0) return 'unknown'
  if (kind === 4) return ip
  const address = ipaddr.process(ip)
  return address instanceof ipaddr.IPv4 ? address.toString() : networkOf6(address, 4)
}

/** The network of an IPv6 address, by how many of its eight parts are its own. */
const networkOf6 = ({ parts }: ipaddr.IPv6, own: number) =>
  `${new ipaddr.IPv6(parts.map((part, index) => index < own ? part : 0)).toString()}/${own * 16}`

/** An address as it may appear in a log: the last part is cut off (IPv4 `/24`, IPv6 `/48`). */
export function maskIp(ip: string | undefined): string {
  const kind = isIP(ip ?? '')
  if (!ip || kind === 0) return 'unknown'
  if (kind === 4) return ip.replace(/\d+$/, '0/24')
  const address = ipaddr.process(ip)
  return address instanceof ipaddr.IPv4 ? maskIp(address.toString()) : networkOf6(address, 3)
}

/**
 * Whether a text is a single address or network that can be trusted as a proxy. IPv4-mapped networks are refused:
 * `::ffff:10.0.0.0/8` would mean nearly everybody (CVE-2026-92395).
 */
export const isProxyNetwork = (text: string) => isIP(text) !== 0 || isNetwork(text)

/** Whether a text is a network like `10.0.0.0/8`: neither everything nor IPv4-mapped. */
export function isNetwork(text: string): boolean {
  if (isIP(text.split('/')[0] ?? '') === 0 || !ipaddr.isValidCIDR(text)) return false
  const [address, bits] = ipaddr.parseCIDR(text)
  return bits > 0 && !(address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress())
}
