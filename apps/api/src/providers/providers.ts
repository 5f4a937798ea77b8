import type { ProvidersConfig } from '@gatehouse/settings'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createAddressPolicy } from './address-policy.ts'
import { builtInProviders } from './index.ts'
import { oauth2 } from './oauth2.ts'
import { oidc } from './oidc.ts'
import type { Provider } from './provider.ts'
import { createProxy } from './proxy.ts'
import { simulatedAt } from './simulated.ts'
import { createUpstream, type Upstream } from './upstream.ts'

/** The providers that are configured. */
export interface Providers {
  /** In the order in which people are shown them: as the operator says, then the built-in ones as in `index.ts`, then those of the file. */
  list(): readonly { id: string, label: string, icon: string }[]
  find(id: string): Upstream | null
}

interface ProvidersOptions {
  config: ProvidersConfig
  apiUrl: string
  webUrl: string
  clock: Clock
  log: Log
  /** Milliseconds and bytes of one call to a provider; as the settings say. */
  deadline?: number
  maxBytes?: number
}

/** What a provider is switched on with. */
interface Registration {
  clientId: string
  clientSecret: string
  callback: 'web' | 'api'
  provisioning?: 'bind' | 'create'
  roles?: 'ignore' | 'trust'
  emails?: 'ignore' | 'trust'
}

/** Nothing is called yet: a provider that is down keeps nobody from starting. */
export function createProviders({ config, apiUrl, webUrl, clock, log, deadline = config.deadlines.call, maxBytes = 1_048_576 }: ProvidersOptions): Providers {
  const at = simulatedAt(config.simulatorUrl)
  const proxy = config.proxy && createProxy(config.proxy, config.simulatorUrl)
  const limits = { deadline, maxBytes, mayConnect: createAddressPolicy(config), proxy }
  const total = Math.max(deadline, config.deadlines.total)

  const upstreamOf = (provider: Provider, { clientId, clientSecret, callback, provisioning = 'bind', roles = 'ignore', emails }: Registration) => createUpstream({
    provider, client: { id: clientId, secret: clientSecret }, provisioning, roles, emails, callback, at, limits, total, clock, log,
    redirectUri: callback === 'web' ? `${webUrl}/oauth/callback/${provider.id}` : `${apiUrl}/oauth/${provider.id}/callback`,
  })

  const upstreams = [
    ...builtInProviders.flatMap((provider) => {
      const registration = Object.entries(config.builtIn).find(([id]) => id === provider.id)?.[1]
      return registration ? [upstreamOf(provider, registration)] : []
    }),
    ...config.entries.map(entry => upstreamOf(entry.kind === 'oidc' ? oidc({ ...entry, authorizeParams: entry.parameters }) : oauth2(entry), entry)),
  ]
  const byId = new Map(upstreams.map(upstream => [upstream.id, upstream]))
  const named = config.order.flatMap(id => byId.get(id) ?? [])
  const shown = [...new Set([...named, ...upstreams])].map(({ id, label, icon }) => ({ id, label, icon }))

  return { list: () => shown, find: id => byId.get(id) ?? null }
}
