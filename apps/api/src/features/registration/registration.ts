import { Refusal } from '../../lib/refusal.ts'
import { newId } from '../../lib/ids.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import { checkAll, type CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Notices } from '../notices/notices.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { PresentedCode, VerificationCodes } from '../verification-codes/verification-codes.ts'

interface Registration extends PresentedCode {
  username: string
  email: string
  password: string
  remember: boolean
}

type Needs = Pick<Dependencies, 'settings' | 'store' | 'hasher' | 'clock'>
  & { codes: VerificationCodes, credentials: CredentialRules, sessions: Sessions, notices: Notices }

/** Making an account: nothing of it exists until the mailed code has come back, and then all of it does. */
export function createRegistration({ settings, store, hasher, clock, codes, credentials, sessions, notices }: Needs) {
  /**
   * @throws Refusal `validation_failed`, `code_invalid`, `username_taken` (the code stays good for another name),
   * `email_taken` (to whoever has just proved the address), `overloaded`.
   */
  return async function register(input: Registration, visitor: Visitor): Promise<Grant> {
    await checkAll(
      () => credentials.username(input.username),
      () => credentials.email(input.email),
      () => credentials.newPassword(input.password, [input.username, input.email]),
    )
    const name = credentials.username(input.username)
    const email = credentials.email(input.email)

    const proven = await codes.check(input, 'register', email.key, null, visitor)
    const passwordHash = await hasher.hash(input.password)
    const now = clock.now()

    const grant = await store.transaction(async (queries) => {
      await codes.consume(queries, proven)
      const user = await queries.users.insert({
        id: newId(), username: name.shown, usernameKey: name.key, usernameSkeleton: name.skeleton,
        email: email.address, emailKey: email.key, emailVerifiedAt: now, displayName: name.shown, locale: visitor.locale,
        passwordHash, passwordChangedAt: now, termsVersion: settings.TERMS_VERSION, termsAcceptedAt: now, createdAt: now, updatedAt: now,
      })
      if (!user) throw new Refusal(await queries.users.findByUsername(name) ? 'username_taken' : 'email_taken')
      await record(queries, visitor, { action: 'account.registered', result: 'success', userId: user.id, at: now })
      await notices.put(queries, user, { name: 'welcome', username: user.username }, now)
      return sessions.start(queries, user, { method: 'password', remember: input.remember, visitor, now })
    })
    notices.wake()
    return grant
  }
}
