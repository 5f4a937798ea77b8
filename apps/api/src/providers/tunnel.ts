import http from 'node:http'
import https from 'node:https'
import { isIP, isIPv6, type Socket } from 'node:net'
import tls from 'node:tls'
import type { MayConnect } from './address-policy.ts'
import { failure, isLocalName, lookUpAll } from './guarded-lookup.ts'
import type { Proxy, Target } from './proxy.ts'

interface TunnelOptions {
  target: Target
  /** Whether TLS is spoken with the target, through the tunnel. */
  isSecure: boolean
  proxy: Proxy
  mayConnect: MayConnect
  /** Milliseconds until the tunnel must stand. */
  deadline: number
}

/**
 * A connection to a target through a proxy (`CONNECT`, RFC 9110 section 9.3.6). The proxy is given the address that was checked, not
 * the name, so it cannot resolve it to something else; server name and certificate are those of the name.
 *
 * @throws Error whose `code` is that of the address check, `ETIMEDOUT`, or begins with `proxy_`: the status or the error the proxy met us with.
 */
export async function openTunnel({ target, isSecure, proxy, mayConnect, deadline }: TunnelOptions): Promise<Socket> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), deadline)
  const raw = await connectedWithin(late.signal, target, proxy, mayConnect).finally(() => clearTimeout(timer))
  if (!isSecure) return raw
  // Names of IP addresses are no server names (RFC 6066 section 3); the certificate is compared with `host` then.
  const secure = tls.connect({ socket: raw, host: target.host, servername: isIP(target.host) === 0 ? target.host : '', ALPNProtocols: ['http/1.1'] })
  raw.on('error', error => secure.destroy(error))
  return secure
}

async function connectedWithin(signal: AbortSignal, target: Target, proxy: Proxy, mayConnect: MayConnect) {
  const addresses = await inTime(addressesOf(target, proxy, mayConnect), signal)
  return connectToFirst(addresses, target.port, proxy, signal)
}

/** What the proxy is asked to connect to: addresses that were checked, or the name where looking it up is left to the proxy. */
async function addressesOf(target: Target, { looksUpHere }: Proxy, mayConnect: MayConnect) {
  if (isIP(target.host) !== 0) return [target.host]
  // To the proxy, this machine would be another one.
  if (!looksUpHere && !isLocalName(target.host)) return [target.host]
  return lookUpAll(target.host, address => mayConnect(address, target))
}

/** Not every proxy reaches every kind of address. */
async function connectToFirst(addresses: readonly string[], port: number, proxy: Proxy, signal: AbortSignal): Promise<Socket> {
  let refusal: unknown = failure('ENOTFOUND')
  for (const address of addresses.slice(0, 4)) {
    try {
      return await connect(isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`, proxy, signal)
    } catch (error) {
      refusal = error
      if (!(error instanceof Error && /^proxy_5\d\d$/.test(error.message))) break
    }
  }
  throw refusal
}

const connect = (authority: string, { url, authorization }: Proxy, signal: AbortSignal) => new Promise<Socket>((resolve, reject) => {
  const request = (url.protocol === 'https:' ? https : http).request({
    host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || (url.protocol === 'https:' ? 443 : 80), method: 'CONNECT', path: authority, agent: false, signal,
    headers: { host: authority, ...(authorization !== null && { 'proxy-authorization': authorization }) },
  })
  request.once('connect', ({ statusCode = 0 }, socket, head) => {
    // Whoever speaks before being asked is no server of ours.
    if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(socket)
    socket.destroy()
    reject(failure(head.length === 0 ? `proxy_${statusCode}` : 'proxy_unasked_data'))
  })
  request.once('error', (error) => {
    reject(failure(signal.aborted ? 'ETIMEDOUT' : `proxy_${'code' in error ? String(error.code) : 'error'}`))
  })
  request.end()
})

async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = () => {}
  const late = new Promise<never>((_, reject) => {
    giveUp = () => reject(failure('ETIMEDOUT'))
    signal.addEventListener('abort', giveUp)
  })
  return Promise.race([work, late]).finally(() => signal.removeEventListener('abort', giveUp))
}
