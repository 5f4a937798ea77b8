import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { createClock } from '../../../test/clock.ts'
import { as, withConsole } from '../../../test/console.ts'
import { createSparingCount } from '../../lib/sparing-count.ts'

const { read } = consoleContracts.adminOverview
/** Tokens are judged by the machine's own clock as well: a midnight that is still to come. */
const midnight = (Math.ceil(Date.now() / 86_400_000) + 1) * 86_400_000
const day = (offset: number) => new Date(midnight + offset * 86_400_000).toISOString().slice(0, 10)
const settings = { ACCESS_TOKEN_SECONDS: '3600' }

test('counts what there is, and what happened per day in UTC', async () => {
  const clock = createClock(new Date(midnight - 30 * 60_000))
  const { console, root, register, browser, rows } = await withConsole({ clock, settings })
  const ann = await register('ann-lee')
  await browser().post('/users/authorizations', { username: 'ann-lee', password: 'wrong password' })
  const overview = async (query = '') => as(read, await console.get(`/admin/overview${query}`))
  expect(await overview('?days=7')).toMatchObject({
    users: { total: 2, disabled: 0, superusers: 1 }, applications: 0, activeSessions: 2, jobs: { pending: 0, dead: 0 },
    signUps: [...Array.from({ length: 6 }, () => ({ count: 0 })), { day: day(-1), count: 2 }],
    signIns: [{ method: 'password', days: [{ day: day(-7), count: 0 }, {}, {}, {}, {}, {}, { day: day(-1), count: 2 }] }],
    failures: [{}, {}, {}, {}, {}, {}, { count: 1 }],
  })

  clock.advance(40 * 60)
  await console.post('/users/authorizations', { username: 'root-user', password: root.password })
  await console.patch(`/admin/users/${ann.id}`, { disabled: true })
  const next = await overview()
  expect(next.signUps).toHaveLength(30)
  expect(next.signUps.slice(-2)).toEqual([{ day: day(-1), count: 2 }, { day: day(0), count: 0 }])
  expect(next.signIns.map(({ method, days }) => [method, days.slice(-2).map(({ count }) => count)])).toEqual([['password', [2, 1]]])
  expect(next).toMatchObject({ users: { total: 2, disabled: 1, superusers: 1 }, activeSessions: 1 })
  await browser().post('/users/authorizations', { username: 'root-user', password: 'wrong password' })
  expect((await overview('?days=90')).failures.slice(-2).map(({ count }) => count)).toEqual([1, 1])
  expect((await rows('audit_events')).length).toBeGreaterThan(0)
  for (const days of ['6', '91', 'x']) expect((await console.get(`/admin/overview?days=${days}`)).status).toBe(400)
})

test('what was counted of a day stays when its events are forgotten, and is added once, by whichever node', async () => {
  const clock = createClock(new Date(midnight - 43_200_000))
  const { root, console, janitor, anotherNode, rows, store } = await withConsole({ clock, settings: { ...settings, AUDIT_RETENTION_DAYS: '30' } })
  const other = await anotherNode()
  const fail = () => console.post('/users/authorizations', { username: 'root-user', password: 'wrong password' })
  await fail()
  clock.advance(600)
  await Promise.all([janitor.sweep(), other.janitor.sweep()])
  await fail()
  clock.advance(600)
  await Promise.all([janitor.sweep(), other.janitor.sweep(), janitor.sweep()])
  await fail()

  clock.advance(40 * 86_400)
  await janitor.sweep()
  expect(await rows('audit_events')).toEqual([])
  await console.post('/users/authorizations', { username: 'root-user', password: root.password })
  const { signUps, signIns, failures } = as(read, await console.get('/admin/overview?days=90'))
  const counted = (days: { day: string, count: number }[]) => days.filter(({ count }) => count > 0)
  expect(counted(signUps)).toEqual([{ day: day(-1), count: 1 }])
  expect(counted(failures)).toEqual([{ day: day(-1), count: 3 }])
  expect(signIns.map(({ days }) => counted(days))).toEqual([[{ day: day(-1), count: 1 }, { day: day(39), count: 1 }]])

  clock.advance(500 * 86_400)
  await janitor.sweep()
  expect((await store.auditCounts.read(0)).counts).toEqual([])
})

test('only what happened in the last minutes is counted from the events', async () => {
  const clock = createClock(new Date(midnight - 43_200_000))
  const asked: unknown[][] = []
  const { console, root, janitor } = await withConsole({ clock, settings, readingLogger: { logQuery: (sql, params) => { if (/from "audit_events"/.test(sql)) asked.push(params) } } })
  clock.advance(3600)
  await janitor.sweep()
  await console.post('/users/authorizations', { username: 'root-user', password: root.password })
  asked.length = 0
  expect(as(read, await console.get('/admin/overview?days=90')).signIns[0]?.days.at(-1)?.count).toBe(2)
  const instants = asked.map(params => params.map(value => new Date(typeof value === 'string' || typeof value === 'number' ? value : 0).getTime()))
  expect(instants).toHaveLength(1)
  expect(clock.now().getTime() - (instants[0]?.[0] ?? 0)).toBeLessThanOrEqual(3600_000)
})

test('a large number is not counted again for a minute, a small one is', async () => {
  const clock = createClock()
  let [counted, value] = [0, 9_999]
  const count = createSparingCount(async () => {
    counted++
    return value
  }, clock)
  await count()
  value = 10_000
  expect([await count(), counted]).toEqual([10_000, 2])
  value = 10_001
  expect([await count(), counted]).toEqual([10_000, 2])
  clock.advance(60)
  expect([await count(), counted]).toEqual([10_001, 3])
})
