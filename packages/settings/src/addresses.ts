import { SettingsError } from './read.ts'
import type { Settings } from './settings.ts'

export interface Addresses {
  development: boolean
  /** Origin under which browsers reach the API. */
  apiUrl: string
  /** Origin under which browsers reach the front end. */
  webUrl: string
  /** Address the programs listen on. */
  host: string
}

/**
 * Where browsers find the API and the front end, and the address to listen on; every program derives them here.
 *
 * @throws SettingsError for a public address without TLS in production, a public listener in development, or a front end of another site.
 */
export function addressesOf(settings: Settings): Addresses {
  const development = settings.GATEHOUSE_MODE === 'development'
  const apiUrl = settings.API_URL ?? `http://localhost:${settings.API_PORT}`
  const webUrl = settings.WEB_URL ?? `http://localhost:${settings.WEB_PORT}`
  const host = settings.LISTEN_HOST ?? (development ? 'localhost' : '0.0.0.0')
  if (development && !isLoopback(host)) {
    throw new SettingsError('LISTEN_HOST: development listens on loopback only')
  }
  if (!development) {
    refusePlainHttp('API_URL', apiUrl)
    refusePlainHttp('WEB_URL', webUrl)
    for (const origin of settings.CORS_ORIGINS ?? []) refusePlainHttp('CORS_ORIGINS', origin)
  }
  if (!canBeOneSite(apiUrl, webUrl)) throw new SettingsError('API_URL: must be of the same site as WEB_URL, such as api.example.com and www.example.com; browsers send no cookies between sites')
  return { development, apiUrl, webUrl, host }
}

/**
 * Whether a browser may take two addresses for one site: the same scheme and the same host, or names that end alike in at least two
 * labels. Never says no to what works; without the public suffix list it cannot tell `a.co.uk` and `b.co.uk` apart.
 */
function canBeOneSite(one: string, other: string) {
  const [a, b] = [new URL(one), new URL(other)]
  if (a.protocol !== b.protocol) return false
  if (a.hostname === b.hostname) return true
  const end = ({ hostname }: URL) => /^[\d.]+$|^\[/.test(hostname) ? null : /[^.]+\.[^.]+\.?$/.exec(hostname)?.[0] ?? null
  return end(a) !== null && end(a) === end(b)
}

/** Whether a host names this machine only: `localhost`, a name below it, or a loopback address. */
export function isLoopback(host: string) {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || /^\[?::1\]?$/.test(host)
}

function refusePlainHttp(name: string, url: string) {
  if (url.startsWith('http:') && !isLoopback(new URL(url).hostname)) {
    throw new SettingsError(`${name}: must be https: in production, or a loopback address`)
  }
}
