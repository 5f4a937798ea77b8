import { and, desc, eq, ne } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export type ConsentRow = Tables['consents']['$inferSelect']

export function consentQueries(db: Executor, { consents, applications, authorizationArtifacts: artifacts }: Tables) {
  const between = (userId: string, applicationId: string) => and(eq(consents.userId, userId), eq(consents.applicationId, applicationId))

  return {
    async find(userId: string, applicationId: string) {
      const [row] = await db.select().from(consents).where(between(userId, applicationId))
      return row ?? null
    },

    /**
     * Stores a consent, or gives back the one there is, as it was before. Either way nobody else changes it until the commit. Rejects
     * when the account or the application is gone.
     */
    async hold(consent: typeof consents.$inferInsert) {
      const [row] = await db.insert(consents).values(consent)
        .onConflictDoUpdate({ target: [consents.userId, consents.applicationId], set: { updatedAt: consent.updatedAt } }).returning()
      if (!row) throw new Error('the consent was not stored')
      return row
    },

    async update(id: string, changes: Pick<ConsentRow, 'scopes' | 'resources'>) {
      const [row] = await db.update(consents).set(changes).where(eq(consents.id, id)).returning()
      return row ?? null
    },

    /** With the applications, the latest first. */
    listByUser: (userId: string) =>
      db.select({ consent: consents, application: applications }).from(consents)
        .innerJoin(applications, eq(applications.id, consents.applicationId))
        .where(eq(consents.userId, userId)).orderBy(desc(consents.updatedAt), desc(consents.id)),

    /** `null` when there was none. */
    async delete(userId: string, applicationId: string) {
      const [row] = await db.delete(consents).where(between(userId, applicationId)).returning()
      return row ?? null
    },

    /**
     * Removes every code, token and grant that an application has from somebody, and answers how many those were. The browser session
     * stays: it is the person's, not the application's.
     */
    async deleteArtifacts(userId: string, applicationId: string) {
      const rows = await db.delete(artifacts)
        .where(and(eq(artifacts.userId, userId), eq(artifacts.applicationId, applicationId), ne(artifacts.kind, 'Session'))).returning({ key: artifacts.key })
      return rows.length
    },
  }
}
