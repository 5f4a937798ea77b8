import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { bare, type MayConnect } from './address-policy.ts'

export interface Limits {
  /** Milliseconds from the look-up of the name to the last byte. */
  deadline: number
  /** Bytes of an answer, headers included. */
  maxBytes: number
  mayConnect: MayConnect
}

/** The `code` of the error when an address may not be called. */
export const forbiddenAddress = 'EFORBIDDEN'
/** The `code` of the error when an answer has more bytes than are read. */
export const answerTooLarge = 'ETOOLARGE'

/**
 * An agent for `node:http` and `node:https`, and whatever sits on them. It looks at the address it connects to, so a name that
 * changes its mind helps nobody, and ends every exchange at a deadline and a size. One socket is one exchange: nothing is kept alive.
 */
export function guardedAgent(protocol: string, limits: Limits): http.Agent {
  const agent = protocol === 'https:' ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false })
  const connect = agent.createConnection.bind(agent)

  // A property, not a subclass: @fastify/oauth2 copies its options deeply, and copies of private fields do not work.
  agent.createConnection = (options, done) => {
    const target = { host: bare(options.host ?? options.hostname ?? ''), port: Number(options.port) }
    // Literals are never looked up.
    if (net.isIP(target.host) !== 0 && !limits.mayConnect(target.host, target)) {
      queueMicrotask(() => done?.(forbidden(), new net.Socket()))
      return undefined
    }
    const socket = connect({ ...options, lookup: guardedLookup(address => limits.mayConnect(address, target)) }, done)
    if (socket) limit(socket, limits)
    return socket
  }
  return agent
}

/** RFC 6761 section 6.3: this machine, which not every resolver knows. Whether it may be called is judged as for any other. */
const isLocalName = (host: string) => host.toLowerCase().endsWith('.localhost')

/** Resolves a name, and refuses it when any of its addresses may not be called. */
function guardedLookup(mayConnect: (address: string) => boolean): net.LookupFunction {
  return (host, options, done) => dns.lookup(isLocalName(host) ? 'localhost' : host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '')
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => mayConnect(address))) return done(forbidden(), '')
    if (options.all) done(null, addresses)
    else done(null, first.address, first.family)
  })
}

function limit(socket: NonNullable<ReturnType<http.Agent['createConnection']>>, { deadline, maxBytes }: Limits) {
  let bytes = 0
  const timer = setTimeout(() => socket.destroy(failure('ETIMEDOUT')), deadline)
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) socket.destroy(failure(answerTooLarge))
  })
  socket.once('close', () => clearTimeout(timer))
}

const failure = (code: string) => Object.assign(new Error(code), { code })
const forbidden = () => failure(forbiddenAddress)
