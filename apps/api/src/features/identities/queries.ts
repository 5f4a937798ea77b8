import { and, asc, eq, exists, isNotNull, ne, or } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'
import type { SubjectKey } from '../../providers/identity.ts'

export type IdentityRow = Tables['identities']['$inferSelect']

export function identityQueries(db: Executor, { identities, identityKeys, users }: Tables) {
  return {
    /** The identity that a provider knows by this key, with its account. */
    async findByKey(provider: string, { scope, subject }: SubjectKey) {
      const [row] = await db.select({ identity: identities, user: users }).from(identityKeys)
        .innerJoin(identities, eq(identities.id, identityKeys.identityId))
        .innerJoin(users, eq(users.id, identities.userId))
        .where(and(eq(identityKeys.provider, provider), eq(identityKeys.scope, scope), eq(identityKeys.subject, subject)))
      return row ?? null
    },

    async insert(identity: typeof identities.$inferInsert) {
      const [row] = await db.insert(identities).values(identity).returning()
      if (!row) throw new Error('the identity was not stored')
      return row
    },

    /** Adds the keys that nobody has, and answers how many those were. */
    async addKeys(keys: (typeof identityKeys.$inferInsert)[]) {
      return (await db.insert(identityKeys).values(keys).onConflictDoNothing().returning({ id: identityKeys.id })).length
    },

    /** What the provider says of the person today. */
    async refresh(id: string, changes: Partial<Pick<IdentityRow, 'displayName' | 'avatarUrl' | 'email' | 'emailVerified' | 'roles' | 'lastUsedAt'>>) {
      const [row] = await db.update(identities).set(changes).where(eq(identities.id, id)).returning()
      return row ?? null
    },

    listByUser: (userId: string) =>
      db.select().from(identities).where(eq(identities.userId, userId)).orderBy(asc(identities.createdAt), asc(identities.id)),

    listKeysByUser: (userId: string) =>
      db.select({ identityId: identityKeys.identityId, scope: identityKeys.scope, subject: identityKeys.subject }).from(identityKeys)
        .innerJoin(identities, eq(identities.id, identityKeys.identityId)).where(eq(identities.userId, userId)),

    async findOwn(id: string, userId: string) {
      const [row] = await db.select().from(identities).where(and(eq(identities.id, id), eq(identities.userId, userId)))
      return row ?? null
    },

    /** Removes every way in through a provider. Lock the account first. */
    async deleteByUser(userId: string) {
      return db.delete(identities).where(eq(identities.userId, userId)).returning()
    },

    /** Removes it unless it is the last way in. Lock the account first: two removals at once would each count on the other. */
    async deleteUnlessLast(id: string, userId: string) {
      const password = db.select({ id: users.id }).from(users).where(and(eq(users.id, userId), isNotNull(users.passwordHash)))
      const others = db.select({ id: identities.id }).from(identities).where(and(eq(identities.userId, userId), ne(identities.id, id)))
      const [row] = await db.delete(identities)
        .where(and(eq(identities.id, id), eq(identities.userId, userId), or(exists(password), exists(others)))).returning()
      return row ?? null
    },
  }
}
