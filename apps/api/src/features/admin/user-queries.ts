import { and, asc, desc, eq, lt, sql, type Column, type SQL } from 'drizzle-orm'
import type { Database, Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

/** What accounts can be found by the beginning of. */
export const searchedKeys = ['usernameKey', 'emailKey', 'displayNameKey'] as const
export type SearchedKey = typeof searchedKeys[number]

/** Behind every text that begins with another. */
const last = '\u{10ffff}'

export function adminUserQueries(db: Executor, { users, consents, applications }: Tables, dialect: Database['dialect']) {
  /** Compared byte by byte, whatever the collation of the database is: as the indexes for it are. */
  const bytesOf = (column: Column): SQL => dialect === 'postgres' ? sql`${column} collate "C"` : sql`${column}`

  return {
    /** Up to `limit` accounts, the newest first, from below the id `after`. */
    listNewest: (after: string | null, limit: number) =>
      db.select().from(users).where(after === null ? undefined : lt(users.id, after)).orderBy(desc(users.id)).limit(limit),

    /** Up to `limit` accounts whose key begins so, in the order of that key; `after` is the key and the id of the one before. */
    listByPrefix(by: SearchedKey, prefix: string, after: { key: string, id: string } | null, limit: number) {
      const [key, id] = [bytesOf(users[by]), bytesOf(users.id)]
      // Names and addresses are unique: their indexes have nothing but the key.
      const isUnique = by !== 'displayNameKey'
      // One lower bound: beside the prefix, the place would not be looked for but walked to.
      const behind = isUnique ? after && sql`${key} > ${after.key}` : after && sql`(${key}, ${id}) > (${after.key}, ${after.id})`
      return db.select().from(users).where(and(behind ?? sql`${key} >= ${prefix}`, sql`${key} < ${prefix + last}`))
        .orderBy(...(isUnique ? [key] : [key, id])).limit(limit)
    },

    /** What a person allows to applications. */
    listConsents: (userId: string) =>
      db.select({ clientId: applications.id, name: applications.name, scopes: consents.scopes, updatedAt: consents.updatedAt }).from(consents)
        .innerJoin(applications, eq(applications.id, consents.applicationId)).where(eq(consents.userId, userId)).orderBy(asc(applications.name), asc(applications.id)),
  }
}
