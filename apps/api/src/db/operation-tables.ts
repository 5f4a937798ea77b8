import type { Columns } from './columns.ts'

/** What the program keeps for its own running; once, for both databases. */
export function defineOperationTables(c: Columns) {
  /** One row, written to find out whether the database takes writes. */
  const writeProbes = c.table('write_probes', {
    id: c.text('id').primaryKey(),
    writtenAt: c.instant('written_at').notNull(),
  })

  return { writeProbes }
}
