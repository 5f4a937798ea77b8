import { signedInKey } from '@gatehouse/client/memory'
import { afterEach, expect, test } from 'vitest'
import { wireSession } from '../../../../test/fake-connection.ts'
import { visit } from '../../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const session = (id: string, createdAt: string, more = {}) => ({
  id: `019a0000-0000-7000-8000-00000000000${id}`, current: false, method: 'password', ip: '203.0.113.7', createdAt, lastSeenAt: '2026-11-02T08:00:00.000Z',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36', ...more,
})

test.each(['en', 'zh-CN'])('two sessions of one browser are told apart by the time of day they began, for ears as well: %s', async (language) => {
  const sessions = [session('1', '2026-11-01T06:05:00.000Z'), session('2', '2026-11-01T06:41:00.000Z'), session('3', '2026-11-01T06:52:00.000Z', { method: 'github' })]
  const { wrapper, session: store } = await visit('/account/sessions', {
    'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'GET /sessions': () => ({ status: 200, data: { sessions } }),
    'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }),
  }, { preferred: [language], before: ({ dependencies }) => dependencies.memory.write(signedInKey, 'yes') })
  await store.restore()
  await expect.poll(() => wrapper.findAll('main li').length).toBe(3)
  const said = wrapper.findAll('main li').map((item) => {
    const id = item.get('button').attributes('aria-describedby') ?? ''
    return item.get(`[id="${id}"]`).text()
  })
  for (const [index, minutes] of ['05', '41', '52'].entries()) expect(said[index]).toMatch(new RegExp(String.raw`\d:${minutes}\b`))
})

test.each([1, -1])('how long ago a session was used is told by the clock of the server, on a device whose clock is %i h wrong', async (hours) => {
  const now = Date.now() + hours * 3_600_000
  const sessions = [120, 5].map((minutes, index) => session(String(index), '2026-11-01T06:05:00.000Z', { lastSeenAt: new Date(now - minutes * 60_000).toISOString() }))
  const { wrapper, session: store } = await visit('/account/sessions', {
    'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }),
    'GET /sessions': () => ({ status: 200, data: { sessions }, headers: { date: new Date(now).toUTCString() } }),
  }, { before: ({ dependencies }) => dependencies.memory.write(signedInKey, 'yes') })
  await store.restore()
  await expect.poll(() => wrapper.findAll('main li').length).toBe(2)
  // The header has whole seconds.
  expect(wrapper.findAll('main li').map(item => /(1 hour|2 hours|4 minutes|5 minutes) ago/.exec(item.text())?.[1])).toEqual([expect.stringMatching(/hour/), expect.stringMatching(/minutes/)])
})
