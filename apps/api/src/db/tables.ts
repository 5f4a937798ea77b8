import { defineAccountTables } from './account-tables.ts'
import { defineAuditTables } from './audit-tables.ts'
import { defineAuthorizationTables } from './authorization-tables.ts'
import type { Columns } from './columns.ts'
import { defineOperationTables } from './operation-tables.ts'

/** Every table, once, for both databases. */
export function defineTables(c: Columns) {
  const accounts = defineAccountTables(c)
  return { ...accounts, ...defineAuditTables(c, accounts), ...defineAuthorizationTables(c, accounts), ...defineOperationTables(c) }
}

export type Tables = ReturnType<typeof defineTables>
