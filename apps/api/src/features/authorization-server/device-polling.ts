import Provider, { errors } from 'oidc-provider'
import { later, type Clock } from '../../lib/clock.ts'
import type { Store } from '../store.ts'
import { keyOf } from './adapter.ts'

/** Seconds between two requests of a device that waits, and as many more each time it comes too early (RFC 8628 section 3.5). */
const interval = 5
/** Seconds that a request may be early: the network is not that even. */
const tolerance = 1

/**
 * Tells devices how often to ask, and those that ask too often to slow down. Only while nobody has decided: whoever was let in, or turned
 * away, is told so whenever they ask. The library knows neither.
 */
export function paceDevices(provider: Provider, { store: { authorization }, clock }: { store: Pick<Store, 'authorization'>, clock: Clock }) {
  provider.on('device_authorization.success', (_ctx, body) => { body['interval'] = interval })

  const { DeviceCode } = provider
  const find = DeviceCode.find.bind(DeviceCode)
  Object.defineProperty(DeviceCode, 'find', {
    async value(id: string, options?: { ignoreExpiration?: boolean }) {
      const code = await find(id, options)
      const { route, client } = Provider.ctx?.oidc ?? {}
      if (!(code instanceof DeviceCode) || route !== 'token' || code.clientId !== client?.clientId) return code
      if (code.isExpired || code.accountId !== undefined || code.error !== undefined) return code
      const now = clock.now()
      const key = keyOf('DeviceCode', id)
      const seconds = await authorization.findPollSeconds(key) ?? interval
      if (await authorization.takePoll(key, now, later(now, seconds - tolerance))) return code
      await authorization.slowDown(key, seconds + interval, later(now, seconds + interval - tolerance))
      throw new errors.SlowDown()
    },
  })
}
