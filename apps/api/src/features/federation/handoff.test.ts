import { expect, test } from 'vitest'
import { federated, mei } from '../../../test/federated.ts'

async function cameBack() {
  const h = await federated()
  const who = h.browser()
  const state = await h.begin(who, 'legacy')
  const code = h.providers.agree(state, mei)
  /** The redirect of the provider brings none of our cookies. */
  const redirected = (query: string) => h.browser().get(`/oauth/legacy/callback?${query}`, { headers: { origin: undefined } })
  const answer = await redirected(`state=${state}&code=${code}`)
  const location = String(answer.headers.location)
  return { ...h, who, state, code, redirected, answer, location, key: location.split('#key=')[1] ?? '' }
}

test('a server that knows only the API\'s address leads to the page, which finishes with the key, once', async () => {
  const { who, answer, location, key, code, rows } = await cameBack()
  expect(answer.status).toBe(303)
  expect(location).toMatch(/^http:\/\/localhost:5173\/oauth\/complete#key=[\w-]{43}$/)
  expect(JSON.stringify(await rows('handoffs'))).not.toContain(code)
  expect((await who.post('/sessions/handoff', { key })).body).toMatchObject({ outcome: 'unbound', profile: { displayName: 'Mei 🌿' } })
  expect((await who.post('/sessions/handoff', { key })).body.code).toBe('handoff_invalid')
})

test('another browser gets nothing with the key, and uses nothing up', async () => {
  const { who, key, browser, providers } = await cameBack()
  expect((await browser().post('/sessions/handoff', { key })).body.code).toBe('handoff_invalid')
  expect(providers.asked).toEqual([])
  expect((await who.post('/sessions/handoff', { key })).body.outcome).toBe('unbound')
})

test('a key lives two minutes', async () => {
  const { who, key, clock } = await cameBack()
  clock.advance(121)
  expect((await who.post('/sessions/handoff', { key })).body.code).toBe('handoff_invalid')
})

test('of ten uses of a key at once one counts', async () => {
  const { who, key } = await cameBack()
  const answers = await Promise.all(Array.from({ length: 10 }, () => who.post('/sessions/handoff', { key })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('what answers nothing that was asked keeps nothing', async () => {
  const { redirected, state, rows } = await cameBack()
  const before = (await rows('handoffs')).length
  for (const query of ['', 'state=unknown&code=x', `state=${state}&state=${state}&code=x`, `state=${'x'.repeat(5000)}`]) {
    expect((await redirected(query)).headers.location).toBe('http://localhost:5173/oauth/complete')
  }
  expect((await rows('handoffs')).length).toBe(before)
})

test('a cancelled sign-in is handed on as such, and other providers have no such callback', async () => {
  const { who, begin, redirected, browser } = await cameBack()
  const state = await begin(who, 'legacy')
  const { headers } = await redirected(`state=${state}&error=access_denied`)
  expect((await who.post('/sessions/handoff', { key: String(headers.location).split('#key=')[1] })).body.code).toBe('authorization_denied')
  expect((await browser().get(`/oauth/github/callback?state=${state}&code=x`)).status).toBe(404)
})
