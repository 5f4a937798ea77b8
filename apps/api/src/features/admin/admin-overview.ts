import type { Overview } from '@gatehouse/contracts/console'
import { later } from '../../lib/clock.ts'
import type { Dependencies } from '../dependencies.ts'

const aDay = 86_400
/** Milliseconds. */
const dayLength = aDay * 1000
const defaultDays = 30
/** Seconds after midnight from which yesterday is complete: a transaction that began before it has ended by then. */
const settled = 300
/** Seconds for which the sessions are not counted again: there may be millions, and no index knows how many go on. */
const sessionsKept = 60

type Day = Awaited<ReturnType<Dependencies['store']['audit']['countByDay']>>

/** Whole days since 1970-01-01 in UTC. */
const dayOf = (at: Date) => Math.floor(at.getTime() / dayLength)
const startOf = (day: number) => new Date(day * dayLength)
const nameOf = (day: number) => startOf(day).toISOString().slice(0, 10)

/** How the place is doing: what there is now, and what happened on each of the last days. */
export function createAdminOverview({ store, clock }: Pick<Dependencies, 'store' | 'clock'>) {
  /** Days that are over do not change; each is counted once by this process. */
  const past = new Map<number, Day>()
  let going: { count: Promise<number>, until: Date } | null = null

  async function countDays(first: number, today: number, now: Date) {
    let from = first
    while (from < today && past.has(from)) from++
    const counted = new Map<number, Day>()
    for (const row of await store.audit.countByDay(['account.registered', 'session.started'], startOf(from), startOf(today + 1))) {
      counted.set(row.day, [...counted.get(row.day) ?? [], row])
    }
    const complete = dayOf(later(now, -settled))
    for (let day = from; day < complete; day++) past.set(day, counted.get(day) ?? [])
    for (const day of past.keys()) if (day < today - 90) past.delete(day)
    return Array.from({ length: today - first + 1 }, (_, index) => past.get(first + index) ?? counted.get(first + index) ?? [])
  }

  function countSessions(now: Date) {
    if (going && now < going.until) return going.count
    const count = store.overview.countGoing(now)
    going = { count, until: later(now, sessionsKept) }
    count.catch(() => { going = null })
    return count
  }

  return async function overview(days = defaultDays): Promise<Overview> {
    const now = clock.now()
    const today = dayOf(now)
    const first = today - days + 1
    const [total, disabled, superusers, applications, activeSessions, pending, dead, counted] = await Promise.all([
      store.overview.countUsers(), store.overview.countDisabled(), store.overview.countSuperusers(), store.overview.countApplications(),
      countSessions(now), store.jobs.countIn('pending'), store.jobs.countIn('dead'), countDays(first, today, now),
    ])
    const perDay = (matches: (row: Day[number]) => boolean) => counted.map((rows, index) =>
      ({ day: nameOf(first + index), count: rows.filter(matches).reduce((sum, { count }) => sum + count, 0) }))
    const isSignIn = ({ action, result }: Day[number]) => action === 'session.started' && result === 'success'
    const methods = [...new Set(counted.flat().filter(isSignIn).map(({ method }) => method ?? 'password'))].sort()

    return {
      users: { total, disabled, superusers }, applications, activeSessions, jobs: { pending, dead },
      signUps: perDay(({ action, result }) => action === 'account.registered' && result === 'success'),
      signIns: methods.map(method => ({ method, days: perDay(row => isSignIn(row) && (row.method ?? 'password') === method) })),
      failures: perDay(({ action, result }) => action === 'session.started' && result === 'failure'),
    }
  }
}
export type AdminOverview = ReturnType<typeof createAdminOverview>
