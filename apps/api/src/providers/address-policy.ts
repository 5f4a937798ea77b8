import ipaddr from 'ipaddr.js'

/** Whether a socket may be opened to an address; `host` is what was asked for, in lower case, and `port` where. */
export type MayConnect = (address: string, target: { host: string, port: number }) => boolean

export interface AddressRules {
  /** Private networks that may be called, as CIDR. */
  allowedNetworks: readonly string[]
  /** Origin of the simulator: this host and port may be anywhere. */
  simulatorUrl: string | null
}

/** Public by number, private by use: the host agent of Azure, and IPv4 addresses written the oldest way in IPv6 (RFC 4291 section 2.5.5.1). */
const neverPublic = ['168.63.129.16/32', '::/96']

/** Public addresses, and what the rules add to them. Judges what a name was resolved to, or a literal, in whatever spelling. */
export function createAddressPolicy({ allowedNetworks, simulatorUrl }: AddressRules): MayConnect {
  const simulator = simulatorUrl === null ? null : new URL(simulatorUrl)
  const simulatorPort = Number(simulator?.port || (simulator?.protocol === 'https:' ? 443 : 80))
  return (address, { host, port }) =>
    (simulator !== null && host === bare(simulator.hostname) && port === simulatorPort)
    || isWithin(address, allowedNetworks) || isPublic(address)
}

/** A host without the brackets of IPv6 literals. */
export const bare = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase()

export const isPublic = (address: string) =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast' && !isWithin(address, neverPublic)

function isWithin(address: string, networks: readonly string[]) {
  if (!ipaddr.isValid(address)) return false
  const read = ipaddr.process(address)
  return networks.some((network) => {
    const range = ipaddr.parseCIDR(network)
    return read.kind() === range[0].kind() && read.match(range)
  })
}
