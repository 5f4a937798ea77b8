import { desc } from 'drizzle-orm'
import type { Executor } from '../db/executor.ts'
import type { Tables } from '../db/tables.ts'

export function signingKeyQueries(db: Executor, { signingKeys }: Tables) {
  return {
    /** The newest first. */
    list: () => db.select().from(signingKeys).orderBy(desc(signingKeys.createdAt), desc(signingKeys.kid)),

    /** `false` when a key of this id is there already. */
    async insert(key: typeof signingKeys.$inferInsert) {
      return (await db.insert(signingKeys).values(key).onConflictDoNothing().returning({ kid: signingKeys.kid })).length > 0
    },
  }
}
