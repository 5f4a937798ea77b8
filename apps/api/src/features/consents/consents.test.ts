import { expect, test } from 'vitest'
import { keepArtifact } from '../../../test/artifacts.ts'
import { registering } from '../../../test/registered.ts'
import { isMissingReference } from '../../db/faults.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Allowed } from './consents.ts'

const visitor: Visitor = { ip: null, network: '', userAgent: null, deviceHash: '', locale: 'en', requestId: 'r' }

/** Ann's program, and Bob who is asked. */
async function asked() {
  const h = await registering()
  const bob = await h.register('bob-ray')
  const program = await h.program({ homepageUrl: 'https://orders.example.com' })
  const owner = { userId: bob.id, sessionId: null }
  return {
    ...h, bob, owner, program: h.program, clientId: program.clientId,
    grant: (allowed: Partial<Allowed>, clientId = program.clientId) =>
      h.store.transaction(queries => h.features.consents.grant(queries, owner, clientId, { scopes: [], resources: {}, ...allowed }, visitor)),
  }
}

test('what somebody allows adds up, and is theirs to see', async () => {
  const { bob, ann, grant, clientId, clock, features } = await asked()
  expect((await bob.browser.get('/users/me/consents')).body).toEqual({ consents: [] })
  const createdAt = clock.now().toISOString()
  await grant({ scopes: ['openid', 'email'], resources: { 'https://a.example': ['a.read'] } })
  clock.advance(60)
  await grant({ scopes: ['openid', 'profile'], resources: { 'https://a.example': ['a.write', 'a.read'], 'https://b.example': ['b.read'] } })
  expect(await features.consents.find(bob.id, clientId)).toMatchObject({
    scopes: ['openid', 'email', 'profile'], resources: { 'https://a.example': ['a.read', 'a.write'], 'https://b.example': ['b.read'] },
  })
  expect((await bob.browser.get('/users/me/consents')).body.consents).toEqual([{
    application: { clientId, name: 'Orders', logoUrl: null, homepageUrl: 'https://orders.example.com' },
    scopes: ['openid', 'email', 'profile', 'a.read', 'a.write', 'b.read'], createdAt, updatedAt: clock.now().toISOString(),
  }])
  expect((await ann.browser.get('/users/me/consents')).body.consents).toEqual([])
})

test('the latest comes first', async () => {
  const { bob, grant, program, clientId, clock } = await asked()
  const other = await program({ name: 'Bills' })
  await grant({ scopes: ['openid'] })
  clock.advance(1)
  await grant({ scopes: ['openid'] }, other.clientId)
  const names = async () => (await bob.browser.get('/users/me/consents')).body.consents.map(({ application: { name } }) => name)
  expect(await names()).toEqual(['Bills', 'Orders'])
  clock.advance(1)
  await grant({ scopes: ['email'] }, clientId)
  expect(await names()).toEqual(['Orders', 'Bills'])
})

test('twenty answers at once lose nothing of each other', async () => {
  const { bob, grant, clientId, features, rows } = await asked()
  const scopes = Array.from({ length: 20 }, (_, index) => `s${index}`)
  await Promise.all(scopes.map(scope => grant({ scopes: [scope], resources: { [`https://${scope}.example`]: [scope] } })))
  const consent = await features.consents.find(bob.id, clientId)
  expect(consent?.scopes.toSorted()).toEqual(scopes.toSorted())
  expect(Object.keys(consent?.resources ?? {})).toHaveLength(20)
  expect(await rows('consents')).toHaveLength(1)
})

test('what is taken back is gone with everything that came of it, and nothing else', async () => {
  const h = await asked()
  const { ann, bob, grant, program, clientId, rows } = h
  const other = await program({ name: 'Bills' })
  await grant({ scopes: ['openid'] })
  await grant({ scopes: ['openid'] }, other.clientId)
  for (const kind of ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'Grant', 'DeviceCode', 'Session']) await keepArtifact(h, kind, bob.id, clientId)
  await keepArtifact(h, 'AccessToken', bob.id, other.clientId)
  await keepArtifact(h, 'AccessToken', ann.id, clientId)
  await keepArtifact(h, 'ClientCredentials', null, clientId)

  expect((await bob.browser.delete(`/users/me/consents/${clientId}`)).status).toBe(204)
  expect(new Set((await rows('authorization_artifacts')).map(({ kind, user_id, application_id }) => [kind, user_id, application_id].join(' ')))).toEqual(new Set([
    `Session ${bob.id} ${clientId}`, `AccessToken ${bob.id} ${other.clientId}`, `AccessToken ${ann.id} ${clientId}`, `ClientCredentials  ${clientId}`,
  ]))
  expect((await rows('consents')).map(row => row['application_id'])).toEqual([other.clientId])
  const again = await bob.browser.delete(`/users/me/consents/${clientId}`)
  expect([again.status, again.body.code]).toEqual([404, 'not_found'])
  const events = (await rows('audit_events')).filter(({ action }) => String(action).startsWith('consent.')).map(({ action, user_id, client_id }) => [action, user_id, client_id])
  expect(events).toEqual([['consent.granted', bob.id, clientId], ['consent.granted', bob.id, other.clientId], ['consent.revoked', bob.id, clientId]])
})

test('a program that people are not asked about can be sent away as well', async () => {
  const h = await asked()
  await keepArtifact(h, 'AccessToken', h.bob.id, h.clientId)
  expect((await h.ann.browser.delete(`/users/me/consents/${h.clientId}`)).status).toBe(404)
  expect(await h.rows('authorization_artifacts')).toHaveLength(1)
  expect((await h.bob.browser.delete(`/users/me/consents/${h.clientId}`)).status).toBe(204)
  expect(await h.rows('authorization_artifacts')).toEqual([])
})

test('of twenty who take it back at once, one has', async () => {
  const { bob, grant, clientId, rows } = await asked()
  await grant({ scopes: ['openid'] })
  const answers = await Promise.all(Array.from({ length: 20 }, () => bob.browser.delete(`/users/me/consents/${clientId}`)))
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(19)
  expect((await rows('audit_events')).filter(({ action }) => action === 'consent.revoked')).toHaveLength(1)
})

test('nothing is allowed to a program that is gone', async () => {
  const { ann, clientId, grant, rows } = await asked()
  await ann.browser.delete(`/o/applications/${clientId}`)
  expect(isMissingReference(await grant({ scopes: ['openid'] }).catch((error: unknown) => error))).toBe(true)
  expect(await rows('consents')).toEqual([])
})

test('consents are nobody else\'s business', async () => {
  const { browser, clientId } = await asked()
  expect((await browser().get('/users/me/consents')).status).toBe(401)
  expect((await browser().delete(`/users/me/consents/${clientId}`)).status).toBe(401)
})
