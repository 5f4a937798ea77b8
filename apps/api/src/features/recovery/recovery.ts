import { Refusal } from '../../lib/refusal.ts'
import { newId } from '../../lib/ids.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record, recordAlone } from '../audit/audit.ts'
import type { CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Identities } from '../identities/identities.ts'
import type { Notices } from '../notices/notices.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Throttle } from '../sign-in/throttle.ts'
import type { PresentedCode, VerificationCodes } from '../verification-codes/verification-codes.ts'

type Needs = Pick<Dependencies, 'store' | 'hasher' | 'clock'>
  & { codes: VerificationCodes, credentials: CredentialRules, sessions: Sessions, throttle: Throttle, notices: Notices, identities: Identities }

/** Getting back in without the password, by proving the mailbox. */
export function createRecovery({ store, hasher, clock, codes, credentials, sessions, throttle, notices, identities }: Needs) {
  /**
   * Sets a new password and ends everything that was made with the old one: sessions, whatever programs and devices hold, other
   * codes, what was begun at providers, known browsers, waits. The browser that did it is known from now on, so that nobody can lock
   * its owner out again at once. Linked accounts stay, and the mail names them; where the address had not been proved to us before,
   * whoever linked them need not be its owner, and they are dropped.
   *
   * @throws Refusal `code_invalid`, also for an address without an account; `validation_failed`, `overloaded`.
   */
  return async function resetPassword(input: PresentedCode & { email: string, password: string }, visitor: Visitor): Promise<void> {
    const email = credentials.email(input.email)
    credentials.newPasswordLength(input.password)
    const proven = await codes.check(input, 'reset-password', email.key, null, visitor)
    const found = await store.users.findByEmailKey(email.key)
    if (!found || found.disabledAt) {
      const reason = found ? 'disabled' : 'unknown'
      await recordAlone(store, visitor, { action: 'password.reset', result: 'failure', userId: found?.id ?? null, at: clock.now(), details: { reason } })
      throw new Refusal('code_invalid')
    }
    await credentials.newPassword(input.password, [found.username, input.email], visitor)

    const passwordHash = await hasher.hash(input.password, visitor)
    const now = clock.now()
    const ended = await store.transaction(async (queries) => {
      await codes.consume(queries, proven)
      const user = await queries.users.update(found.id, {
        passwordHash, passwordChangedAt: now, emailVerifiedAt: found.emailVerifiedAt ?? now, emailProvenAt: found.emailProvenAt ?? now, updatedAt: now,
      })
      if (!user || user.disabledAt) throw new Refusal('code_invalid')
      // First, so that whatever is added to the account from one of them has been added by now, or is refused.
      const ended = await sessions.endWithAuthorizations(queries, user.id, 'all', now)
      await queries.verificationCodes.voidAllOf(user, now)
      await queries.federation.voidAttemptsOf(user.id, now)
      const dropped = found.emailProvenAt ? [] : await identities.dropAll(queries, user.id, visitor, now)
      const linked = await identities.linkedTo(queries, user.id)
      await queries.knownDevices.deleteByUser(user.id)
      await queries.knownDevices.remember({ id: newId(), userId: user.id, deviceHash: visitor.deviceHash }, now)
      await throttle.clear(queries, throttle.budgetFor({ userId: user.id }, visitor.deviceHash))
      await record(queries, visitor, { action: 'password.reset', result: 'success', userId: user.id, at: now })
      await notices.put(queries, user, { name: 'password-reset', username: user.username, linked, dropped }, now)
      return ended
    })
    sessions.refuseFromNow(ended)
    notices.wake()
  }
}
