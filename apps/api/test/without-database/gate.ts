import type { Database } from '../../src/db/executor.ts'
import { dialect, freshDatabase, type TestDatabase } from '../database.ts'

/** What the drivers say when the database is gone, each in its own words. */
const gone = () => Object.assign(new Error('the database is gone'), { code: dialect === 'sqlite' ? 'SQLITE_IOERR_READ' : '08006' })

/** Counts what is asked of a database, and takes it away from the n-th question on. */
export function createGate() {
  let closesAt: number | null = null
  let asked = 0

  function pass() {
    if (closesAt !== null && ++asked >= closesAt) throw gone()
  }

  return {
    pass,
    /** Does something while the database goes away at the n-th question. @returns how many there were. */
    async closedAt<T>(question: number, work: () => Promise<T>) {
      closesAt = question
      asked = 0
      try {
        return { answer: await work(), asked }
      } finally {
        closesAt = null
      }
    },
  }
}
export type Gate = ReturnType<typeof createGate>

/** A fresh database whose statements, and beginnings and ends of transactions, pass through a gate. */
export async function gatedDatabase(gate: Gate): Promise<TestDatabase> {
  const fresh = await freshDatabase()
  const logger = { logQuery: gate.pass }
  return {
    ...fresh,
    async open(options) {
      const database = await fresh.open({ ...options, logger, readingLogger: logger })
      const gated: Database = {
        ...database,
        async transaction(work) {
          gate.pass()
          return database.transaction(async (executor) => {
            const result = await work(executor)
            gate.pass()
            return result
          })
        },
      }
      return gated
    },
  }
}

/** All that is in a database, by table. */
export async function contentsOf({ rows }: Pick<TestDatabase, 'rows'>): Promise<Map<string, string>> {
  if (dialect === 'sqlite') {
    const tables = (await rows('sqlite_master where type = \'table\' and name not like \'sqlite_%\'')).map(({ name }) => String(name)).sort()
    return new Map(await Promise.all(tables.map(async table => [table, JSON.stringify((await rows(table)).map(row => JSON.stringify(row)).sort())] as const)))
  }
  const tables = (await rows('pg_tables where schemaname = \'public\'')).map(({ tablename }) => String(tablename)).sort()
  const each = tables.map(table => `select '${table}' as name, md5(string_agg(t::text, ',' order by t::text)) as content from ${table} t`)
  return new Map((await rows(`(${each.join(' union all ')}) as contents`)).map(({ name, content }) => [String(name), String(content)]))
}
