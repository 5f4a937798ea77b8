import type { CodePurpose } from '@gatehouse/contracts'
import { later } from '../../lib/clock.ts'
import type { EmailAddress } from '../../lib/email.ts'
import { newId } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import { newCode } from '../../lib/tokens.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { recordAlone } from '../audit/audit.ts'
import type { NoteFailure } from '../audit/failures.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import { createGuesses, type Guess } from './guesses.ts'
import { createQuotas } from './quotas.ts'

/** A mailed code that was right, not yet used. Using it is part of the transaction that it allows. */
export interface ProvenCode { codeId: string, at: Date }

/** What a person presents of a mailed code. */
export interface PresentedCode { codeRequestId: string, emailCode: string }

type Needs = Pick<Dependencies, 'settings' | 'store' | 'keyring' | 'outbox' | 'limiter' | 'clock' | 'wakeJobs' | 'log'> & { noteFailure: NoteFailure }

/** Six-digit codes by mail: each bound to one request, one purpose and one address, good for one use. */
export function createVerificationCodes({ settings, store, keyring, outbox, limiter, clock, wakeJobs, log, noteFailure }: Needs) {
  const takeQuotas = createQuotas({ settings, keyring })
  const guesses = createGuesses({ settings, store, keyring, clock, log })
  /** Hashed together with its request and purpose, so that a code is worth nothing anywhere else. */
  const bound = (id: string, purpose: CodePurpose, code: string) => `${id} ${purpose} ${code}`

  /** A refusal to compare at all is noted now and then, whoever asks. */
  async function noteRefused<T>({ userId, purpose, visitor }: Guess, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Refusal && error.code === 'rate_limited') await noteFailure(visitor, { action: 'code.rejected', userId, details: { purpose, reason: 'rate-limited' } })
      throw error
    }
  }

  return {
    /**
     * Has a code mailed. Nothing here asks whether the address has an account: known and unknown ones take the same path, and
     * `delivery.ts` finds out when the mail is written.
     *
     * @param userId who is signed in, for the purposes that need it.
     * @param onBehalf what an operator who has it mailed to somebody else writes in the same transaction; the mail then brings a link, as
     * the owner's browser has asked for nothing.
     * @throws Refusal `resend_too_soon`, `rate_limited`
     */
    async request(email: EmailAddress, purpose: CodePurpose, userId: string | null, visitor: Visitor, onBehalf?: (queries: Queries, now: Date) => Promise<void>) {
      const id = newId()
      const code = newCode()
      const now = clock.now()
      const expiresAt = later(now, settings.CODE_LIFETIME_SECONDS)
      const knownDevice = await store.knownDevices.isKnownForEmail(email.key, visitor.deviceHash)

      await store.transaction(async (queries) => {
        await takeQuotas(queries, { emailKey: email.key, purpose, visitor, knownDevice }, now)
        await queries.verificationCodes.voidOwn({ emailKey: email.key, purpose, deviceHash: visitor.deviceHash }, now)
        await queries.verificationCodes.insert({
          id, purpose, email: email.address, emailKey: email.key, userId, deviceHash: visitor.deviceHash, locale: visitor.locale,
          codeHash: keyring.mac('verification-code', bound(id, purpose, code)), createdAt: now, expiresAt,
        })
        await outbox.put(queries, 'verification-code', { codeId: id, code, purpose, ...(onBehalf && { onBehalf: true }) }, { now, expiresAt })
        await onBehalf?.(queries, now)
      })
      wakeJobs()
      return { requestId: id, resendAfter: settings.CODE_RESEND_SECONDS, expiresIn: settings.CODE_LIFETIME_SECONDS }
    },

    /**
     * Compares a presented code. Each try is counted in SQL before it is compared, for its code and for its account; a right one is
     * held against neither.
     *
     * @param userId must be whoever asked for the code, for the purposes that need a session.
     * @throws Refusal `code_invalid`: wrong, expired, used, or for something else; `rate_limited`, without comparing.
     */
    async check({ codeRequestId, emailCode }: PresentedCode, purpose: CodePurpose, emailKey: string, userId: string | null, visitor: Visitor): Promise<ProvenCode> {
      const at = clock.now()
      const guess = { purpose, emailKey, userId, visitor }
      const tried = await noteRefused(guess, async () => {
        await limiter.take('code-tries', visitor.network)
        const isKnown = await guesses.isKnown(guess)
        return store.transaction(async (queries) => {
          const row = await queries.verificationCodes.countTry(codeRequestId, purpose, emailKey, settings.CODE_TRIES, at)
          // What could not be right whatever was typed is no guess: otherwise strangers would need no code to use up somebody's tries.
          if (!row) return null
          const counted = await guesses.count(queries, guess, isKnown, at)
          if (counted.isSlowed && row.tries > 1) throw new Refusal('code_invalid')
          return { row, counted }
        })
      })
      const right = tried !== null && tried.row.userId === userId
        && keyring.verifyMac('verification-code', bound(codeRequestId, purpose, emailCode), tried.row.codeHash)
      if (!right) {
        // A code to register with is of nobody, also where the address has an account.
        const owner = userId === null && purpose !== 'register' ? await store.users.findByEmailKey(emailKey) : null
        const reason = tried ? 'wrong' : 'not-usable'
        await recordAlone(store, visitor, { action: 'code.rejected', result: 'failure', userId: userId ?? owner?.id ?? null, at, details: { purpose, reason } })
        if (tried) await guesses.noteWrong(tried.counted, visitor)
        throw new Refusal('code_invalid')
      }
      await store.transaction(async (queries) => {
        await queries.verificationCodes.uncountTry(codeRequestId)
        await guesses.giveBack(queries, tried.counted)
      })
      await limiter.giveBack('code-tries', visitor.network)
      return { codeId: codeRequestId, at }
    },

    /**
     * Uses a proven code up, in the transaction of what it allows.
     *
     * @throws Refusal `code_invalid` when somebody else was faster.
     */
    async consume(queries: Queries, { codeId, at }: ProvenCode) {
      const row = await queries.verificationCodes.consume(codeId, at)
      if (!row) throw new Refusal('code_invalid')
      return row
    },
  }
}
export type VerificationCodes = ReturnType<typeof createVerificationCodes>
