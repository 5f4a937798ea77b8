import { simulatorClients, type SimulatedProvider } from '@gatehouse/settings'
import type { Clock } from '../oauth/shelf.ts'
import { dingtalk } from './dingtalk.ts'
import { enterprise } from './enterprise.ts'
import { feishu } from './feishu.ts'
import { gitee } from './gitee.ts'
import { github } from './github.ts'
import { google } from './google.ts'
import { openid } from './openid.ts'
import type { Desk, Provider } from './provider.ts'
import { qq } from './qq.ts'
import { wechat } from './wechat.ts'
import { weibo } from './weibo.ts'

const makers: Record<SimulatedProvider, (desk: Desk) => Provider> = { qq, weibo, wechat, github, google, gitee, feishu, dingtalk, oidc: openid, enterprise }
const ids: readonly SimulatedProvider[] = ['qq', 'weibo', 'wechat', 'github', 'google', 'gitee', 'feishu', 'dingtalk', 'oidc', 'enterprise']

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
  return ids.map(id => makers[id]({
    client: simulatorClients[id], now, url,
    callbacks: [`${webUrl}/oauth/callback/${id}`, `${apiUrl}/oauth/${id}/callback`, ...redirectUris],
  }))
}
