import { simulatorClients, type SimulatedProvider } from '@gatehouse/settings'
import type { Clock } from '../oauth/shelf.ts'
import { github } from './github.ts'
import { google } from './google.ts'
import { openid } from './openid.ts'
import type { Desk, Provider } from './provider.ts'
import { qq } from './qq.ts'
import { wechat } from './wechat.ts'
import { weibo } from './weibo.ts'

const makers: Partial<Record<SimulatedProvider, (desk: Desk) => Provider>> = { qq, weibo, wechat, github, google, oidc: openid }

export interface Places {
  /** Origins of Gatehouse's API and front end, whose callbacks are registered at every provider. */
  apiUrl: string
  webUrl: string
  /** Callback addresses of other programs. */
  redirectUris: readonly string[]
  /** Origin of the simulator. */
  url: string
  now: Clock
}

/** Every provider, each with its client and the callbacks registered for it. */
export function createProviders({ apiUrl, webUrl, redirectUris, url, now }: Places): Provider[] {
  return Object.entries(makers).map(([id, make]) => make(deskOf(id)))

  function deskOf(id: string): Desk {
    const client = Object.entries(simulatorClients).find(([name]) => name === id)?.[1] ?? { clientId: '', clientSecret: '' }
    return { client, callbacks: [`${webUrl}/oauth/callback/${id}`, `${apiUrl}/oauth/${id}/callback`, ...redirectUris], now, url }
  }
}
