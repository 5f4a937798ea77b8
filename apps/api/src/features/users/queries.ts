import type { DocumentName } from '@gatehouse/contracts'
import { and, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import { lazily } from '../../lib/lazily.ts'
import type { Database, Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'
import { displayNameKey } from '../../lib/display-name.ts'
import { userSearchQueries } from './search-queries.ts'

export type UserRow = Tables['users']['$inferSelect']

export function userQueries(db: Executor, tables: Tables, dialect: Database['dialect']) {
  const { users } = tables
  const search = userSearchQueries(db, tables, dialect)

  const findWhere = async (condition: ReturnType<typeof eq> | undefined) => {
    const [row] = await db.select().from(users).where(condition)
    return row ?? null
  }

  // Asked by nearly every request: put together once.
  const byId = lazily(() => db.select().from(users).where(eq(users.id, sql.placeholder('id'))).prepare('find_user_by_id'))

  return {
    async findById(id: string) {
      const [row] = await byId().execute({ id })
      return row ?? null
    },
    findByEmailKey: (emailKey: string) => findWhere(eq(users.emailKey, emailKey)),
    findByUsernameKey: (usernameKey: string) => findWhere(eq(users.usernameKey, usernameKey)),

    /** Whoever has this name, or one that looks like it. */
    findByUsername: ({ key, skeleton }: { key: string, skeleton: string }) =>
      findWhere(or(eq(users.usernameKey, key), eq(users.usernameSkeleton, skeleton))),

    /** `null` when the name, its look or the address is taken. */
    async insert(user: typeof users.$inferInsert) {
      const [row] = await db.insert(users).values({ ...user, displayNameKey: displayNameKey(user.displayName) }).onConflictDoNothing().returning()
      if (row) await search.write(row)
      return row ?? null
    },

    /** `null` when there is no such account. Rejects when a name or address in `changes` is taken: ask first, or catch. */
    async update(id: string, changes: Partial<typeof users.$inferInsert>) {
      const key = changes.displayName === undefined ? {} : { displayNameKey: displayNameKey(changes.displayName) }
      const [row] = await db.update(users).set({ ...changes, ...key }).where(eq(users.id, id)).returning()
      if (row && [changes.usernameKey, changes.emailKey, changes.displayName].some(value => value !== undefined)) await search.write(row)
      return row ?? null
    },

    /** Gives an account without an address one that is verified elsewhere; `false` when it has one by now. Rejects when the address is taken. */
    async adoptEmail(id: string, { email, emailKey }: { email: string, emailKey: string }, now: Date) {
      const [row] = await db.update(users).set({ email, emailKey, emailVerifiedAt: now, updatedAt: now })
        .where(and(eq(users.id, id), isNull(users.email))).returning()
      if (row) await search.write(row)
      return row !== undefined
    },

    /** The address was proved by a mailed code; the first time counts. */
    async noteEmailProven(id: string, now: Date) {
      await db.update(users).set({ emailProvenAt: now }).where(and(eq(users.id, id), isNull(users.emailProvenAt)))
    },

    /**
     * Whether a password that was right a moment ago still opens this account: not if it was changed, disabled or deleted
     * meanwhile. In a transaction this also keeps it so until the commit.
     *
     * @param renewed a hash of the same password made with today's settings, to be stored instead.
     */
    async confirmPassword(id: string, verified: string, renewed: string | null) {
      const rows = await db.update(users).set({ passwordHash: renewed ?? verified })
        .where(and(eq(users.id, id), eq(users.passwordHash, verified), isNull(users.disabledAt))).returning({ id: users.id })
      return rows.length > 0
    },

    /** Whether an account is there and not disabled. In a transaction this also keeps it so until the commit. */
    async confirmEnabled(id: string) {
      const rows = await db.update(users).set({ disabledAt: null }).where(and(eq(users.id, id), isNull(users.disabledAt))).returning({ id: users.id })
      return rows.length > 0
    },

    /** The same of a superuser. */
    async confirmSuperuser(id: string) {
      const rows = await db.update(users).set({ isSuperuser: true })
        .where(and(eq(users.id, id), isNull(users.disabledAt), eq(users.isSuperuser, true))).returning({ id: users.id })
      return rows.length > 0
    },

    /** Notes that a version of a document was accepted; `false` when that is the one accepted last: the time stays what it was. */
    async acceptDocument(id: string, document: DocumentName, version: string, now: Date) {
      const changes = document === 'terms' ? { termsVersion: version, termsAcceptedAt: now } : { privacyVersion: version, privacyAcceptedAt: now }
      const before = document === 'terms' ? users.termsVersion : users.privacyVersion
      const rows = await db.update(users).set(changes)
        .where(and(eq(users.id, id), or(isNull(before), ne(before, version)))).returning({ id: users.id })
      return rows.length > 0
    },

    /** Disables (`now`) or enables (`null`) an account; `false` when it is so already. */
    async setDisabled(id: string, disabledAt: Date | null, now: Date) {
      const rows = await db.update(users).set({ disabledAt, updatedAt: now })
        .where(and(eq(users.id, id), disabledAt ? isNull(users.disabledAt) : isNotNull(users.disabledAt))).returning({ id: users.id })
      return rows.length > 0
    },

    /** Makes somebody a superuser, or no longer one; `false` when that is so already. */
    async setSuperuser(id: string, isSuperuser: boolean, now: Date) {
      const rows = await db.update(users).set({ isSuperuser, updatedAt: now })
        .where(and(eq(users.id, id), eq(users.isSuperuser, !isSuperuser))).returning({ id: users.id })
      return rows.length > 0
    },

    /** What the accounts of these ids are called. */
    async namesOf(ids: readonly string[]) {
      if (ids.length === 0) return new Map<string, string>()
      const rows = await db.select({ id: users.id, username: users.username }).from(users).where(inArray(users.id, [...ids]))
      return new Map(rows.map(({ id, username }) => [id, username]))
    },

    /** Sets a password in place of the one that was shown (`null`: of none); `null` when that is no longer the account's. */
    async replacePassword(id: string, shown: string | null, passwordHash: string, now: Date) {
      const [row] = await db.update(users).set({ passwordHash, passwordChangedAt: now, updatedAt: now })
        .where(and(eq(users.id, id), shown === null ? isNull(users.passwordHash) : eq(users.passwordHash, shown))).returning()
      return row ?? null
    },

    /** The account as it last was, to whoever deletes it; `null` to everybody who comes second. */
    async delete(id: string) {
      const [row] = await db.delete(users).where(eq(users.id, id)).returning()
      return row ?? null
    },
  }
}
