import * as z from 'zod/mini'
import { emptyBody, endpoint, get, post } from './endpoint.ts'
import { instant } from './fields.ts'
import { nextCursor, paging } from './paging.ts'

export const jobStates = ['pending', 'leased', 'sent', 'dead'] as const

/** Something to be done beside requests, mostly a mail. What it carries stays sealed. */
export const Job = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(jobStates),
  attempts: z.int(),
  runAt: instant,
  expiresAt: instant,
  lastError: z.nullable(z.string()),
  createdAt: instant,
  finishedAt: z.nullable(instant),
  /** Whether it can be tried again now. */
  canRetry: z.boolean(),
})
export type Job = z.output<typeof Job>

/** The mail that goes out, to those who keep it going. */
export const adminJobs = {
  list: endpoint({
    ...get, path: '/admin/jobs', access: 'superuser',
    summary: 'List jobs, newest first',
    query: z.strictObject({ state: z.optional(z.enum(jobStates)), ...paging }),
    response: z.object({ jobs: z.array(Job), counts: z.object({ pending: z.int(), leased: z.int(), sent: z.int(), dead: z.int() }), nextCursor }),
  }),
  retry: endpoint({
    ...post, path: '/admin/jobs/:id/retry', access: 'superuser', params: z.strictObject({ id: z.uuid() }), body: emptyBody,
    summary: 'Retry a job immediately: one that is pending, or one that failed and has not expired',
    response: Job, errors: ['not_found', 'job_not_waiting'],
  }),
}
