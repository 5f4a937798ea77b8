import Sqlite from 'better-sqlite3'

export interface Reading { path: string, sql: string, params: unknown[] }
/** An error crosses the border between threads without its code: so it goes as a value. */
export type Answer = { rows: unknown[] } | { fault: { message: string, code: string } }

/** Milliseconds for which another process may keep a reader out, as when it recovers the file. */
const busyTimeout = 1000

let open: { path: string, client: Sqlite.Database, statements: Map<string, Sqlite.Statement<unknown[], unknown[]>> } | undefined

function connect(path: string) {
  open?.client.close()
  const client = new Sqlite(path, { readonly: true, timeout: busyTimeout })
  return { path, client, statements: new Map<string, Sqlite.Statement<unknown[], unknown[]>>() }
}

/** What the reading thread does: one statement, on a connection that cannot write. */
export default function read({ path, sql, params }: Reading): Answer {
  try {
    open = open?.path === path ? open : connect(path)
    const statement = open.statements.get(sql) ?? open.client.prepare<unknown[], unknown[]>(sql).raw(true)
    open.statements.set(sql, statement)
    return { rows: statement.all(...params) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { fault: { message: error.message, code: 'code' in error ? String(error.code) : '' } }
  }
}
