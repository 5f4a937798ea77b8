import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../lib/log.ts'

const header = 'x-forwarded-for'

/**
 * Reads the addresses that proxies hand on, before anybody asks for `request.ip`. Some write the port too (Azure, IIS), IPv6 in brackets:
 * everybody behind them would be one network otherwise. What is no address even so is said once: it is the proxy that must be mended.
 */
export function readForwardedAddresses(app: FastifyInstance, log: Log) {
  let hasSaid = false
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw
    const written = headers[header]
    if (typeof written === 'string') headers[header] = written.split(',').map(withoutPort).join(', ')
    if (!hasSaid && request.ip !== '' && isIP(request.ip) === 0) {
      hasSaid = true
      log.warn({ written: shapeOf(request.ip) }, 'a proxy in TRUST_PROXY sends an invalid address in X-Forwarded-For: all its clients count as one network')
    }
    done()
  })
}

/** `203.0.113.7:40007`, `[2001:db8::1]:443`, `"[2001:db8::1]"` (the spelling of RFC 7239), without anything but the address. */
function withoutPort(text: string) {
  const written = text.trim()
  const [, four, six] = /^"?(?:([\d.]+)(?::\d*)?|\[([^\]]*)\](?::\d*)?)"?$/.exec(written) ?? []
  const address = four ?? six
  return address !== undefined && isIP(address) !== 0 ? address : written
}

/** What it looks like, and nobody's address. */
const shapeOf = (text: string) => text.slice(0, 60).replaceAll(/\d/g, '0')
