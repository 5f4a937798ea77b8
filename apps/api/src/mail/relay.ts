import { isIPv4, isIPv6 } from 'node:net'
import { isLoopback, SettingsError, type Addresses, type Settings } from '@gatehouse/settings'

/** The server that takes our mail, and how we meet it. */
export interface MailRelay {
  /** As `smtp://user:password@host:587`. */
  url: string
  /** What we call ourselves in `EHLO` (RFC 5321 section 4.1.1.1): a name that others can look up, or an address literal. */
  greeting: string
  /**
   * `required`: nothing is sent before TLS, with a certificate for the name. `offered`: where the server takes it, likewise. `local`: the
   * server is on this machine, where nobody listens in and certificates prove nothing.
   */
  tls: 'required' | 'offered' | 'local'
}

/** What decides about TLS, and about our name, elsewhere than in the settings. */
const overruling = ['ignoreTLS', 'requireTLS', 'opportunisticTLS', 'secure', 'name']

/** @throws SettingsError for an `SMTP_URL` that would decide about TLS by itself. */
export function relayOf(settings: Settings, { development, webUrl }: Addresses): MailRelay {
  const url = settings.SMTP_URL ?? `smtp://localhost:${settings.SIMULATOR_SMTP_PORT}`
  const { hostname, searchParams } = new URL(url)
  const given = overruling.find(name => searchParams.has(name))
  if (given) throw new SettingsError(`SMTP_URL: takes no ${given}: whether mail may go without TLS is said by SMTP_ALLOW_PLAINTEXT`)
  const tls = isLoopback(hostname) ? 'local' : development || settings.SMTP_ALLOW_PLAINTEXT ? 'offered' : 'required'
  return { url, greeting: greetingOf(new URL(webUrl).hostname), tls }
}

/** @throws SettingsError when mail would reach nobody. */
export function refuseUndelivered({ SMTP_URL, SIMULATOR_SMTP_PORT }: Settings) {
  if (!SMTP_URL) throw new SettingsError('SMTP_URL: is required in production')
  const { hostname, port } = new URL(SMTP_URL)
  if (isLoopback(hostname) && Number(port) === SIMULATOR_SMTP_PORT) throw new SettingsError('SMTP_URL: names the simulator, which keeps mail instead of delivering it')
}

/** A host as `EHLO` takes it; addresses are literals there (RFC 5321 section 4.1.3). */
function greetingOf(host: string) {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIPv4(bare)) return `[${bare}]`
  return isIPv6(bare) ? `[IPv6:${bare}]` : host
}
