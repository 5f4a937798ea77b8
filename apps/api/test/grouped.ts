import * as postgresTables from '../src/db/tables.postgres.ts'
import * as sqliteTables from '../src/db/tables.sqlite.ts'
import type { Tables } from '../src/db/tables.ts'
import type { Harness } from './harness.ts'

/** Groups of people, and what comes with them. */
export function grouped({ database: { dialect, executor }, clock }: Pick<Harness, 'database' | 'clock'>) {
  const tables: Tables = dialect === 'sqlite' ? sqliteTables : postgresTables
  return {
    async group(name: string, codes: string[], userIds: string[]) {
      const now = clock.now()
      await executor.insert(tables.groups).values({ id: name, name, description: '', createdAt: now, updatedAt: now })
      for (const code of codes) {
        await executor.insert(tables.permissions).values({ code, description: '', createdAt: now }).onConflictDoNothing()
        await executor.insert(tables.groupPermissions).values({ id: `${name} ${code}`, groupId: name, permissionCode: code })
      }
      for (const userId of userIds) await executor.insert(tables.userGroups).values({ id: `${name} ${userId}`, userId, groupId: name, createdAt: now })
    },
  }
}
