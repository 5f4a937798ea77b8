import type { Job } from '@gatehouse/contracts/console'
import { z } from 'zod'
import type { JobRow, JobState } from '../../jobs/queries.ts'
import { defaultLimit, pageOf, type Cursors } from '../../lib/cursors.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Actor } from './admin-users.ts'

interface Query { state?: JobState | undefined, cursor?: string | undefined, limit?: number | undefined }

/** The mail that goes out, and a second chance for what was given up. What jobs carry stays sealed. */
export function createAdminJobs({ store, clock, cursors, wakeJobs }: Pick<Dependencies, 'store' | 'clock' | 'wakeJobs'> & { cursors: Cursors }) {
  const toJob = ({ id, kind, state, attempts, runAt, expiresAt, lastError, createdAt, finishedAt, payload }: JobRow): Job => ({
    id, kind, state, attempts, runAt, expiresAt, lastError, createdAt, finishedAt,
    canRetry: (state === 'pending' || state === 'dead') && payload !== '' && expiresAt > clock.now(),
  })

  return {
    async list({ state, cursor, limit = defaultLimit }: Query) {
      const listed = { list: 'jobs', filters: { state } }
      const rows = await store.reading.jobs.list({ state, after: cursors.read(listed, z.string(), cursor) }, limit + 1)
      const { page, nextCursor } = pageOf(rows, limit, ({ id }) => cursors.write(listed, id))
      const counted = Object.fromEntries((await store.reading.jobs.countByState()).map(row => [row.state, row.count]))
      const counts = { pending: 0, leased: 0, sent: 0, dead: 0, ...counted }
      return { jobs: page.map(toJob), counts, nextCursor }
    },

    /** @throws Refusal `not_found`; `job_not_waiting` for one that runs, is done, was refused for good, or would come too late. */
    async retry(id: string, { userId: actorId }: Actor, visitor: Visitor): Promise<Job> {
      const now = clock.now()
      const row = await store.transaction(async (queries) => {
        const row = await queries.jobs.retry(id, now)
        if (!row) throw new Refusal(await queries.jobs.find(id) ? 'job_not_waiting' : 'not_found')
        await record(queries, visitor, { action: 'job.retried', result: 'success', userId: null, actorId, at: now, details: { job: id, kind: row.kind } })
        return row
      })
      wakeJobs()
      return toJob(row)
    },
  }
}
export type AdminJobs = ReturnType<typeof createAdminJobs>
