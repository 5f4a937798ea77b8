import type { z } from 'zod'
import { builtInProviders, type BuiltInProvider } from './provider-settings.ts'
import { providersFile, type ProviderEntry } from './providers-file.ts'
import { SettingsError } from './read.ts'
import type { Settings } from './settings.ts'
import { simulatedEntries } from './simulated-providers.ts'
import { simulatorClients } from './simulator-clients.ts'

export interface BuiltInConfig {
  clientId: string
  clientSecret: string
  callback: 'web' | 'api'
}

export interface ProxyConfig {
  /** With its credentials: never to be logged. */
  url: string
  /** What is called without it, as in `NO_PROXY`. */
  except: readonly string[]
  lookup: 'here' | 'proxy'
}

/** The sign-in providers that are switched on, and how they may be called. */
export interface ProvidersConfig {
  builtIn: Partial<Record<BuiltInProvider, BuiltInConfig>>
  /** In the order of the file. */
  entries: readonly ProviderEntry[]
  /** Ids in the order in which people are shown them, before all others. */
  order: readonly string[]
  /** Origin that stands in for all of them; `null` outside development. */
  simulatorUrl: string | null
  /** CIDR. */
  allowedNetworks: readonly string[]
  proxy: ProxyConfig | null
  /** Milliseconds for one call, and for all calls of one sign-in together. */
  deadlines: { call: number, total: number }
}

/**
 * Which providers are switched on. In development, when nobody configured any: all of the simulator's.
 *
 * @param readFile gives the text of `PROVIDERS_FILE`.
 * @throws SettingsError for half a pair of credentials, deadlines that contradict each other, an order of what there is not, a file
 * that cannot be read, and whatever of the simulator is used in production.
 */
export function providersOf(settings: Settings, readFile: (path: string) => string): ProvidersConfig {
  const development = settings.GATEHOUSE_MODE === 'development'
  const { PROVIDER_SIMULATOR_URL: simulatorUrl, PROVIDERS_FILE: file } = settings
  if (!development && simulatorUrl) throw new SettingsError('PROVIDER_SIMULATOR_URL: is for development only; its users are test data')

  const builtIn = readBuiltIn(settings)
  const entries = file === undefined ? [] : readEntries(file, readFile, development)
  if (!development) refuseSimulated(builtIn, entries)
  const network = networkOf(settings)
  if (!development || entries.length > 0 || Object.keys(builtIn).length > 0) {
    return { builtIn, entries, order: orderOf(settings, entries), simulatorUrl: simulatorUrl ?? null, ...network }
  }
  const simulator = simulatorUrl ?? `http://localhost:${settings.SIMULATOR_PORT}`
  const simulated = simulatedEntries(simulator)
  return { builtIn: simulatedBuiltIn(settings), entries: simulated, order: orderOf(settings, simulated), simulatorUrl: simulator, ...network }
}

function orderOf({ PROVIDER_ORDER: order }: Settings, entries: readonly ProviderEntry[]) {
  const there: readonly string[] = [...ids, ...entries.map(({ id }) => id)]
  const unknown = order.find(id => !there.includes(id))
  if (unknown !== undefined) throw new SettingsError(`PROVIDER_ORDER: ${unknown} is neither built in nor in PROVIDERS_FILE`)
  const twice = order.find((id, place) => order.indexOf(id) !== place)
  if (twice !== undefined) throw new SettingsError(`PROVIDER_ORDER: names ${twice} twice`)
  return order
}

function networkOf(settings: Settings): Pick<ProvidersConfig, 'allowedNetworks' | 'proxy' | 'deadlines'> {
  const { PROVIDER_ALLOWED_NETWORKS: allowedNetworks, PROVIDER_PROXY: url, NO_PROXY: except, PROVIDER_PROXY_LOOKUP: lookup } = settings
  const deadlines = { call: settings.PROVIDER_CALL_SECONDS * 1000, total: settings.PROVIDER_TOTAL_SECONDS * 1000 }
  if (deadlines.total < deadlines.call) throw new SettingsError('PROVIDER_TOTAL_SECONDS: must not be less than PROVIDER_CALL_SECONDS')
  return { allowedNetworks, deadlines, proxy: url === undefined ? null : { url, except, lookup } }
}

const ids = (Object.keys(builtInProviders)).filter((id): id is BuiltInProvider => id in builtInProviders)

function readBuiltIn(settings: Settings) {
  const builtIn: ProvidersConfig['builtIn'] = {}
  for (const id of ids) {
    const name = `PROVIDER_${builtInProviders[id]}` as const
    const clientId = settings[`${name}_CLIENT_ID`]
    const clientSecret = settings[`${name}_CLIENT_SECRET`]
    if (clientId === undefined && clientSecret === undefined) continue
    if (clientId === undefined) throw new SettingsError(`${name}_CLIENT_ID: is required together with ${name}_CLIENT_SECRET`)
    if (clientSecret === undefined) throw new SettingsError(`${name}_CLIENT_SECRET: is required together with ${name}_CLIENT_ID`)
    builtIn[id] = { clientId, clientSecret, callback: settings[`${name}_CALLBACK`] }
  }
  return builtIn
}

const simulatedBuiltIn = (settings: Settings): ProvidersConfig['builtIn'] =>
  Object.fromEntries(ids.map(id => [id, { ...simulatorClients[id], callback: settings[`PROVIDER_${builtInProviders[id]}_CALLBACK`] }]))

function readEntries(path: string, readFile: (path: string) => string, development: boolean) {
  const { success, data, error } = providersFile.safeParse(readJson(path, readFile))
  if (!success) throw new SettingsError(`PROVIDERS_FILE: ${sentence(error)}`)
  if (!development) refusePlainHttp(data.providers)
  return data.providers
}

function readJson(path: string, readFile: (path: string) => string): unknown {
  let text
  try {
    text = readFile(path)
  } catch {
    throw new SettingsError('PROVIDERS_FILE: cannot be read')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SettingsError(`PROVIDERS_FILE: is not JSON${placeOf(error, text)}`)
  }
}

/** Of the message of the parser only the place, where it says one: it quotes the text, in which there are secrets. */
function placeOf(error: unknown, text: string) {
  const message = error instanceof Error ? error.message : ''
  const position = /end of JSON/.test(message) ? text.length : /position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  const lines = text.slice(0, Number(position)).split('\n')
  return ` (line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1})`
}

function sentence(error: z.ZodError) {
  const [issue] = error.issues
  // Names come from the file, and may be anything.
  return [issue?.path.join('.'), issue?.message ?? 'cannot be read'].filter(Boolean).join(': ').replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 300)
}

/** Codes, secrets and tokens go there. */
function refusePlainHttp(entries: readonly ProviderEntry[]) {
  for (const { id, ...entry } of entries) {
    const plain = Object.entries(entry).find(([, value]) => typeof value === 'string' && /^http:/i.test(value))
    if (plain) throw new SettingsError(`PROVIDERS_FILE: ${id}: ${plain[0]} must be https: in production`)
  }
}

function refuseSimulated(builtIn: ProvidersConfig['builtIn'], entries: readonly ProviderEntry[]) {
  const known: readonly string[] = Object.values(simulatorClients).map(({ clientSecret }) => clientSecret)
  for (const id of ids) {
    if (known.includes(builtIn[id]?.clientSecret ?? '')) throw new SettingsError(`PROVIDER_${builtInProviders[id]}_CLIENT_SECRET: is the simulator's`)
  }
  const entry = entries.find(({ clientSecret }) => known.includes(clientSecret))
  if (entry) throw new SettingsError(`PROVIDERS_FILE: ${entry.id}: clientSecret is the simulator's`)
}
