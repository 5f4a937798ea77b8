import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'

type Needs = Pick<Dependencies, 'settings' | 'store' | 'limiter'> & { credentials: CredentialRules }

/** Whether a name or an address is free, for people filling in the registration form. */
export function createAvailability({ settings, store, limiter, credentials }: Needs) {
  return {
    async countUsername(text: string, visitor: Visitor) {
      await limiter.take('availability', visitor.network)
      const name = credentials.username(text)
      return { username: name.shown, count: await store.users.findByUsername(name) ? 1 : 0 }
    },

    /** @throws Refusal `not_found` where the operator does not let people ask. */
    async countEmail(text: string, visitor: Visitor) {
      if (settings.ACCOUNT_DISCOVERY === 'private') throw new Refusal('not_found')
      await limiter.take('availability', visitor.network)
      const email = credentials.email(text)
      return { email: email.address, count: await store.users.findByEmailKey(email.key) ? 1 : 0 }
    },
  }
}
