import { expect, test } from 'vitest'
import { registering, webProgram } from '../../../test/registered.ts'
import { hashToken } from '../../lib/tokens.ts'

test('a second secret lives beside the first, and no third', async () => {
  const { ann, program, rows } = await registering()
  const made = await program()
  const path = `/o/applications/${made.clientId}`
  const second = await ann.browser.post(`${path}/secrets`)
  expect([second.status, second.body]).toEqual([201, { id: expect.any(String), hint: second.body.clientSecret.slice(-4), createdAt: expect.any(String), clientSecret: expect.stringMatching(/^[\w-]{43}$/) }])
  expect((await rows('application_secrets')).map(row => row['secret_hash']).sort()).toEqual([hashToken(made.clientSecret), hashToken(second.body.clientSecret)].sort())
  const third = await ann.browser.post(`${path}/secrets`)
  expect([third.status, third.body.code]).toEqual([409, 'secret_limit'])
  expect((await ann.browser.get(path)).body.secrets.map(({ id }) => id)).toEqual([made.secrets[0]?.id, second.body.id])
})

test('a secret can be ended when there is another, and its place taken again', async () => {
  const { ann, program, rows } = await registering()
  const { clientId, secrets: [first] } = await program()
  const path = `/o/applications/${clientId}/secrets`
  const last = await ann.browser.delete(`${path}/${first?.id}`)
  expect([last.status, last.body.code]).toEqual([409, 'last_secret'])
  const { body: second } = await ann.browser.post(path)
  expect((await ann.browser.delete(`${path}/${first?.id}`)).status).toBe(204)
  expect((await ann.browser.delete(`${path}/${first?.id}`)).status).toBe(404)
  expect((await ann.browser.post(path)).status).toBe(201)
  expect((await ann.browser.delete(`${path}/${second.id}`)).status).toBe(204)
  expect(await rows('application_secrets')).toHaveLength(1)
  const events = (await rows('audit_events')).map(({ action }) => action).filter(action => String(action).startsWith('application.secret'))
  expect(events).toEqual(['application.secret-added', 'application.secret-deleted', 'application.secret-added', 'application.secret-deleted'])
})

test('the secret of another program is not found', async () => {
  const { ann, program, rows } = await registering()
  const one = await program()
  const { clientId } = await program()
  await ann.browser.post(`/o/applications/${one.clientId}/secrets`)
  expect((await ann.browser.delete(`/o/applications/${clientId}/secrets/${one.secrets[0]?.id}`)).status).toBe(404)
  expect((await ann.browser.delete(`/o/applications/${clientId}/secrets/nonsense`)).status).toBe(400)
  expect(await rows('application_secrets')).toHaveLength(3)
})

test('where no secret counts, none is made', async () => {
  const { ann, program, rows } = await registering()
  const { clientId } = await program({ clientType: 'public' })
  const answer = await ann.browser.post(`/o/applications/${clientId}/secrets`)
  expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
  expect(await rows('application_secrets')).toEqual([])
})

test('another way to prove itself is a new secret: it takes a fresh session, as sparing people the question does', async () => {
  const { ann, program, superuser, store, rows, clock } = await registering()
  const sue = await superuser('sue-lee')
  const { clientId } = await program()
  const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }
  for (const { id, user_id: userId } of await rows('sessions')) if (userId) await store.sessions.markAuthenticated(String(id), new Date(clock.now().getTime() - 3_600_000))
  for (const [{ browser }, changes] of [
    [ann, { tokenEndpointAuthMethod: 'private_key_jwt', jwks }], [ann, { tokenEndpointAuthMethod: 'client_secret_post' }], [ann, { jwks: null }], [sue, { skipConsent: true }],
  ] as const) {
    const { status, body } = await browser.patch(`/o/applications/${clientId}`, changes)
    expect([changes, status, body.code]).toEqual([changes, 403, 'reauthentication_required'])
  }
  expect((await sue.browser.post('/o/applications', { ...webProgram, skipConsent: true })).body.code).toBe('reauthentication_required')
  expect((await ann.browser.patch(`/o/applications/${clientId}`, { name: 'Orders 2' })).status).toBe(200)
  expect((await rows('applications')).map(row => [row['token_endpoint_auth_method'], row['jwks']])).toEqual([['client_secret_basic', null]])
  expect(await rows('application_secrets')).toHaveLength(1)
})
