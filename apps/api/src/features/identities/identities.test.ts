import { expect, test } from 'vitest'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'

/** Somebody who only comes through a server of ours, in two ways. */
async function withoutPassword() {
  const h = await federated()
  const who = h.browser()
  const made = await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark' }))
  await h.visit(who, 'github', mei, { intent: 'bind' })
  const { identities } = (await who.get('/users/me/identities')).body
  return { ...h, who, userId: made.body.session.user.id, identities }
}

test('the last way in cannot be removed, not even two at once', async () => {
  for (let round = 0; round < 5; round++) {
    const { who, identities, rows } = await withoutPassword()
    const answers = await Promise.all(identities.map(({ id }) => who.delete(`/users/me/identities/${id}`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('last_sign_in_method')
    expect(await rows('identities')).toHaveLength(1)
  }
})

test('with a password all may go, and the owner is told', async () => {
  const { register, visit, mailbox, deliver, rows, browser } = await federated()
  const { browser: who, email } = await register('ann-lee')
  const { identity } = (await visit(who, 'github', mei, { intent: 'bind' })).body
  expect((await who.delete(`/users/me/identities/${identity.id}`)).status).toBe(204)
  expect((await who.delete(`/users/me/identities/${identity.id}`)).status).toBe(404)
  await deliver()
  expect(mailbox.to(email).map(({ subject }) => subject)).toContain('GitHub was unlinked from your account')
  expect([await rows('identities'), await rows('identity_keys')]).toEqual([[], []])
  expect((await visit(browser(), 'github', mei)).body.outcome).toBe('unbound')
})

test('somebody else\'s is not found, and unbinding needs fresh proof', async () => {
  const { register, visit, rows, clock } = await federated()
  const { browser: ann } = await register('ann-lee')
  const { identity } = (await visit(ann, 'github', mei, { intent: 'bind' })).body
  const { browser: bob } = await register('bob-ray')
  expect((await bob.delete(`/users/me/identities/${identity.id}`)).status).toBe(404)
  clock.advance(300)
  await ann.post('/sessions/refresh')
  clock.advance(301)
  await ann.post('/sessions/refresh')
  expect((await ann.delete(`/users/me/identities/${identity.id}`)).body.code).toBe('reauthentication_required')
  expect(await rows('identities')).toHaveLength(1)
})

test('an address that the provider has verified becomes that of an account without one', async () => {
  const { who, visit } = await withoutPassword()
  const add = (subject: string, email: { address: string, verified: boolean }) => visit(who, 'wechat', upstreamPerson({ subject, email }), { intent: 'bind' })
  await add('one', { address: 'kim@example.com', verified: false })
  expect((await who.get('/users/me')).body.email).toBeNull()
  await add('two', { address: 'kim@example.com', verified: true })
  expect((await who.get('/users/me')).body.email).toBe('kim@example.com')
  await add('three', { address: 'other@example.com', verified: true })
  expect((await who.get('/users/me')).body.email).toBe('kim@example.com')
})

test('deleting an account leaves nothing of its identities', async () => {
  const { register, visit, rows } = await federated()
  const { browser: who } = await register('ann-lee')
  await visit(who, 'github', mei, { intent: 'bind' })
  expect((await who.delete('/users/me')).status).toBe(204)
  expect([await rows('identities'), await rows('identity_keys'), await rows('federation_attempts')]).toEqual([[], [], []])
})
