import pg from 'pg'
import { TimeLimitExceeded } from './faults.ts'

/** A connection in use. */
export interface Connection {
  /** Runs one statement and answers its rows as arrays. Rejects at once when the connection was lost before. */
  ask(sql: string, params?: unknown[]): Promise<Answer>
  /** Begins a transaction. */
  begin(): Promise<void>
  /** Runs one statement outside of any transaction. */
  askAlone(sql: string, params?: unknown[]): Promise<Answer>
}

interface Answer { command: string, rows: unknown[][] }

interface Held extends Connection {
  client: pg.PoolClient
  /** `performance.now()` until which it may be used. */
  endsAt: number
  /** When the server was last heard on it. */
  heardAt: number
  /** Why it is not fit for use any more. */
  lost: Error | null
  /** What there is between us and the server; unknown before it was first used. */
  way: 'direct' | 'pooled' | null
}

interface Limits {
  /** Connections. */
  size: number
  /** Milliseconds after which the server is told to give up a statement. */
  timeLimit: number
}

/** Parts of the time limit: the server's own limits come first, since after them the connection is still good. */
const share = { lock: 0.8, statement: 0.9 }
/** Milliseconds after which the server ends a transaction whose process has gone, and lets go of its locks. */
const abandoned = 5000

/** Instants are parsed by the columns, which know their precision; everything else by the driver. */
const types = new pg.TypeOverrides()
const { TIMESTAMPTZ, TIMESTAMP, DATE } = pg.types.builtins
for (const id of [TIMESTAMPTZ, TIMESTAMP, DATE]) types.setTypeParser(id, text => text)

/**
 * Connections to a Postgres server that may be gone, frozen, or behind a network that drops packets: waiting for one, making one, and each
 * answer have a limit of ours. A connection whose answer did not come in time is closed, and so are those that have not been heard since:
 * what is left in the pool would make one request after the other wait in vain when the server is long back.
 */
export function createConnections(url: string, { size, timeLimit }: Limits) {
  const pool = new pg.Pool({ connectionString: url, max: size, connectionTimeoutMillis: timeLimit, keepAlive: true, keepAliveInitialDelayMillis: 10_000 })
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on('error', () => undefined)
  const held = new WeakMap<pg.PoolClient, Held>()
  /** When an answer was last waited for in vain. */
  let silentAt = -Infinity

  function hold(client: pg.PoolClient): Held {
    const known = held.get(client)
    if (known) return known
    const made: Held = {
      client, endsAt: 0, heardAt: performance.now(), lost: null, way: null, ask: (sql, params) => ask(made, sql, params),
      begin: async () => void await begin(made), askAlone: (sql, params) => askAlone(made, sql, params),
    }
    // One that breaks while nothing is asked of it, in the middle of a transaction, would end the process as well.
    client.on('error', (error) => { made.lost = error })
    held.set(client, made)
    return made
  }

  async function ask(connection: Held, text: string, values: unknown[] = []) {
    const left = connection.endsAt - performance.now()
    if (connection.lost) throw connection.lost
    if (left <= 0) throw new TimeLimitExceeded('there was no time left for the next statement')
    const query: pg.QueryArrayConfig & { query_timeout: number } = { text, values, rowMode: 'array', types, query_timeout: Math.ceil(left) }
    try {
      const result = await connection.client.query<unknown[]>(query)
      connection.heardAt = performance.now()
      return result
    } catch (error) {
      if (error instanceof pg.DatabaseError) {
        connection.heardAt = performance.now()
        throw error
      }
      const isLate = error instanceof Error && error.message === 'Query read timeout'
      if (isLate) silentAt = performance.now()
      connection.lost = isLate ? new TimeLimitExceeded('the database did not answer in time') : error instanceof Error ? error : new Error('the connection is lost')
      throw connection.lost
    }
  }

  const settings = {
    lock_timeout: timeLimit * share.lock,
    statement_timeout: timeLimit * share.statement,
    idle_in_transaction_session_timeout: Math.max(abandoned, 2 * timeLimit),
  }
  const limitsFor = (scope: 'session' | 'transaction') => 'select ' + Object.entries(settings)
    .map(([name, milliseconds]) => `set_config('${name}', '${Math.ceil(milliseconds)}', ${scope === 'transaction'})`).join(', ')

  /**
   * By statement rather than at start-up: PgBouncer refuses start-up parameters that it does not know. Where it hands out the server's
   * connections by transaction, nothing of a session is ours: limits hold for each transaction, or the next one would run with those of
   * somebody else.
   */
  async function setUp(connection: Held) {
    const { rows: [[pid] = []] } = await ask(connection, 'select pg_backend_pid()')
    // A pooler makes up the process that it names when a connection begins (PostgreSQL protocol, BackendKeyData).
    connection.way = 'processID' in connection.client && connection.client.processID !== pid ? 'pooled' : 'direct'
    if (connection.way === 'direct') await ask(connection, limitsFor('session'))
  }

  /** Begins a transaction within our limits: one message to the server. */
  const begin = (connection: Held) => ask(connection, connection.way === 'pooled' ? `begin; ${limitsFor('transaction')}` : 'begin')

  /** A statement on its own, which behind a pooler takes a transaction to have limits. */
  async function askAlone(connection: Held, text: string, values: unknown[] = []) {
    if (connection.way !== 'pooled') return ask(connection, text, values)
    await begin(connection)
    try {
      const result = await ask(connection, text, values)
      await ask(connection, 'commit')
      return result
    } catch (error) {
      await ask(connection, 'rollback').catch(() => undefined)
      throw error
    }
  }

  /** A connection that is worth asking, when `endsAt` has not come before. */
  async function acquire(endsAt: number): Promise<Held> {
    for (;;) {
      const connection = hold(await connectBefore(endsAt))
      connection.endsAt = endsAt
      if (connection.heardAt > silentAt) return connection
      connection.client.release(true)
    }
  }

  const connectBefore = (endsAt: number) => new Promise<pg.PoolClient>((resolve, reject) => {
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      reject(new TimeLimitExceeded('no connection to the database could be had in time'))
    }, Math.max(0, endsAt - performance.now()))
    pool.connect().then((client) => {
      clearTimeout(timer)
      if (isOver) client.release()
      else resolve(client)
    }, (error: Error) => {
      clearTimeout(timer)
      reject(error)
    })
  })

  return {
    /**
     * Does something over one connection, which is given back afterwards if it is still good.
     *
     * @param limit milliseconds until it must have ended, with the wait for the connection.
     */
    async use<T>(limit: number, work: (connection: Connection) => Promise<T>): Promise<T> {
      const connection = await acquire(performance.now() + limit)
      try {
        if (!connection.way) await setUp(connection)
        return await work(connection)
      } finally {
        connection.client.release(connection.lost !== null || connection.client.getTransactionStatus() !== 'I')
      }
    },
    close: () => pool.end(),
  }
}
