import { newId } from '../lib/ids.ts'
import type { Keyring } from '../lib/keyring.ts'
import type { jobQueries } from './queries.ts'
import type { JobKind, JobOf } from './kinds.ts'

/** Any store with the jobs table, usually the one of a transaction. */
interface JobStore { jobs: ReturnType<typeof jobQueries> }

/** Writes jobs; inside a transaction, the job exists if and only if the transaction commits. */
export function createOutbox(keyring: Keyring) {
  return {
    /** @param expiresAt the instant after which doing it would be wrong or useless. */
    async put<K extends JobKind>(store: JobStore, kind: K, job: JobOf<K>, { now, expiresAt }: { now: Date, expiresAt: Date }) {
      const id = newId()
      const payload = keyring.seal('job', id, JSON.stringify(job))
      await store.jobs.insert({ id, kind, payload, runAt: now, expiresAt, createdAt: now })
    },

    /** What a row carries. Fails when it was sealed under a secret that we no longer have. */
    open(row: { id: string, payload: string }): unknown {
      const text = keyring.open('job', row.id, row.payload)
      if (text === null) throw new Error('the job cannot be opened with any of the keys in SECRET_KEY')
      return JSON.parse(text)
    },
  }
}
export type Outbox = ReturnType<typeof createOutbox>
