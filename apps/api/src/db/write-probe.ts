import type { Database, Executor } from './executor.ts'
import * as postgresTables from './tables.postgres.ts'
import * as sqliteTables from './tables.sqlite.ts'

const id = 'readiness'

/** Writes a row that nothing else uses. Reading, or beginning to write, would not notice a full disk or a file system that is read-only. */
export async function takesWrites(executor: Executor, dialect: Database['dialect']) {
  const { writeProbes } = dialect === 'sqlite' ? sqliteTables : postgresTables
  const writtenAt = new Date()
  await executor.insert(writeProbes).values({ id, writtenAt }).onConflictDoUpdate({ target: writeProbes.id, set: { writtenAt } })
}
