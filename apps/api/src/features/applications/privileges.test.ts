import { expect, test } from 'vitest'
import { registering, webProgram } from '../../../test/registered.ts'

const adminPaths = (id: string) => [['GET', '/admin/applications'], ['PATCH', `/admin/applications/${id}`]] as const

test('nobody registers programs through the protocol', async () => {
  const { app } = await registering()
  for (const url of ['/o/registration', '/o/register', '/reg', '/o/reg', '/connect/register', '/o/clients']) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
      const { statusCode } = await app.inject({ method, url, ...(method === 'POST' && { headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ redirect_uris: webProgram.redirectUris }) }) })
      expect([method, url, statusCode]).toEqual([method, url, 404])
    }
  }
})

test('without signing in, and without running the place, nobody manages programs', async () => {
  const h = await registering()
  const { clientId } = await h.program()
  const bob = await h.register('bob-lee')
  for (const [who, status] of [[h.browser(), 401], [bob.browser, 403], [h.ann.browser, 403]] as const) {
    for (const [method, path] of adminPaths(clientId)) {
      expect([method, path, (await who.request(method, path, method === 'PATCH' ? { skipConsent: true } : undefined)).status]).toEqual([method, path, status])
    }
  }
  expect((await h.browser().post('/o/applications', webProgram)).status).toBe(401)
  for (const path of [`/o/applications/${clientId}`, `/o/applications/${clientId}/secrets`]) {
    expect([path, (await bob.browser.get(path)).status === 200]).toEqual([path, false])
    expect([path, (await h.browser().get(path)).status === 200]).toEqual([path, false])
  }
  expect((await bob.browser.patch(`/o/applications/${clientId}`, { name: 'Mine' })).status).toBe(404)
  expect((await h.browser().patch(`/o/applications/${clientId}`, { name: 'Mine' })).status).toBe(401)
})

test('fields that only others may set are refused, and nothing is changed by them', async () => {
  const h = await registering()
  const { clientId } = await h.program()
  const before = await h.rows('applications')
  const inherited: object = JSON.parse('{"__proto__": {"skipConsent": true}}')
  const privileged = [
    { skipConsent: true }, { id: 'chosen' }, { clientId: 'chosen' }, { client_id: 'chosen' }, { ownerId: 'x' }, { userId: 'x' }, { disabledAt: null }, { disabled: false }, { createdAt: '2020-01-01T00:00:00Z' }, { clientSecret: 'chosen' }, { secretHash: 'x' },
    { secretHashes: ['x'] }, { firstParty: true }, { trusted: true }, { isSuperuser: true }, { skip_consent: true }, { grant_types: ['password'] }, { jwks_uri: 'https://app.example.com/keys' }, { sector_identifier_uri: 'https://app.example.com/' },
    inherited, { constructor: { prototype: { skipConsent: true } } },
  ]
  for (const fields of privileged) {
    expect([fields, (await h.ann.browser.post('/o/applications', { ...webProgram, ...fields }, { payload: withAll(webProgram, fields) })).status]).toEqual([fields, 400])
    expect([fields, (await h.ann.browser.patch(`/o/applications/${clientId}`, fields, { payload: withAll({}, fields) })).status]).toEqual([fields, 400])
  }
  for (const grantTypes of [['password'], ['implicit'], ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'], ['*']]) {
    expect([grantTypes, (await h.ann.browser.post('/o/applications', { ...webProgram, grantTypes })).status]).toEqual([grantTypes, 400])
  }
  expect(await h.rows('applications')).toEqual(before)
})

/** As text, so that `__proto__` is sent. */
const withAll = (base: object, fields: object) => `{${[base, fields].map(part => JSON.stringify(part).slice(1, -1)).filter(part => part !== '').join(',')}}`
