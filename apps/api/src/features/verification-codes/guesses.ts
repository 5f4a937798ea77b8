import type { CodePurpose } from '@gatehouse/contracts'
import { later, secondsUntil } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { recordAlone } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'

const hour = 3600

/** A code that somebody presents. */
export interface Guess {
  purpose: CodePurpose
  emailKey: string
  /** Who is signed in, for the purposes that need it. */
  userId: string | null
  visitor: Visitor
}

/** A try that has been counted, to be taken back when it was right. */
export interface CountedGuess {
  counters: { key: string, endsAt: Date }[]
  /** It used up what all accounts together have in this hour. */
  isLastOfAll: boolean
  /** That had been used up before, and the browser is none that the account knows: its code has this one try. */
  isSlowed: boolean
}

type Needs = Pick<Dependencies, 'settings' | 'store' | 'keyring' | 'clock' | 'log'>

/**
 * How many codes may be guessed, over all codes and networks: of a million possible ones, ten an hour for each account and purpose. When
 * all accounts together have had as many as is usual, a code has one try instead of five: whoever types theirs right goes on, so that
 * guessing stops nobody else from registering.
 * Counted in SQL before the comparison. Nothing here asks whether an address has an account: it is counted under the address, which
 * is the account's. A browser that the account knows is counted apart, so that strangers who use up the tries lock nobody out of it.
 * How it works in numbers: `docs/throttling.md`.
 */
export function createGuesses({ settings, store, keyring, clock, log }: Needs) {
  const hashed = (text: string) => keyring.mac('quota', text)

  /** In the order in which they are taken, whoever asks: nobody waits in a circle. */
  function countersOf({ purpose, emailKey, userId, visitor: { network, deviceHash } }: Guess, isKnown: boolean) {
    const address = `guesses ${purpose} address ${emailKey}`
    const account = userId === null ? address : `guesses ${purpose} user ${userId}`
    const most = settings.WRONG_CODES_PER_ACCOUNT_PER_HOUR
    return [
      { key: hashed(isKnown ? `${account} device ${deviceHash}` : account), most },
      // An address that is to become somebody's could otherwise be guessed at by as many accounts as one can make.
      ...(purpose === 'change-email' ? [{ key: hashed(address), most }] : []),
      ...(isKnown ? [] : [
        { key: hashed(`guesses network ${network}`), most: settings.WRONG_CODES_PER_NETWORK_PER_HOUR },
        { key: hashed('guesses'), most: settings.WRONG_CODES_PER_HOUR, isForAll: true },
      ]),
    ]
  }

  return {
    /** Whether the account of this code has been used in this browser. */
    isKnown: ({ emailKey, userId, visitor: { deviceHash } }: Guess) => userId === null
      ? store.knownDevices.isKnownForEmail(emailKey, deviceHash)
      : store.knownDevices.isKnown(userId, deviceHash),

    /** Counts one try, in the caller's transaction. @throws Refusal `rate_limited`: it must not be compared. */
    async count(queries: Queries, guess: Guess, isKnown: boolean, now: Date): Promise<CountedGuess> {
      const counted: CountedGuess = { counters: [], isLastOfAll: false, isSlowed: false }
      for (const { key, most, isForAll } of countersOf(guess, isKnown)) {
        const taken = await queries.codeFailures.take(key, most, now, later(now, hour))
        if (!taken && isForAll) {
          counted.isSlowed = true
          continue
        }
        if (!taken) {
          const full = await queries.codeFailures.find(key)
          throw new Refusal('rate_limited', { retryAfter: full ? secondsUntil(full.endsAt, now) : hour })
        }
        counted.counters.push(taken)
        if (isForAll && taken.count >= most) counted.isLastOfAll = true
      }
      return counted
    },

    /** It was right. */
    async giveBack(queries: Queries, { counters }: CountedGuess) {
      for (const { key, endsAt } of counters) await queries.codeFailures.giveBack(key, endsAt)
    },

    /** It was wrong: the last of all raises the alarm, once an hour. */
    async noteWrong({ isLastOfAll }: CountedGuess, visitor: Visitor) {
      const now = clock.now()
      if (!isLastOfAll || !await store.codeFailures.take(hashed('guesses alarm'), 1, now, later(now, hour))) return
      log.error({ wrongCodes: settings.WRONG_CODES_PER_HOUR }, 'possible guessing of mailed codes: for the rest of the hour, codes allow one attempt in browsers unknown to the account')
      await recordAlone(store, visitor, { action: 'code.guessing', result: 'failure', userId: null, at: now, details: { wrongCodes: settings.WRONG_CODES_PER_HOUR } })
    },
  }
}
