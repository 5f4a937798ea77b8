import { and, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { CodePurpose } from '@gatehouse/contracts'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export type VerificationCodeRow = Tables['verificationCodes']['$inferSelect']

export function verificationCodeQueries(db: Executor, { verificationCodes }: Tables) {
  const usable = (now: Date) => and(
    isNull(verificationCodes.usedAt), isNull(verificationCodes.voidedAt), gt(verificationCodes.expiresAt, now))

  return {
    async insert(code: typeof verificationCodes.$inferInsert) {
      await db.insert(verificationCodes).values(code)
    },

    async find(id: string) {
      const [row] = await db.select().from(verificationCodes).where(eq(verificationCodes.id, id))
      return row ?? null
    },

    /** Counts a try and hands out the hash to compare with; `null` when the request cannot be tried (any more). */
    async countTry(id: string, purpose: CodePurpose, emailKey: string, maxTries: number, now: Date) {
      const [row] = await db.update(verificationCodes).set({ tries: sql`${verificationCodes.tries} + 1` })
        .where(and(
          eq(verificationCodes.id, id), eq(verificationCodes.purpose, purpose), eq(verificationCodes.emailKey, emailKey),
          lt(verificationCodes.tries, maxTries), usable(now),
        )).returning()
      return row ?? null
    },

    /** The try was right: it does not count against what is left. */
    async uncountTry(id: string) {
      await db.update(verificationCodes).set({ tries: sql`${verificationCodes.tries} - 1` }).where(eq(verificationCodes.id, id))
    },

    /** Takes the code, once: two callers racing for it cannot both have it. */
    async consume(id: string, now: Date) {
      const [row] = await db.update(verificationCodes).set({ usedAt: now })
        .where(and(eq(verificationCodes.id, id), usable(now))).returning()
      return row ?? null
    },

    /** The same browser asks again: what it asked for before is void, what strangers asked for is not. */
    async voidOwn(own: { emailKey: string, purpose: CodePurpose, deviceHash: string }, now: Date) {
      await db.update(verificationCodes).set({ voidedAt: now }).where(and(
        eq(verificationCodes.emailKey, own.emailKey), eq(verificationCodes.purpose, own.purpose),
        eq(verificationCodes.deviceHash, own.deviceHash), isNull(verificationCodes.usedAt), isNull(verificationCodes.voidedAt)))
    },

    /** Voids every unused code of a person: those mailed to the address, and those the person asked for. */
    async voidAllOf(user: { id: string, emailKey: string | null }, now: Date) {
      await db.update(verificationCodes).set({ voidedAt: now }).where(and(
        or(eq(verificationCodes.userId, user.id), ...(user.emailKey ? [eq(verificationCodes.emailKey, user.emailKey)] : [])),
        isNull(verificationCodes.usedAt), isNull(verificationCodes.voidedAt)))
    },

    /** Voids every code that could still be used, whosever it is. */
    async voidAll(now: Date) {
      await db.update(verificationCodes).set({ voidedAt: now }).where(usable(now))
    },

    /** The person is gone, and so is what was mailed to them. */
    async deleteByEmail(emailKey: string | null) {
      if (emailKey) await db.delete(verificationCodes).where(eq(verificationCodes.emailKey, emailKey))
    },

    listByUser: (user: { id: string, emailKey: string | null }) =>
      db.select().from(verificationCodes)
        .where(or(eq(verificationCodes.userId, user.id), ...(user.emailKey ? [eq(verificationCodes.emailKey, user.emailKey)] : []))),

    async deleteOld(before: Date, limit: number) {
      const old = db.select({ id: verificationCodes.id }).from(verificationCodes).where(lt(verificationCodes.expiresAt, before)).limit(limit)
      return (await db.delete(verificationCodes).where(inArray(verificationCodes.id, old)).returning({ id: verificationCodes.id })).length
    },
  }
}

/** Counters, each in a window of time of its own. */
export function windowQueries(db: Executor, counters: Tables['mailQuotas'] | Tables['codeFailures']) {
  return {
    /** Counts one more in the window of `key`, which begins with the first, and answers how many it holds; `null` when it holds `most` already. */
    async take(key: string, most: number, now: Date, endsAt: Date) {
      const over = sql`${counters.endsAt} <= ${sql.param(now, counters.endsAt)}`
      const [row] = await db.insert(counters).values({ key, count: 1, endsAt })
        .onConflictDoUpdate({
          target: counters.key,
          set: {
            count: sql`case when ${over} then 1 else ${counters.count} + 1 end`,
            endsAt: sql`case when ${over} then ${sql.param(endsAt, counters.endsAt)} else ${counters.endsAt} end`,
          },
          setWhere: sql`${over} or ${lt(counters.count, most)}`,
        }).returning()
      return row ?? null
    },

    /** Takes one back, if its window is not over. */
    async giveBack(key: string, endsAt: Date) {
      await db.update(counters).set({ count: sql`${counters.count} - 1` })
        .where(and(eq(counters.key, key), eq(counters.endsAt, endsAt), gt(counters.count, 0)))
    },

    async find(key: string) {
      const [row] = await db.select().from(counters).where(eq(counters.key, key))
      return row ?? null
    },

    async deleteOld(before: Date, limit: number) {
      const old = db.select({ key: counters.key }).from(counters).where(lt(counters.endsAt, before)).limit(limit)
      return (await db.delete(counters).where(inArray(counters.key, old)).returning({ key: counters.key })).length
    },
  }
}
