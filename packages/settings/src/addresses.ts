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
 * @throws SettingsError for a public address without TLS in production, or a public listener in development.
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
  return { development, apiUrl, webUrl, host }
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
