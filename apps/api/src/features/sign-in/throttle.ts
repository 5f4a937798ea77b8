import { later, secondsUntil } from '../../lib/clock.ts'
import { createGates } from '../../lib/gates.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Dependencies } from '../dependencies.ts'

/** Whose tries are counted. */
export interface Budget {
  /** The account, under whatever spelling; or the name, when there is no such account. */
  account: string
  /** The browser, when this account has been signed in on it before. */
  device: string | null
}

type Needs = Pick<Dependencies, 'settings' | 'store' | 'keyring' | 'clock'>

/**
 * Wrong passwords in a row make an account's visitors wait longer and longer (NIST SP 800-63B-4 section 3.2.2). One budget for
 * every way of presenting the password. A browser the owner has used before has a budget of its own beside it, so that
 * strangers who exhaust the account's do not lock the owner out (OWASP ASVS 5.0.0-6.1.1).
 *
 * A try is counted before it is judged, in SQL, and taken back when it was right: however many come at once, on
 * however many nodes, no more are judged than are free. How it works in numbers: `docs/throttling.md`.
 */
export function createThrottle({ settings, store, keyring, clock }: Needs) {
  // Several right passwords at once are fine: within this process they wait for each other instead of being counted as wrong.
  const gates = createGates(Math.max(1, settings.SIGN_IN_FREE_TRIES - 1))

  /** Seconds to wait after so many failures. */
  function waitAfter(failures: number) {
    if (failures < settings.SIGN_IN_FREE_TRIES) return 0
    return Math.min(settings.SIGN_IN_FIRST_WAIT_SECONDS * 2 ** (failures - settings.SIGN_IN_FREE_TRIES), settings.SIGN_IN_LONGEST_WAIT_SECONDS)
  }

  /** Counts one try; answers until when each key that was counted had to wait before, so that it can be taken back. */
  async function count(budget: Budget, now: Date): Promise<[key: string, until: Date][]> {
    const judgedBy = budget.device ?? budget.account
    const taken = await store.transaction(async (queries): Promise<[string, Date][] | null> => {
      const failures = await queries.signInFailures.take(judgedBy, now, settings.SIGN_IN_HARD_STOP)
      if (failures === null) return null
      await queries.signInFailures.waitUntil(judgedBy, later(now, waitAfter(failures)))
      const counted: [string, Date][] = [[judgedBy, now]]
      if (budget.device) {
        counted.push([budget.account, (await queries.signInFailures.find(budget.account))?.nextTryAt ?? now])
        const altogether = await queries.signInFailures.add(budget.account, now)
        await queries.signInFailures.waitUntil(budget.account, later(now, waitAfter(altogether)))
      }
      return counted
    })
    if (!taken) throw new Refusal('rate_limited', { retryAfter: await wait(judgedBy, now) })
    return taken
  }

  async function wait(key: string, now: Date) {
    const counted = await store.signInFailures.find(key)
    if (!counted || counted.failures >= settings.SIGN_IN_HARD_STOP) return settings.SIGN_IN_LONGEST_WAIT_SECONDS
    return secondsUntil(counted.nextTryAt, now)
  }

  /** In the order in which they are counted. */
  const keysOf = ({ account, device }: Budget) => device ? [device, account] : [account]

  return {
    /** The budget of an account, or of a name that has none; `deviceHash` only for a browser the account knows. */
    budgetFor(who: { userId: string } | { name: string }, deviceHash: string | null): Budget {
      const account = 'userId' in who ? `user ${who.userId}` : `name ${who.name}`
      const key = (text: string) => keyring.mac('quota', text)
      return { account: key(account), device: deviceHash === null ? null : key(`${account} device ${deviceHash}`) }
    },

    /**
     * Judges one try; a right one clears the count.
     *
     * @param signal aborted when whoever asked has gone.
     * @throws Refusal `rate_limited` with the wait, without judging; `overloaded` for whoever has waited for others at the same account too long.
     */
    async judge(budget: Budget, isRight: () => Promise<boolean>, signal?: AbortSignal): Promise<boolean> {
      return gates.pass(budget.device ?? budget.account, async () => {
        const now = clock.now()
        const counted = await count(budget, now)
        try {
          const right = await isRight()
          if (right) await store.signInFailures.clear(keysOf(budget))
          return right
        } catch (error) {
          // It was never judged: the threads were busy, or whoever asked has gone.
          for (const [key, until] of counted) await store.signInFailures.undo(key, until)
          throw error
        }
      }, { seconds: settings.PASSWORD_WAIT_SECONDS, signal })
    },

    /** Forgets all failures of an account: its owner has proved the mailbox. Within the caller's transaction. */
    clear: (queries: Pick<typeof store, 'signInFailures'>, budget: Budget) => queries.signInFailures.clear(keysOf(budget)),
  }
}
export type Throttle = ReturnType<typeof createThrottle>
