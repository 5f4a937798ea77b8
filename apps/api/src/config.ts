import { readFileSync } from 'node:fs'
import { addressesOf, isLoopback, providersOf, readSettings, SettingsError, type Addresses, type ProvidersConfig, type Settings } from '@gatehouse/settings'
import { pathOf } from './db/places.ts'
import { secretsInSettings } from './keys/secrets.ts'
import { isNetwork, isProxyNetwork } from './lib/network.ts'

/** What the program runs with: the settings, checked against each other, with every default filled in. */
export interface Config extends Addresses {
  port: number
  corsOrigins: string[]
  trustProxy: string[]
  database: { url: string, pool: number, timeLimit: number }
  /** Newest first; `null` when they are kept in a file beside the database. */
  secrets: readonly [Buffer, ...Buffer[]] | null
  mail: { smtpUrl: string, from: string, domain: string }
  providers: ProvidersConfig
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
      smtpUrl: settings.SMTP_URL ?? `smtp://localhost:${settings.SIMULATOR_SMTP_PORT}`,
      from: settings.MAIL_FROM ?? `Gatehouse <no-reply@${domain.includes('.') ? domain : `${domain}.invalid`}>`,
      domain,
    },
    providers: providersOf(settings, path => readFileSync(pathOf(path), 'utf8')),
    docs: settings.API_DOCS ?? addresses.development,
    settings,
  }
  refuseContradictions(config)
  if (!config.development) refuseInProduction(settings)
  return config
}

function refuseContradictions({ trustProxy, providers, settings }: Config) {
  for (const proxy of trustProxy) {
    if (!isProxyNetwork(proxy)) throw new SettingsError('TRUST_PROXY: must be addresses or networks like 10.0.0.0/8; true and hop counts would let anyone choose their own address')
  }
  if (!providers.allowedNetworks.every(isNetwork)) throw new SettingsError('PROVIDER_ALLOWED_NETWORKS: must be networks like 10.20.0.0/16')
  if (settings.USERNAME_MIN_LENGTH > settings.USERNAME_MAX_LENGTH) throw new SettingsError('USERNAME_MIN_LENGTH: must not exceed USERNAME_MAX_LENGTH')
  if (settings.SESSION_IDLE_SECONDS > settings.SESSION_ABSOLUTE_SECONDS) throw new SettingsError('SESSION_IDLE_SECONDS: must not exceed SESSION_ABSOLUTE_SECONDS')
}

function refuseInProduction({ SMTP_URL, SECRET_KEY, BCRYPT_COST, SIMULATOR_SMTP_PORT }: Settings) {
  if (!SMTP_URL) throw new SettingsError('SMTP_URL: is required in production')
  const smtp = new URL(SMTP_URL)
  const local = isLoopback(smtp.hostname)
  if (local && Number(smtp.port) === SIMULATOR_SMTP_PORT) throw new SettingsError('SMTP_URL: names the simulator, which keeps mail instead of delivering it')
  if (SECRET_KEY?.some(isExample)) throw new SettingsError('SECRET_KEY: is an example or too regular to be random (openssl rand -base64 32)')
  if (BCRYPT_COST < 10) throw new SettingsError('BCRYPT_COST: must be at least 10 in production')
}

/** 32 random bytes have fewer than 16 different values about never; text and repetition usually do. */
const isExample = (secret: Buffer) => new Set(secret).size < 16 || /^[\x20-\x7e]+$/.test(secret.toString('latin1'))
