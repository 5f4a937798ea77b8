import { readSettings } from '@gatehouse/settings'
import { expect, onTestFinished, test } from 'vitest'
import { harness, password } from '../../test/harness.ts'
import type { Store } from '../features/store.ts'
import type { Clock } from '../lib/clock.ts'
import { createJanitor } from './janitor.ts'

/** At work, with hardly a pause between two rounds. */
function working(store: Store, clock: Clock) {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const janitor = createJanitor({ settings: readSettings({ GATEHOUSE_MODE: 'development' }), store, clock, log, pause: 0.02 })
  janitor.start()
  onTestFinished(() => janitor.stop())
}

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

test('who cannot be found by parts is made found by a later round: when the first one failed, and when a node of an earlier release brought them', async () => {
  const { store, testDatabase, clock, rows, register } = await harness()
  await register('ann-lee')
  await testDatabase.run('delete from user_search')
  let tries = 0
  async function add(people: Parameters<typeof store.userSearch.add>[0]) {
    if (tries++ === 0) throw new Error('the database is busy')
    return store.userSearch.add(people)
  }
  working({ ...store, userSearch: { ...store.userSearch, add } }, clock)
  await expect.poll(() => rows('user_search'), { timeout: 60_000 }).toHaveLength(1)
  await testDatabase.run('delete from user_search')
  clock.advance(86_400)
  await expect.poll(() => rows('user_search'), { timeout: 60_000 }).toHaveLength(1)
})

test('one deletion that fails keeps none of the others from theirs', async () => {
  const { store, clock, rows } = await harness()
  const old = new Date(clock.now().getTime() - 30 * 86_400_000)
  await store.mailQuotas.take('key', 1, old, old)
  const deleteOld = () => Promise.reject(new Error('it took too long'))
  working({ ...store, verificationCodes: { ...store.verificationCodes, deleteOld } }, clock)
  await expect.poll(() => rows('mail_quotas'), { timeout: 60_000 }).toEqual([])
})
