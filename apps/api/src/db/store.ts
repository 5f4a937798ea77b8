import type { Database, Executor } from './executor.ts'

/** Queries, plus a way to run several of them as one. */
export type StoreOf<Queries> = Queries & {
  /** The same, for those that read much: see `Database.reading`. */
  reading: Queries
  /** Everything done through the queries handed to `work` happens, or none of it. `work` does queries and nothing else. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
}

/** The same queries over the database and over each transaction, so that none can forget which one it is in. */
export function createStore<Queries extends object>(
  database: Database, queriesOver: (executor: Executor) => Queries,
): StoreOf<Queries> {
  // SQLite has one executor for all transactions: what was prepared on it stays prepared.
  const known = new WeakMap<Executor, Queries>()
  function over(executor: Executor) {
    const queries = known.get(executor) ?? queriesOver(executor)
    known.set(executor, queries)
    return queries
  }
  return {
    ...over(database.executor),
    reading: over(database.reading),
    transaction: work => database.transaction(executor => work(over(executor))),
  }
}
