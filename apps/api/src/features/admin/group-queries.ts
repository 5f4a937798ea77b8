import { and, asc, count, desc, eq, inArray, lt, notInArray } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'
import { newId } from '../../lib/ids.ts'

export type GroupRow = Tables['groups']['$inferSelect']

export function adminGroupQueries(db: Executor, { groups, permissions, groupPermissions, userGroups, users }: Tables) {
  const ofGroup = (groupId: string) => eq(groupPermissions.groupId, groupId)
  const ofUser = (userId: string) => eq(userGroups.userId, userId)

  return {
    list: () => db.select().from(groups).orderBy(asc(groups.name)),

    async find(id: string) {
      const [row] = await db.select().from(groups).where(eq(groups.id, id))
      return row ?? null
    },

    /** Those of these ids that there are. */
    findAll: async (ids: readonly string[]) => ids.length === 0 ? [] : db.select().from(groups).where(inArray(groups.id, [...ids])),

    /** `null` when the name is taken. */
    async insert(group: typeof groups.$inferInsert) {
      const [row] = await db.insert(groups).values(group).onConflictDoNothing().returning()
      return row ?? null
    },

    /** `null` when there is no such group. Rejects when the name is taken. */
    async update(id: string, changes: Partial<typeof groups.$inferInsert>) {
      const [row] = await db.update(groups).set(changes).where(eq(groups.id, id)).returning()
      return row ?? null
    },

    async delete(id: string) {
      const [row] = await db.delete(groups).where(eq(groups.id, id)).returning()
      return row ?? null
    },

    countMembers: () => db.select({ groupId: userGroups.groupId, count: count() }).from(userGroups).groupBy(userGroups.groupId),

    async countMembersOf(groupId: string) {
      const [row] = await db.select({ count: count() }).from(userGroups).where(eq(userGroups.groupId, groupId))
      return row?.count ?? 0
    },

    /** Up to `limit` members, the newest account first, from below the id `after`. */
    listMembers: (groupId: string, after: string | null, limit: number) =>
      db.select({ user: users }).from(userGroups).innerJoin(users, eq(users.id, userGroups.userId))
        .where(and(eq(userGroups.groupId, groupId), after === null ? undefined : lt(userGroups.userId, after)))
        .orderBy(desc(userGroups.userId)).limit(limit),

    listPermissions: () => db.select().from(permissions).orderBy(asc(permissions.code)),

    findPermissions: async (codes: readonly string[]) =>
      codes.length === 0 ? [] : db.select({ code: permissions.code }).from(permissions).where(inArray(permissions.code, [...codes])),

    /** Which group gives which permission. */
    listGiven: () => db.select({ groupId: groupPermissions.groupId, code: groupPermissions.permissionCode }).from(groupPermissions).orderBy(asc(groupPermissions.permissionCode)),

    /** `null` when the code is taken. */
    async insertPermission(permission: typeof permissions.$inferInsert) {
      const [row] = await db.insert(permissions).values(permission).onConflictDoNothing().returning()
      return row ?? null
    },

    async deletePermission(code: string) {
      return (await db.delete(permissions).where(eq(permissions.code, code)).returning({ code: permissions.code })).length > 0
    },

    /** Gives a group these permissions and no others. */
    async replacePermissions(groupId: string, codes: readonly string[]) {
      await db.delete(groupPermissions).where(codes.length === 0 ? ofGroup(groupId) : and(ofGroup(groupId), notInArray(groupPermissions.permissionCode, [...codes])))
      if (codes.length === 0) return
      await db.insert(groupPermissions).values(codes.map(permissionCode => ({ id: newId(), groupId, permissionCode }))).onConflictDoNothing()
    },

    /** The groups of a person, by name. */
    listOfUser: (userId: string) =>
      db.select({ id: groups.id, name: groups.name }).from(userGroups).innerJoin(groups, eq(groups.id, userGroups.groupId)).where(ofUser(userId)).orderBy(asc(groups.name)),

    /** Puts a person into these groups and no others. */
    async replaceOfUser(userId: string, groupIds: readonly string[], createdAt: Date) {
      await db.delete(userGroups).where(groupIds.length === 0 ? ofUser(userId) : and(ofUser(userId), notInArray(userGroups.groupId, [...groupIds])))
      if (groupIds.length === 0) return
      await db.insert(userGroups).values(groupIds.map(groupId => ({ id: newId(), userId, groupId, createdAt }))).onConflictDoNothing()
    },
  }
}
