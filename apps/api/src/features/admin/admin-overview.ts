import type { Overview } from '@gatehouse/contracts/console'
import { createSparingCount } from '../../lib/sparing-count.ts'
import type { AuditCount } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'

/** Milliseconds. */
const dayLength = 86_400_000
const defaultDays = 30

/** Whole days since 1970-01-01 in UTC. */
const dayOf = (at: Date) => Math.floor(at.getTime() / dayLength)
const startOf = (day: number) => new Date(day * dayLength)
const nameOf = (day: number) => startOf(day).toISOString().slice(0, 10)

/** How the place is doing: what there is now, and what happened on each of the last days. */
export function createAdminOverview({ store: { reading: store }, clock }: Pick<Dependencies, 'store' | 'clock'>) {
  const sparing = (count: () => Promise<number>) => createSparingCount(count, clock)
  const countUsers = sparing(store.overview.countUsers)
  const countDisabled = sparing(store.overview.countDisabled)
  const countSuperusers = sparing(store.overview.countSuperusers)
  const countApplications = sparing(store.overview.countApplications)
  const countGoing = sparing(() => store.overview.countGoing(clock.now()))
  const countPending = sparing(() => store.jobs.countIn('pending'))
  const countDead = sparing(() => store.jobs.countIn('dead'))

  /** What has been counted beside requests, and the last minutes. */
  async function countDays(first: number, today: number): Promise<AuditCount[]> {
    const { until, counts } = await store.auditCounts.read(first)
    const from = until < startOf(first) ? startOf(first) : until
    return [...counts, ...await store.auditCounts.countEvents(from, startOf(today + 1))]
  }

  return async function overview(days = defaultDays): Promise<Overview> {
    const today = dayOf(clock.now())
    const first = today - days + 1
    const [total, disabled, superusers, applications, activeSessions, pending, dead, counted] = await Promise.all([
      countUsers(), countDisabled(), countSuperusers(), countApplications(), countGoing(), countPending(), countDead(), countDays(first, today),
    ])
    const perDay = (matches: (row: AuditCount) => boolean) => {
      const counts = new Map<number, number>()
      for (const row of counted.filter(matches)) counts.set(row.day, (counts.get(row.day) ?? 0) + row.count)
      return Array.from({ length: days }, (_, index) => ({ day: nameOf(first + index), count: counts.get(first + index) ?? 0 }))
    }
    const isSignIn = ({ action, result }: AuditCount) => action === 'session.started' && result === 'success'
    const methodOf = ({ method }: AuditCount) => method === '' ? 'password' : method
    const methods = [...new Set(counted.filter(isSignIn).map(methodOf))].sort()

    return {
      users: { total, disabled, superusers }, applications, activeSessions, jobs: { pending, dead },
      signUps: perDay(({ action, result }) => action === 'account.registered' && result === 'success'),
      signIns: methods.map(method => ({ method, days: perDay(row => isSignIn(row) && methodOf(row) === method) })),
      failures: perDay(({ action, result }) => action === 'session.started' && result === 'failure'),
    }
  }
}
export type AdminOverview = ReturnType<typeof createAdminOverview>
