import type { EmailAddress } from '../../lib/email.ts'
import { newId } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Username } from '../../lib/username.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import { checkAll, type CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Notices } from '../notices/notices.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { Through } from '../sign-in/sign-in.ts'
import type { PresentedCode, ProvenCode, VerificationCodes } from '../verification-codes/verification-codes.ts'

export interface Registration extends PresentedCode {
  username: string
  email: string
  /** `null` for people who come through a provider and want none. */
  password: string | null
  remember: boolean
}

/** Where somebody who registers comes from, when not from our own form. */
interface Origin extends Through {
  profile: { displayName: string | null, avatarUrl: string | null }
}

const ownForm: Origin = { method: 'password', profile: { displayName: null, avatarUrl: null }, alongside: async () => null }

type Needs = Pick<Dependencies, 'settings' | 'store' | 'hasher' | 'clock'>
  & { codes: VerificationCodes, credentials: CredentialRules, sessions: Sessions, notices: Notices }

/** Making an account: nothing of it exists until the mailed code has come back, and then all of it does. */
export function createRegistration({ settings, store, hasher, clock, codes, credentials, sessions, notices }: Needs) {
  /**
   * A look that spares the work of hashing; whether name and address are free is decided by the transaction that takes them. Of several who
   * have brought one code, only who could still use it is told of the name.
   */
  async function refuseTaken(proven: ProvenCode, name: Username, email: EmailAddress) {
    const byName = await store.users.findByUsername(name)
    if (!byName && !await store.users.findByEmailKey(email.key)) return
    await store.transaction(async (queries) => {
      await codes.consume(queries, proven)
      throw new Refusal(byName ? 'username_taken' : 'email_taken')
    })
  }

  /**
   * @throws Refusal `validation_failed`, `code_invalid`, `username_taken` (the code stays good for another name),
   * `email_taken` (to whoever has just proved the address), `overloaded`. A password is judged for whoever has brought the code, and no earlier.
   */
  return async function register(input: Registration, visitor: Visitor, origin: Partial<Origin> = {}): Promise<Grant> {
    const { method, profile, alongside, conclude } = { ...ownForm, ...origin }
    const { password } = input
    await checkAll(
      () => credentials.username(input.username),
      () => credentials.email(input.email),
      () => password === null || credentials.newPasswordLength(password),
    )
    const name = credentials.username(input.username)
    const email = credentials.email(input.email)

    const proven = await codes.check(input, 'register', email.key, null, visitor)
    await refuseTaken(proven, name, email)
    if (password !== null) await credentials.newPassword(password, [input.username, input.email], visitor)
    const passwordHash = password === null ? null : await hasher.hash(password, visitor)
    const now = clock.now()

    const grant = await store.transaction(async (queries) => {
      await codes.consume(queries, proven)
      const user = await queries.users.insert({
        id: newId(), username: name.shown, usernameKey: name.key, usernameSkeleton: name.skeleton,
        email: email.address, emailKey: email.key, emailVerifiedAt: now, emailProvenAt: now,
        displayName: profile.displayName ?? name.shown, avatarUrl: profile.avatarUrl, locale: visitor.locale,
        passwordHash, passwordChangedAt: passwordHash === null ? null : now, termsVersion: settings.TERMS_VERSION, termsAcceptedAt: now, createdAt: now, updatedAt: now,
      })
      if (!user) throw new Refusal(await queries.users.findByUsername(name) ? 'username_taken' : 'email_taken')
      await record(queries, visitor, { action: 'account.registered', result: 'success', userId: user.id, at: now, method })
      const identityId = await alongside(queries, user, now)
      await notices.put(queries, user, { name: 'welcome', username: user.username }, now)
      const begun = await sessions.start(queries, user, { method, identityId, remember: input.remember, visitor, now })
      await conclude?.(queries, begun)
      return begun
    })
    notices.wake()
    return grant
  }
}
export type Register = ReturnType<typeof createRegistration>
