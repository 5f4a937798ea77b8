import { later } from '../../lib/clock.ts'
import type { Notice } from '../../jobs/kinds.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import type { UserRow } from '../users/users.ts'

/** Seconds after which news about an account is no news any more. */
const lifetime = 3 * 86_400

/** Mails that tell people what has happened to their account (OWASP ASVS 5.0.0-6.3.7). */
export function createNotices({ outbox, wakeJobs }: Pick<Dependencies, 'outbox' | 'wakeJobs'>) {
  return {
    /** Writes the notice in the caller's transaction, to the address the account has in `user`; people without one are told nothing. */
    async put(queries: Queries, user: UserRow, message: Notice['message'], now: Date) {
      if (!user.email) return
      await outbox.put(queries, 'notice', { to: user.email, locale: user.locale, message }, { now, expiresAt: later(now, lifetime) })
    },
    /** Call it after the commit. */
    wake: wakeJobs,
  }
}
export type Notices = ReturnType<typeof createNotices>
