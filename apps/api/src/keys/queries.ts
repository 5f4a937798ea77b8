import { desc, gt, isNull, or } from 'drizzle-orm'
import type { Executor } from '../db/executor.ts'
import type { Tables } from '../db/tables.ts'

export function signingKeyQueries(db: Executor, { signingKeys }: Tables) {
  return {
    /** Those that are published, the newest first. */
    list: (now: Date) => db.select().from(signingKeys).where(or(isNull(signingKeys.retiredAt), gt(signingKeys.retiredAt, now)))
      .orderBy(desc(signingKeys.createdAt), desc(signingKeys.kid)),

    /** `false` when a key of this id is there already. */
    async insert(key: typeof signingKeys.$inferInsert) {
      return (await db.insert(signingKeys).values(key).onConflictDoNothing().returning({ kid: signingKeys.kid })).length > 0
    },

    /** Ends the publication of every key at `retiredAt`, but of those that end before. */
    async retireAll(retiredAt: Date) {
      await db.update(signingKeys).set({ retiredAt }).where(or(isNull(signingKeys.retiredAt), gt(signingKeys.retiredAt, retiredAt)))
    },
  }
}
export type SigningKeyRow = Awaited<ReturnType<ReturnType<typeof signingKeyQueries>['list']>>[number]
