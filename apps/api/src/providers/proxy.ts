import { isIP } from 'node:net'
import type { ProxyConfig } from '@gatehouse/settings'
import ipaddr from 'ipaddr.js'
import { bare } from './address-policy.ts'

export interface Target { host: string, port: number }

/** An HTTP proxy, and what goes through it. */
export interface Proxy {
  url: URL
  /** The value of `Proxy-Authorization` (RFC 9110 section 11.7.2), if it wants one. */
  authorization: string | null
  /** Whether names are looked up by us, so that we know what we connect to. */
  looksUpHere: boolean
  /** Whether a call goes through it; `host` in lower case and without brackets. */
  carries(target: Target): boolean
}

/** @param simulatorUrl origin of the simulator, which is on this machine and called without it. */
export function createProxy({ url: text, except, lookup }: ProxyConfig, simulatorUrl: string | null): Proxy {
  const url = new URL(text)
  const credentials = [url.username, url.password].map(decodeURIComponent).join(':')
  const simulator = simulatorUrl === null ? null : new URL(simulatorUrl)
  const exceptions = [...except.flatMap(readException), ...(simulator ? [{ host: bare(simulator.hostname), port: simulator.port }] : [])]
  return {
    url,
    authorization: credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
    looksUpHere: lookup === 'here',
    carries: target => !exceptions.some(({ host, port }) => (port === '' || Number(port) === target.port) && covers(host, target.host)),
  }
}

/** `name`, `address` or `[address]`, with `:port` or without; a network as it is. */
function readException(text: string) {
  if (ipaddr.isValidCIDR(text) || isIP(text) !== 0) return [{ host: text.toLowerCase(), port: '' }]
  const [, bracketed, name = '', port = ''] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? []
  const host = (bracketed ?? name).toLowerCase()
  return host === '' ? [] : [{ host, port }]
}

/** As curl and Go read `NO_PROXY`: a name means those below it as well, networks are about addresses in the URL. */
function covers(exception: string, host: string) {
  if (exception === '*') return true
  if (isIP(host) !== 0) {
    const address = ipaddr.process(host)
    if (isIP(exception) !== 0) return ipaddr.process(exception).toString() === address.toString()
    if (!ipaddr.isValidCIDR(exception)) return false
    const range = ipaddr.parseCIDR(exception)
    return range[0].kind() === address.kind() && address.match(range)
  }
  const name = exception.replace(/^\*?\./, '')
  return host === name || host.endsWith(`.${name}`)
}
