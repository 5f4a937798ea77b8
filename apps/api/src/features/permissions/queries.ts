import { eq } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export function permissionQueries(db: Executor, { permissions, groups, groupPermissions, userGroups }: Tables) {
  return {
    /** Names of the groups somebody is in. */
    async groupsOf(userId: string) {
      const rows = await db.select({ name: groups.name }).from(userGroups)
        .innerJoin(groups, eq(groups.id, userGroups.groupId)).where(eq(userGroups.userId, userId))
      return rows.map(({ name }) => name)
    },

    /** Codes that come with these groups; one may come with several. */
    async codesOf(userId: string) {
      const rows = await db.select({ code: groupPermissions.permissionCode }).from(userGroups)
        .innerJoin(groupPermissions, eq(groupPermissions.groupId, userGroups.groupId)).where(eq(userGroups.userId, userId))
      return rows.map(({ code }) => code)
    },

    /** Every code there is. */
    async listCodes() {
      return (await db.select({ code: permissions.code }).from(permissions)).map(({ code }) => code)
    },
  }
}
