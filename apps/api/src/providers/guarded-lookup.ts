import dns from 'node:dns'
import type { LookupFunction } from 'node:net'

/** The `code` of the error when an address may not be called. */
export const forbiddenAddress = 'EFORBIDDEN'
/** The `code` of the error when an answer has more bytes than are read. */
export const answerTooLarge = 'ETOOLARGE'

/** RFC 6761 section 6.3: this machine, which not every resolver knows. Whether it may be called is judged as for any other. */
export const isLocalName = (host: string) => host.toLowerCase() === 'localhost' || host.toLowerCase().endsWith('.localhost')

/** Resolves a name, and refuses it when any of its addresses may not be called. */
export function guardedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (host, options, done) => dns.lookup(isLocalName(host) ? 'localhost' : host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '')
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => mayConnect(address))) return done(forbidden(), '')
    if (options.all) done(null, addresses)
    else done(null, first.address, first.family)
  })
}

/** All addresses of a name, each of which may be called. */
export const lookUpAll = (host: string, mayConnect: (address: string) => boolean) => new Promise<string[]>((resolve, reject) => {
  guardedLookup(mayConnect)(host, { all: true }, (error, found) => {
    if (error) reject(error)
    else resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address))
  })
})

export const failure = (code: string) => Object.assign(new Error(code), { code })
export const forbidden = () => failure(forbiddenAddress)
