import type { Settings } from '@gatehouse/settings'
import { makeNextKeys } from '../../keys/rotate.ts'
import type { MakeKeyPair } from '../../keys/key-pairs.ts'
import { later, type Clock } from '../../lib/clock.ts'
import type { Keyring } from '../../lib/keyring.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { SignOuts } from '../authorization-server/authorization-server.ts'
import type { Store } from '../store.ts'
import { clockSkew } from './sessions.ts'

/** Rows that one transaction changes: those who are served meanwhile do not wait long for it. */
const batch = 200
/** Seconds after which everything has run out that is given out for a while; the longest such time is a day. */
const ages = 10 * 86_400

interface Needs {
  settings: Pick<Settings, 'ACCESS_TOKEN_SECONDS'>
  store: Store
  clock: Clock
  keyring: Keyring
  makeKeyPair: MakeKeyPair
  signOuts: SignOuts
}

/**
 * Ends everything that somebody is signed in with or could go on with: sessions, tokens and grants of programs and devices, mailed
 * codes, and what stands between two steps. Passwords, identities, secrets of programs and what people have allowed stay.
 *
 * Sessions are ended by name, so that running nodes refuse their tokens within a second. A restored database does not know the sessions
 * that began after it was saved: their access tokens are refused since no key that signed them is good any more, within ten seconds. Nor
 * does a key come back that had been withdrawn.
 *
 * May be interrupted and run again, also while nodes serve: whoever signs in after it has begun stays signed in.
 */
export function createEndAll({ settings, store, clock, keyring, makeKeyPair, signOuts }: Needs) {
  async function withdrawKeys(visitor: Visitor) {
    const now = clock.now()
    const next = await makeNextKeys({ keyring, makeKeyPair, now, longest: 0, atOnce: true })
    await store.transaction(async (queries) => {
      await next.write(queries)
      await record(queries, visitor, { action: 'sessions.all-ended', result: 'success', userId: null, at: now })
    })
  }

  /** Those with an id after `after`; where it has come to, `null` at the end. */
  const endSessionsAfter = (after: string, until: Date) => store.transaction(async (queries) => {
    const now = clock.now()
    const tokens = settings.ACCESS_TOKEN_SECONDS + clockSkew
    const ids = await queries.sessions.listUnended(after, until, batch)
    const ended = await queries.sessions.endEach(ids, now, { seenSince: later(now, -tokens), accessTokensUntil: later(now, tokens) })
    await signOuts.announce(queries, ended, now)
    return { last: ids.at(-1) ?? null, count: ended.length }
  })

  async function endSessions(until: Date) {
    let count = 0
    for (let after: string | null = ''; after !== null;) {
      const ended: Awaited<ReturnType<typeof endSessionsAfter>> = await endSessionsAfter(after, until)
      count += ended.count
      after = ended.last
    }
    return count
  }

  async function endAuthorizations() {
    for (let after: string | null = ''; after !== null;) after = await store.authorization.deleteAfter(after, batch)
  }

  async function deleteAll(deleteBatch: (before: Date, limit: number) => Promise<number>) {
    while (await deleteBatch(later(clock.now(), ages), batch) === batch);
  }

  /** @returns how many sessions had to be ended. */
  return async function endAll(visitor: Visitor): Promise<number> {
    const begun = clock.now()
    await withdrawKeys(visitor)
    const count = await endSessions(begun)
    await endAuthorizations()
    await store.verificationCodes.voidAll(clock.now())
    for (const deleteBatch of [
      store.federation.deleteOldAttempts, store.federation.deleteOldHandoffs, store.federation.deleteOldTickets, store.idempotency.deleteOld,
    ]) await deleteAll(deleteBatch)
    return count
  }
}
export type EndAll = ReturnType<typeof createEndAll>
