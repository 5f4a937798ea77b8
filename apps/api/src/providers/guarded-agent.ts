import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { bare, type MayConnect } from './address-policy.ts'
import { answerTooLarge, failure, forbidden, guardedLookup } from './guarded-lookup.ts'
import type { Proxy } from './proxy.ts'
import { openTunnel } from './tunnel.ts'

export interface Limits {
  /** Milliseconds from the look-up of the name to the last byte. */
  deadline: number
  /** Bytes of an answer, headers included. */
  maxBytes: number
  mayConnect: MayConnect
  /** None unless said. */
  proxy?: Proxy | null
}

/**
 * An agent for `node:http` and `node:https`, and whatever sits on them. It looks at the address it connects to, through a proxy as
 * well, so a name that changes its mind helps nobody, and ends every exchange at a deadline and a size. One socket is one exchange:
 * nothing is kept alive.
 */
export function guardedAgent(protocol: string, limits: Limits): http.Agent {
  const isSecure = protocol === 'https:'
  const agent = isSecure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false })
  const connect = agent.createConnection.bind(agent)

  // A property, not a subclass: @fastify/oauth2 copies its options deeply, and copies of private fields do not work.
  agent.createConnection = (options, done) => {
    const target = { host: bare(options.host ?? options.hostname ?? ''), port: Number(options.port) }
    const fail = (error: Error) => done?.(error, new net.Socket())
    // Literals are never looked up.
    if (net.isIP(target.host) !== 0 && !limits.mayConnect(target.host, target)) {
      queueMicrotask(() => fail(forbidden()))
      return undefined
    }
    if (limits.proxy?.carries(target)) {
      const until = performance.now() + limits.deadline
      openTunnel({ target, isSecure, proxy: limits.proxy, mayConnect: limits.mayConnect, deadline: limits.deadline }).then((socket) => {
        limit(socket, { ...limits, deadline: Math.max(0, until - performance.now()) })
        done?.(null, socket)
      }, fail)
      return undefined
    }
    const socket = connect({ ...options, lookup: guardedLookup(address => limits.mayConnect(address, target)) }, done)
    if (socket) limit(socket, limits)
    return socket
  }
  return agent
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
