import type { EmailAddress } from '../../lib/email.ts'
import { newId } from '../../lib/ids.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Username } from '../../lib/username.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import { checkAll, type CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Documents } from '../documents/documents.ts'
import type { Notices } from '../notices/notices.ts'
import type { Queries } from '../store.ts'
import type { Grant, Sessions } from '../sessions/sessions.ts'
import type { Through } from '../sign-in/sign-in.ts'
import type { PresentedCode, VerificationCodes } from '../verification-codes/verification-codes.ts'

export interface Registration extends Partial<{ [part in keyof PresentedCode]: PresentedCode[part] | undefined }> {
  username: string
  email: string
  /** `null` for people who come through a provider and want none. */
  password: string | null
  remember: boolean
}

/** Where somebody who registers comes from, when not from our own form. */
interface Origin extends Through {
  profile: { displayName: string | null }
  /** An address that needs no code: whoever sent the person has proved it a moment ago, and is trusted with that. */
  vouchedEmail: EmailAddress | null
  /** Uses up what the person came with, first of all. @throws Refusal when it is used up. */
  redeem: (queries: Queries) => Promise<void>
}

const ownForm: Origin = {
  method: 'password', profile: { displayName: null }, vouchedEmail: null, redeem: async () => undefined, alongside: async () => null,
}

/** An address that is somebody's, and what shows it; used up in the transaction of what it allows. */
interface ProvenAddress extends EmailAddress {
  /** When its owner has shown to us that it is theirs; `null` where we have it from somebody else. */
  provenAt: Date | null
  use: (queries: Queries) => Promise<unknown>
}

type Needs = Pick<Dependencies, 'store' | 'hasher' | 'clock'>
  & { codes: VerificationCodes, credentials: CredentialRules, documents: Pick<Documents, 'accepting'>, sessions: Sessions, notices: Notices }

/** Making an account: nothing of it exists until the address is proved, as a rule by the mailed code, and then all of it does. */
export function createRegistration({ store, hasher, clock, codes, credentials, documents, sessions, notices }: Needs) {
  /** Both parts of a code, or neither where none is needed. @throws Refusal of the missing field. */
  function presentedCode({ codeRequestId, emailCode }: Registration, isVouched: boolean): PresentedCode | null {
    if (codeRequestId !== undefined && emailCode !== undefined) return { codeRequestId, emailCode }
    if (codeRequestId === undefined && emailCode === undefined && isVouched) return null
    throw refuseField(emailCode === undefined ? 'emailCode' : 'codeRequestId', 'required')
  }

  async function prove(code: PresentedCode | null, email: EmailAddress, { vouchedEmail, redeem }: Origin, visitor: Visitor): Promise<ProvenAddress> {
    // As whoever vouches for it has written it, and not as it was typed.
    if (!code) return { ...vouchedEmail ?? email, provenAt: null, use: redeem }
    const proven = await codes.check(code, 'register', email.key, null, visitor)
    return {
      ...email, provenAt: clock.now(),
      async use(queries) {
        await redeem(queries)
        await codes.consume(queries, proven)
      },
    }
  }

  /**
   * A look that spares the work of hashing; whether name and address are free is decided by the transaction that takes them. Of several who
   * have brought one proof, only who could still use it is told of the name.
   */
  async function refuseTaken(proven: ProvenAddress, name: Username) {
    const byName = await store.users.findByUsername(name)
    if (!byName && !await store.users.findByEmailKey(proven.key)) return
    await store.transaction(async (queries) => {
      await proven.use(queries)
      throw new Refusal(byName ? 'username_taken' : 'email_taken')
    })
  }

  /**
   * @throws Refusal `validation_failed`, `code_invalid`, `username_taken` (the code stays good for another name),
   * `email_taken` (to whoever has just proved the address, here or where they come from), `overloaded`. A password is judged for whoever
   * has proved the address, and no earlier.
   */
  return async function register(input: Registration, visitor: Visitor, origin: Partial<Origin> = {}): Promise<Grant> {
    const from = { ...ownForm, ...origin }
    const { method, profile, vouchedEmail, alongside, conclude } = from
    const { password } = input
    const codeFor = ({ key }: EmailAddress) => presentedCode(input, vouchedEmail?.key === key)
    await checkAll(
      () => credentials.username(input.username),
      () => codeFor(credentials.email(input.email)),
      () => password === null || credentials.newPasswordLength(password),
    )
    const name = credentials.username(input.username)
    const email = credentials.email(input.email)

    const proven = await prove(codeFor(email), email, from, visitor)
    await refuseTaken(proven, name)
    if (password !== null) await credentials.newPassword(password, [input.username, input.email], visitor)
    const passwordHash = password === null ? null : await hasher.hash(password, visitor)
    const now = clock.now()

    const grant = await store.transaction(async (queries) => {
      await proven.use(queries)
      const user = await queries.users.insert({
        id: newId(), username: name.shown, usernameKey: name.key, usernameSkeleton: name.skeleton,
        email: proven.address, emailKey: proven.key, emailVerifiedAt: now, emailProvenAt: proven.provenAt,
        displayName: profile.displayName ?? name.shown, locale: visitor.locale,
        passwordHash, passwordChangedAt: passwordHash === null ? null : now, ...documents.accepting(now), createdAt: now, updatedAt: now,
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
