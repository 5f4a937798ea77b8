import { expect, test } from 'vitest'
import { idOf, visitConsole } from '../../../../test/console.ts'
import { problem } from '../../../../test/fake-connection.ts'

const job = (more = {}) => ({
  id: idOf(1), kind: 'notice', state: 'dead', attempts: 12, runAt: '2026-11-20T08:12:05.000Z', expiresAt: '2026-11-20T08:12:05.000Z', lastError: '550 no such user',
  createdAt: '2026-11-20T08:12:05.000Z', finishedAt: '2026-11-20T08:12:05.000Z', canRetry: true, ...more,
})
const answer = (jobs: object[], dead = jobs.length) => ({ status: 200, data: { jobs, counts: { pending: 3, leased: 0, sent: 7, dead }, nextCursor: null } })

test('jobs are told apart by state, with how many there are', async () => {
  const { says, press, wrapper, at } = await visitConsole('/admin/jobs', { 'GET /admin/jobs': () => answer([job()]), 'GET /admin/jobs?state=pending': () => answer([]) })
  await says('550 no such user')
  expect(wrapper.findAll('[role=group] button').map(button => button.text())).toEqual(['All 11', 'Pending 3', 'Sending 0', 'Sent 7', 'Failed 1'])
  await press('Pending 3')
  await says('No pending mail.')
  expect(at()).toBe('/admin/jobs?state=pending')
})

test('what can be tried again is, and what there is then is shown', async () => {
  const answers = [answer([job()]), answer([job({ state: 'pending', canRetry: false, finishedAt: null })], 0)]
  const { says, press, text } = await visitConsole('/admin/jobs', {
    'GET /admin/jobs': () => answers.shift() ?? problem('internal', 500), [`POST /admin/jobs/${idOf(1)}/retry`]: () => ({ status: 200, data: job({ state: 'pending' }) }),
  })
  await says('550')
  await press('Try again: Notice')
  await says('The mail is being sent again.')
  await says('Failed 0')
  expect(text()).not.toContain('Try again')
})

test('what cannot be tried again says why', async () => {
  const { says, press } = await visitConsole('/admin/jobs', { 'GET /admin/jobs': () => answer([job()]), [`POST /admin/jobs/${idOf(1)}/retry`]: () => problem('job_not_waiting', 409) })
  await says('550')
  await press('Try again: Notice')
  await says('This mail cannot be retried')
})
