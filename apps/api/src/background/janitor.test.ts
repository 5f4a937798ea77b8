import { expect, test } from 'vitest'
import { harness, password } from '../../test/harness.ts'

test('what has run out is deleted, what has not is kept', async () => {
  const { register, browser, janitor, clock, rows, deliver } = await harness()
  const ann = await register('ann-lee')
  await browser().post('/users/authorizations', { username: 'nobody-here', password })
  await ann.browser.delete('/sessions/current')
  await deliver()
  const count = async () => Object.fromEntries(await Promise.all(['verification_codes', 'mail_quotas', 'sign_in_failures', 'sessions', 'refresh_tokens', 'ended_sessions', 'known_devices', 'jobs', 'users', 'audit_events']
    .map(async table => [table, (await rows(table)).length] as const)))
  const before = await count()
  await janitor.sweep()
  expect(await count()).toEqual(before)

  clock.advance(40 * 86_400)
  await janitor.sweep()
  expect(await count()).toEqual({ ...before, verification_codes: 0, mail_quotas: 0, sign_in_failures: 0, sessions: 0, refresh_tokens: 0, ended_sessions: 0, jobs: 0 })
})

test('it deletes in batches until nothing old is left', async () => {
  const { store, janitor, clock, rows } = await harness()
  const old = new Date(clock.now().getTime() - 30 * 86_400_000)
  for (let index = 0; index < 1100; index++) await store.mailQuotas.take(`key ${index}`, 1, old, old)
  expect(await rows('mail_quotas')).toHaveLength(1100)
  await janitor.sweep()
  expect(await rows('mail_quotas')).toEqual([])
})
