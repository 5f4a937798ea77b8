import { expect, test } from 'vitest'
import { problem, wireSession, wireUser } from '../../test/fake-connection.ts'
import { fakeDependencies, inside } from '../../test/gatehouse.ts'
import { useSessionStore } from './session.ts'

async function open(replies: NonNullable<Parameters<typeof fakeDependencies>[0]>) {
  const { dependencies, requests, connection } = await fakeDependencies(replies)
  return { store: inside(dependencies, useSessionStore).result, requests, connection }
}
const signIn = { 'POST /users/authorizations': () => ({ status: 200, data: wireSession }) }
const body = { username: 'ann', password: 'x' }

test('nothing is known, and nothing asked, before somebody wants to know', async () => {
  const { store, requests } = await open({})
  expect(store.state).toEqual({ status: 'unknown' })
  expect(requests).toEqual([])
})

test('signing in makes somebody the user', async () => {
  const { store } = await open(signIn)
  await store.begin(api => api.signIn.authorize({ body }))
  expect(store.user?.username).toBe('ann')
})

test('a refused sign-in changes nothing', async () => {
  const { store } = await open({ 'POST /users/authorizations': () => problem('credentials_invalid', 401) })
  await expect(store.begin(api => api.signIn.authorize({ body }))).rejects.toMatchObject({ code: 'credentials_invalid' })
  expect(store.state.status).toBe('unknown')
})

test('signing out is seen at once, whatever the API says', async () => {
  const { store } = await open(signIn)
  await store.begin(api => api.signIn.authorize({ body }))
  const gone = store.signOut()
  await Promise.resolve()
  await gone
  expect(store.state).toEqual({ status: 'signed-out', because: 'person' })
})

test('a change of the account is the user from then on', async () => {
  const { store } = await open({ ...signIn, 'PATCH /users/me': () => ({ status: 200, data: { ...wireUser, displayName: 'Ann Lee' } }) })
  await store.begin(api => api.signIn.authorize({ body }))
  await store.change(api => api.account.update({ body: { displayName: 'Ann Lee' } }))
  expect(store.user?.displayName).toBe('Ann Lee')
})

test('a session that the API ended signs out', async () => {
  const { store, connection } = await open({ ...signIn, 'GET /sessions': () => problem('session_ended', 401) })
  await store.begin(api => api.signIn.authorize({ body }))
  await expect(connection.api.sessions.list()).rejects.toMatchObject({ code: 'session_ended' })
  expect(store.state).toEqual({ status: 'signed-out', because: 'ended' })
})

test('a deleted account is gone', async () => {
  const { store } = await open({ ...signIn, 'DELETE /users/me': () => ({ status: 204 }) })
  await store.begin(api => api.signIn.authorize({ body }))
  await store.remove(api => api.account.remove())
  expect(store.state).toEqual({ status: 'signed-out', because: 'deleted' })
})
