import type { CodePurpose } from '@gatehouse/contracts'
import { later, secondsUntil } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'

const hour = 3600

interface Quota { key: string, most: number, seconds: number, code: 'resend_too_soon' | 'rate_limited' }

/**
 * How often codes may be mailed. Counted in the transaction that writes the mail, so that what is refused is not counted.
 * Every count is taken in the same order, whoever asks: two requests never wait for each other in a circle.
 */
export function createQuotas({ settings, keyring }: Pick<Dependencies, 'settings' | 'keyring'>) {
  /**
   * @param knownDevice the account of this address has been used in this browser: strangers who exhaust the address do not
   * keep its owner from getting a code.
   * @throws Refusal `resend_too_soon`, `rate_limited`
   */
  return async function take(queries: Queries, request: { emailKey: string, purpose: CodePurpose, visitor: Visitor, knownDevice: boolean }, now: Date) {
    const { emailKey, purpose, visitor, knownDevice } = request
    const { network, deviceHash } = visitor
    const address = `address ${emailKey}`
    const limits: Quota[] = [
      { key: `resend ${purpose} ${address} network ${network}`, most: 1, seconds: settings.CODE_RESEND_SECONDS, code: 'resend_too_soon' },
      { key: `resend ${purpose} ${address} device ${deviceHash}`, most: 1, seconds: settings.CODE_RESEND_SECONDS, code: 'resend_too_soon' },
      { key: `${address} network ${network}`, most: settings.MAIL_PER_ADDRESS_AND_NETWORK_PER_HOUR, seconds: hour, code: 'rate_limited' },
      knownDevice
        ? { key: `${address} device ${deviceHash}`, most: settings.MAIL_PER_ADDRESS_AND_NETWORK_PER_HOUR, seconds: hour, code: 'rate_limited' }
        : { key: address, most: settings.MAIL_PER_ADDRESS_PER_HOUR, seconds: hour, code: 'rate_limited' },
      { key: `network ${network}`, most: settings.MAIL_PER_NETWORK_PER_HOUR, seconds: hour, code: 'rate_limited' },
      { key: 'all', most: settings.MAIL_PER_HOUR, seconds: hour, code: 'rate_limited' },
    ]

    for (const { key, most, seconds, code } of limits) {
      const hashed = keyring.mac('quota', key)
      if (await queries.mailQuotas.take(hashed, most, now, later(now, seconds))) continue
      const counted = await queries.mailQuotas.find(hashed)
      throw new Refusal(code, { retryAfter: counted ? secondsUntil(counted.endsAt, now) : seconds })
    }
  }
}
