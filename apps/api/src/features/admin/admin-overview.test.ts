import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { createClock } from '../../../test/clock.ts'
import { as, withConsole } from '../../../test/console.ts'

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

test('days that are over are not counted again', async () => {
  const clock = createClock(new Date(midnight - 43_200_000))
  const asked: unknown[][] = []
  const { console, root } = await withConsole({ clock, settings, logger: { logQuery: (sql, params) => { if (/from "audit_events"/.test(sql) && /group by/.test(sql)) asked.push(params) } } })
  await console.get('/admin/overview')
  clock.advance(86_400)
  await console.post('/users/authorizations', { username: 'root-user', password: root.password })
  await console.get('/admin/overview')
  await console.get('/admin/overview')
  const starts = asked.map(params => params.map(value => new Date(typeof value === 'string' || typeof value === 'number' ? value : 0).getTime()).filter(at => at > 1e12)[0])
  expect(starts.map(at => new Date(at ?? 0).toISOString().slice(0, 10))).toEqual([day(-30), day(-1), day(0)])
})
