import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { sqlitePath } from '../../src/db/places.ts'
import type { Row, Tables } from './people.ts'

/** Writes many rows into a database that is there. */
export interface Bulk {
  /** All of it, or nothing. */
  write(tables: Tables): Promise<void>
  count(table: string): Promise<number>
  /** Lets the planner of Postgres know. */
  finish(): Promise<void>
}

export async function openBulk(url: string): Promise<Bulk> {
  return url.startsWith('postgres') ? openPostgres(url) : openSqlite(sqlitePath(url))
}

const columnsOf = (rows: readonly Row[]) => [...new Set(rows.flatMap(row => Object.keys(row)))]

function openSqlite(path: string): Bulk {
  const client = new Sqlite(path)
  client.pragma('journal_mode = wal')
  client.pragma('synchronous = off')
  client.pragma('foreign_keys = on')
  client.pragma('cache_size = -200000')

  function valueOf(value: Row[string] | undefined) {
    if (value === undefined || value === null) return null
    if (value instanceof Date) return value.getTime()
    if (typeof value === 'boolean') return value ? 1 : 0
    return typeof value === 'object' ? JSON.stringify(value) : value
  }

  return {
    async write(tables) {
      client.transaction(() => {
        for (const [table, rows] of Object.entries(tables)) {
          const columns = columnsOf(rows)
          if (columns.length === 0) continue
          const statement = client.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
          for (const row of rows) statement.run(...columns.map(column => valueOf(row[column])))
        }
      })()
    },
    count: async table => client.prepare<[], { count: number }>(`select count(*) as count from ${table}`).get()?.count ?? 0,
    finish: async () => { client.close() },
  }
}

async function openPostgres(url: string): Promise<Bulk> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('set synchronous_commit = off')
  return {
    async write(tables) {
      await client.query('begin')
      for (const [table, rows] of Object.entries(tables)) {
        const columns = columnsOf(rows).map(column => `"${column}"`).join(', ')
        if (columns !== '') await client.query(`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows)])
      }
      await client.query('commit')
    },
    async count(table) {
      const { rows } = await client.query<{ count: number }>(`select count(*)::integer as count from ${table}`)
      return rows[0]?.count ?? 0
    },
    async finish() {
      await client.query('analyze')
      await client.end()
    },
  }
}
