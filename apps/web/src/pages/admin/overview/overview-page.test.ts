import { expect, test, vi } from 'vitest'
import { visitConsole } from '../../../../test/console.ts'

const days = (...counts: number[]) => counts.map((count, at) => ({ day: `2026-11-${String(19 + at)}`, count }))
const overview = (dead = 0) => ({
  status: 200, data: {
    users: { total: 1200, disabled: 1, superusers: 2 }, applications: 5, activeSessions: 80, jobs: { pending: 0, dead },
    signUps: days(1, 2, 3), signIns: [{ method: 'password', days: days(4, 5, 6) }, { method: 'wechat', days: days(0, 1, 1) }], failures: days(0, 0, 0),
  },
})

test('the numbers are there to read, and lead to what they count', async () => {
  const { says, wrapper, text } = await visitConsole('/admin', { 'GET /admin/overview?days=30': () => overview(4) })
  await says('1,200')
  expect(text()).toContain('4 failed')
  expect(wrapper.findAll('main a').map(link => link.attributes('href'))).toEqual(['/admin/users', '/admin/applications', '/admin/jobs?state=dead'])
})

test('every number of a chart is in its table, and told day by day to the keyboard', async () => {
  const { says, wrapper } = await visitConsole('/admin', { 'GET /admin/overview?days=30': () => overview() })
  await says('17 in 3 days')
  const rows = wrapper.findAll('table')[0]?.findAll('tbody tr').map(row => row.findAll('th, td').map(cell => cell.text()))
  expect(rows).toEqual([['21 Nov', '6', '1', '7'], ['20 Nov', '5', '1', '6'], ['19 Nov', '4', '0', '4']])
  const slider = wrapper.get('input[type=range]')
  await slider.trigger('focus')
  await slider.setValue('1')
  expect(slider.attributes('aria-valuetext')).toBe('20 Nov: 6 · Password 5 · wechat 1')
  await says('20 Nov: 6 · Password 5 · wechat 1')
})

test('another range is asked for, and stands in the address', async () => {
  const { says, wrapper, at, requests } = await visitConsole('/admin', { 'GET /admin/overview?days=30': () => overview(), 'GET /admin/overview?days=7': () => overview() })
  await says('1,200')
  await wrapper.get('input[type=radio][value="7"]').trigger('change')
  await vi.waitFor(() => { expect(requests).toContain('GET /admin/overview?days=7') })
  expect(at()).toBe('/admin?days=7')
})
