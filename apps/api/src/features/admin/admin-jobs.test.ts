import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'
import { PermanentFailure } from '../../jobs/kinds.ts'
import { newId } from '../../lib/ids.ts'

const { list, retry } = consoleContracts.adminJobs
const lasting = { settings: { CODE_LIFETIME_SECONDS: '86400', ACCESS_TOKEN_SECONDS: '3600' } }

async function waiting(settings = lasting) {
  const h = await withConsole(settings)
  await h.browser().post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })
  const newest = async () => {
    const [job] = as(list, await h.console.get('/admin/jobs?limit=1')).jobs
    if (!job) throw new Error('there is no job')
    return job
  }
  return { ...h, newest }
}

test('mail that was given up is tried again with what it carries, as long as it is good for something', async () => {
  const { console, root, mailbox, runner, clock, newest, rows, events } = await waiting()
  mailbox.failWith(new Error('connection refused'))
  for (let attempt = 0; attempt < 20; attempt++) {
    await runner.drain()
    clock.advance(601)
  }
  await root.browser.post('/users/authorizations', { username: 'root-user', password: root.password })
  const dead = await newest()
  expect(dead).toMatchObject({ state: 'dead', attempts: 20, canRetry: true, lastError: 'connection refused' })
  expect((await rows('jobs')).find(job => job.id === dead.id)?.payload).not.toBe('')

  mailbox.failWith(null)
  expect(as(retry, await console.post(`/admin/jobs/${dead.id}/retry`))).toMatchObject({ state: 'pending', attempts: 0, finishedAt: null })
  await runner.drain()
  expect(mailbox.codeFor('ann@example.com')).toMatch(/^\d{6}$/)
  expect(await newest()).toMatchObject({ state: 'sent', canRetry: false })
  expect((await console.post(`/admin/jobs/${dead.id}/retry`)).body.code).toBe('job_not_waiting')
  expect((await console.post(`/admin/jobs/${newId()}/retry`)).body.code).toBe('not_found')
  expect(await events('job.retried')).toMatchObject([{ actor_id: root.id, user_id: null }])
})

test('mail that waits goes at once; what was refused for good, or has run out, does not, and nothing of it is left', async () => {
  const { console, mailbox, runner, clock, newest, browser, janitor, store, rows } = await waiting()
  mailbox.failWith(new Error('451 later'))
  await runner.drain()
  const job = await newest()
  expect(job).toMatchObject({ state: 'pending', canRetry: true })
  mailbox.failWith(new PermanentFailure('550 no'))
  await console.post(`/admin/jobs/${job.id}/retry`)
  await runner.drain()
  expect(await newest()).toMatchObject({ state: 'dead', attempts: 2, canRetry: false })
  expect((await console.post(`/admin/jobs/${job.id}/retry`)).body.code).toBe('job_not_waiting')

  clock.advance(61)
  await browser().post('/verification-codes', { email: 'bob@example.com', purpose: 'register' })
  const other = await newest()
  const now = clock.now()
  await store.jobs.claim('a runner', now, new Date(now.getTime() + 60_000), 10)
  await store.jobs.finish(other.id, 'a runner', { state: 'dead', at: now, error: 'given up', keepPayload: true })
  const payload = async () => (await rows('jobs')).find(({ id }) => id === other.id)?.payload
  await janitor.sweep()
  expect(await payload()).not.toBe('')
  clock.advance(86_401)
  await janitor.sweep()
  expect(await payload()).toBe('')
})

test('jobs are counted by state, and listed by it', async () => {
  const { console, mailbox, runner } = await waiting()
  mailbox.failWith(new PermanentFailure('550 no'))
  await runner.drain()
  const { counts, jobs } = as(list, await console.get('/admin/jobs?state=dead'))
  expect(jobs).toMatchObject([{ state: 'dead', kind: 'verification-code' }])
  expect(counts).toEqual({ pending: 0, leased: 0, sent: 2, dead: 1 })
  const answer = await console.get('/admin/jobs')
  expect(JSON.stringify(answer.body)).not.toContain('payload')
})
