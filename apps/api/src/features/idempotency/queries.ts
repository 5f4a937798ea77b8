import { and, eq, inArray, isNull, lt, lte, sql } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

interface Claim { id: string, claim: string, now: Date, claimedUntil: Date, expiresAt: Date }

export function idempotencyQueries(db: Executor, { idempotentRequests: requests }: Tables) {
  /** Still to be done, by whoever claimed it. */
  const mine = (id: string, claim: string) => and(eq(requests.id, id), eq(requests.claim, claim), isNull(requests.sealedAnswer))

  return {
    /** Takes a request to be done; `false` while somebody else is at it, and when it is answered. */
    async claim({ id, claim, now, claimedUntil, expiresAt }: Claim) {
      const abandoned = sql`(${isNull(requests.sealedAnswer)} and ${lte(requests.claimedUntil, now)})`
      const [row] = await db.insert(requests).values({ id, claim, claimedUntil, expiresAt })
        .onConflictDoUpdate({
          target: requests.id,
          set: { claim, claimedUntil, expiresAt, sealedAnswer: null },
          setWhere: sql`${abandoned} or ${lte(requests.expiresAt, now)}`,
        }).returning({ id: requests.id })
      return row !== undefined
    },

    /** What the answer is made of; `null` while there is none. */
    async findAnswer(id: string) {
      const [row] = await db.select({ sealedAnswer: requests.sealedAnswer }).from(requests).where(eq(requests.id, id))
      return row?.sealedAnswer ?? null
    },

    /** Keeps the answer, in the transaction of the effect; `false` when the claim has been lost: then there must be no effect. */
    async complete(id: string, claim: string, sealedAnswer: string) {
      const [row] = await db.update(requests).set({ sealedAnswer }).where(mine(id, claim)).returning({ id: requests.id })
      return row !== undefined
    },

    /** Gives a request back that came to nothing. */
    async release(id: string, claim: string) {
      await db.delete(requests).where(mine(id, claim))
    },

    async deleteOld(before: Date, limit: number) {
      const old = db.select({ id: requests.id }).from(requests).where(lt(requests.expiresAt, before)).limit(limit)
      return (await db.delete(requests).where(inArray(requests.id, old)).returning({ id: requests.id })).length
    },
  }
}
