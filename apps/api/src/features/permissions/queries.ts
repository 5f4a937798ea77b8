import { eq } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export function permissionQueries(db: Executor, { permissions, groups, groupPermissions, userGroups }: Tables) {
  return {
    /**
     * The groups somebody is in, and the codes that come with them; one may come with several. Read by one statement: a group that gets another
     * name and other permissions at this moment is seen before or after.
     */
    async rightsOf(userId: string) {
      const rows = await db.select({ name: groups.name, code: groupPermissions.permissionCode }).from(userGroups)
        .innerJoin(groups, eq(groups.id, userGroups.groupId))
        .leftJoin(groupPermissions, eq(groupPermissions.groupId, userGroups.groupId)).where(eq(userGroups.userId, userId))
      return { groups: rows.map(({ name }) => name), codes: rows.flatMap(({ code }) => code ?? []) }
    },

    /** Every code there is. */
    async listCodes() {
      return (await db.select({ code: permissions.code }).from(permissions)).map(({ code }) => code)
    },
  }
}
