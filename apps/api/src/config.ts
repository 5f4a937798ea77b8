import { readFileSync } from 'node:fs'
import { addressesOf, legalDocumentsOf, providersOf, readSettings, SettingsError, type Addresses, type Correspondent, type LegalDocuments, type ProvidersConfig, type Settings } from '@gatehouse/settings'
import { pathOf } from './db/places.ts'
import { secretsInSettings } from './keys/secrets.ts'
import { isNetwork, isProxyNetwork } from './lib/network.ts'
import { refuseUndelivered, relayOf, type MailRelay } from './mail/relay.ts'

/** What the program runs with: the settings, checked against each other, with every default filled in. */
export interface Config extends Addresses {
  port: number
  corsOrigins: string[]
  trustProxy: string[]
  database: { url: string, pool: number, timeLimit: number }
  /** Newest first; `null` when they are kept in a file beside the database. */
  secrets: readonly [Buffer, ...Buffer[]] | null
  mail: {
    relay: MailRelay
    from: Correspondent
    /** Who reads answers; `null` when nobody does. */
    replyTo: Correspondent | null
    /** Right side of Message-IDs. */
    domain: string
  }
  providers: ProvidersConfig
  legalDocuments: LegalDocuments
  docs: boolean
  /** The settings that features read as they are. */
  settings: Settings
}

/**
 * Reads the configuration from an environment; nothing else in the program reads it.
 *
 * @throws SettingsError with one line for the person who set it.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const settings = readSettings(environment)
  const addresses = addressesOf(settings)
  const domain = new URL(addresses.webUrl).hostname
  const config: Config = {
    ...addresses,
    port: settings.API_PORT,
    corsOrigins: settings.CORS_ORIGINS ?? [addresses.webUrl],
    trustProxy: settings.TRUST_PROXY,
    database: { url: settings.DATABASE_URL, pool: settings.DATABASE_POOL, timeLimit: settings.DATABASE_TIMEOUT_MILLISECONDS },
    secrets: secretsInSettings(settings),
    mail: {
      relay: relayOf(settings, addresses),
      from: settings.MAIL_FROM ?? { name: 'Gatehouse', address: `no-reply@${mailDomainOf(domain)}` },
      replyTo: settings.MAIL_REPLY_TO ?? null,
      domain,
    },
    providers: providersOf(settings, readText),
    legalDocuments: legalDocumentsOf(settings, readText),
    docs: settings.API_DOCS ?? addresses.development,
    settings,
  }
  refuseContradictions(config)
  if (!config.development) refuseInProduction(settings)
  return config
}

const readText = (path: string) => readFileSync(pathOf(path), 'utf8')

function refuseContradictions({ trustProxy, providers, settings }: Config) {
  for (const proxy of trustProxy) {
    if (!isProxyNetwork(proxy)) throw new SettingsError('TRUST_PROXY: must be addresses or networks like 10.0.0.0/8; true and hop counts would let anyone choose their own address')
  }
  if (!providers.allowedNetworks.every(isNetwork)) throw new SettingsError('PROVIDER_ALLOWED_NETWORKS: must be networks like 10.20.0.0/16')
  if (settings.USERNAME_MIN_LENGTH > settings.USERNAME_MAX_LENGTH) throw new SettingsError('USERNAME_MIN_LENGTH: must not exceed USERNAME_MAX_LENGTH')
  if (settings.SESSION_IDLE_SECONDS > settings.SESSION_ABSOLUTE_SECONDS) throw new SettingsError('SESSION_IDLE_SECONDS: must not exceed SESSION_ABSOLUTE_SECONDS')
}

function refuseInProduction(settings: Settings) {
  const { SECRET_KEY, BCRYPT_COST } = settings
  refuseUndelivered(settings)
  if (SECRET_KEY?.some(isExample)) throw new SettingsError('SECRET_KEY: is an example or too regular to be random (openssl rand -base64 32)')
  if (BCRYPT_COST < 10) throw new SettingsError('BCRYPT_COST: must be at least 10 in production')
}

/** 32 random bytes have fewer than 16 different values about never; text and repetition usually do. */
const isExample = (secret: Buffer) => new Set(secret).size < 16 || /^[\x20-\x7e]+$/.test(secret.toString('latin1'))

/** Where we send from by default. A host without a dot, or an address, is nobody's mail domain. */
const mailDomainOf = (host: string) => /^[\d.]+$|^\[/.test(host) ? 'localhost.invalid' : host.includes('.') ? host : `${host}.invalid`
