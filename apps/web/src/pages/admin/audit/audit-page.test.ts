import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { idOf, visitConsole } from '../../../../test/console.ts'

const event = (more = {}) => ({
  id: idOf(1), at: '2026-11-20T08:12:05.000Z', action: 'session.started', result: 'success', user: { id: idOf(2), username: 'wang' }, actor: null, clientId: null,
  method: 'password', sessionId: null, ip: '203.0.113.7', userAgent: 'curl/8', requestId: 'r7', details: { because: 'console' }, ...more,
})
const answer = (...events: object[]) => () => ({ status: 200, data: { events, actions: ['session.started', 'new.thing'], nextCursor: null } })

beforeEach(() => { vi.stubEnv('TZ', 'Asia/Shanghai') })
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

test('what happened is said in words, or by its code', async () => {
  const { says, text } = await visitConsole('/admin/audit', { 'GET /admin/audit-events': answer(event(), event({ id: idOf(3), action: 'new.thing', actor: { id: idOf(1), username: 'root' } })) })
  await says('new.thing')
  expect(text()).toContain('Signed in')
  expect(text()).toContain('by root')
})

test('the rest of an event is there when it is wanted', async () => {
  const { says, press, text } = await visitConsole('/admin/audit', { 'GET /admin/audit-events': answer(event()) })
  await says('wang')
  expect(text()).not.toContain('curl/8')
  await press('Details')
  for (const known of ['curl/8', 'r7', 'because', '2026-11-20T08:12:05.000Z']) expect(text()).toContain(known)
})

test('filters are in the address; local times are asked for as instants', async () => {
  const { says, at, wrapper, requests } = await visitConsole(`/admin/audit?user=${idOf(2)}&from=2026-11-21T08:30`, {
    [`GET /admin/audit-events?user=${idOf(2)}&from=2026-11-21T00%3A30%3A00.000Z`]: answer(event()),
    [`GET /admin/audit-events?user=${idOf(2)}&result=failure&from=2026-11-21T00%3A30%3A00.000Z`]: answer(),
  })
  await says('Signed in')
  await wrapper.get('select[name=result]').setValue('failure')
  await says('No matching entries.')
  expect(at()).toContain('result=failure')
  expect(requests.filter(request => request.includes('/admin/'))).toHaveLength(2)
})

test('what the log is narrowed to is saved as it comes', async () => {
  const csv = new Response('at,action\r\n', { headers: { 'content-type': 'text/csv; charset=utf-8' } })
  const fetch = vi.fn(async () => csv)
  vi.stubGlobal('fetch', fetch)
  const saved = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
  const { says, press } = await visitConsole('/admin/audit?action=session.started', { 'GET /admin/audit-events?action=session.started': answer(event()) })
  await says('wang')
  await press('Export CSV')
  await vi.waitFor(() => { expect(saved).toHaveBeenCalledTimes(1) })
  expect(fetch).toHaveBeenCalledWith('https://api.example.com/admin/audit-events?action=session.started', { headers: { Accept: 'text/csv', Authorization: 'Bearer t1' } })
})
