import * as z from 'zod/mini'
import { endpoint, get } from './endpoint.ts'

/** One day in UTC, as `2026-11-21`, and how often something happened on it. */
const perDay = z.array(z.object({ day: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)), count: z.int() }))

/** How a deployment is doing. */
export const Overview = z.object({
  users: z.object({ total: z.int(), disabled: z.int(), superusers: z.int() }),
  applications: z.int(),
  /** Sessions that can go on. */
  activeSessions: z.int(),
  /** Mail that waits, and mail that could not be sent. */
  jobs: z.object({ pending: z.int(), dead: z.int() }),
  /** The last `days` days, the oldest first; a day on which nothing happened counts 0. */
  signUps: perDay,
  signIns: z.array(z.object({ method: z.string(), days: perDay })),
  failures: perDay,
})
export type Overview = z.output<typeof Overview>

/** The first page of the console. */
export const adminOverview = {
  read: endpoint({
    ...get, path: '/admin/overview', access: 'superuser',
    summary: 'Registrations, sign-ins by method and failures per day, and current totals',
    query: z.strictObject({ days: z.optional(z.codec(z.string().check(z.regex(/^([7-9]|[1-8]\d|90)$/, { error: 'invalid' })), z.int(), { decode: Number, encode: String })) }),
    response: Overview,
  }),
}
