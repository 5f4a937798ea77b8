import { and, asc, count, desc, eq, exists, inArray, isNull, ne } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export type ApplicationRow = Tables['applications']['$inferSelect']
export type SecretRow = Tables['applicationSecrets']['$inferSelect']

export function applicationQueries(db: Executor, { applications, applicationSecrets: secrets, applicationLogos: logos }: Tables) {
  return {
    async find(id: string) {
      const [row] = await db.select().from(applications).where(eq(applications.id, id))
      return row ?? null
    },

    /** The newest first. */
    listByOwner: (ownerId: string) =>
      db.select().from(applications).where(eq(applications.ownerId, ownerId)).orderBy(desc(applications.createdAt), desc(applications.id)),

    async countByOwner(ownerId: string) {
      const [row] = await db.select({ count: count() }).from(applications).where(eq(applications.ownerId, ownerId))
      return row?.count ?? 0
    },

    async insert(application: typeof applications.$inferInsert) {
      const [row] = await db.insert(applications).values(application).returning()
      if (!row) throw new Error('the application was not stored')
      return row
    },

    /** `null` when it is gone. In a transaction this also keeps everybody else from changing it until the commit. */
    async update(id: string, changes: Partial<typeof applications.$inferInsert>) {
      const [row] = await db.update(applications).set(changes).where(eq(applications.id, id)).returning()
      return row ?? null
    },

    /** Switches off every application of an account that is on, and answers which. Lock the account first: one could be registered beside this. */
    disableOf: (ownerId: string, now: Date) =>
      db.update(applications).set({ disabledAt: now, updatedAt: now }).where(and(eq(applications.ownerId, ownerId), isNull(applications.disabledAt)))
        .returning({ id: applications.id, name: applications.name }),

    /** The application as it last was, with everything it holds, to whoever deletes it; `null` to everybody who comes second. */
    async delete(id: string) {
      const [row] = await db.delete(applications).where(eq(applications.id, id)).returning()
      return row ?? null
    },

    /** Those of several applications, the oldest first. */
    async listSecrets(applicationIds: readonly string[]) {
      if (applicationIds.length === 0) return []
      return db.select().from(secrets).where(inArray(secrets.applicationId, [...applicationIds])).orderBy(asc(secrets.createdAt), asc(secrets.id))
    },

    /** `null` when its place is taken. */
    async insertSecret(secret: typeof secrets.$inferInsert) {
      const [row] = await db.insert(secrets).values(secret).onConflictDoNothing().returning()
      return row ?? null
    },

    async findSecret(applicationId: string, id: string) {
      const [row] = await db.select().from(secrets).where(and(eq(secrets.id, id), eq(secrets.applicationId, applicationId)))
      return row ?? null
    },

    /** Lock the application first: two removals at once would each count on the other. */
    async deleteSecretUnlessLast(applicationId: string, id: string) {
      const others = db.select({ id: secrets.id }).from(secrets).where(and(eq(secrets.applicationId, applicationId), ne(secrets.id, id)))
      const [row] = await db.delete(secrets).where(and(eq(secrets.id, id), eq(secrets.applicationId, applicationId), exists(others))).returning()
      return row ?? null
    },

    async deleteSecrets(applicationId: string) {
      return (await db.delete(secrets).where(eq(secrets.applicationId, applicationId)).returning({ id: secrets.id })).length
    },

    async putLogo(logo: typeof logos.$inferInsert) {
      await db.insert(logos).values(logo).onConflictDoUpdate({ target: logos.applicationId, set: { mediaType: logo.mediaType, image: logo.image } })
    },

    async deleteLogo(applicationId: string) {
      await db.delete(logos).where(eq(logos.applicationId, applicationId))
    },

    async findLogo(applicationId: string) {
      const [row] = await db.select().from(logos).where(eq(logos.applicationId, applicationId))
      return row ?? null
    },
  }
}
