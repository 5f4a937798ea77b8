import { describe, expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { registering } from '../../../test/registered.ts'

/** A PNG of one point. */
const smallPicture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Ann's program, which asks nobody; and Sue, a superuser with one of her own. Both signed in a good while ago. */
async function stale() {
  const h = await registering()
  const sue = await h.superuser('sue-root')
  const { clientId, secrets } = await h.program({ backchannelLogoutUri: 'https://orders.example.com/out' })
  expect((await sue.browser.patch(`/o/applications/${clientId}`, { skipConsent: true })).status).toBe(200)
  const own = (await sue.browser.post('/o/applications', {
    name: 'Desk', clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: ['https://desk.example.com/cb'], skipConsent: true,
  })).body
  const plain = (await h.program({ name: 'Plain' })).clientId
  for (const minutes of [9, 9]) {
    h.clock.advance(minutes * 60)
    for (const who of [h.ann, sue]) await who.browser.post('/sessions/refresh')
  }
  return { ...h, sue, clientId, secretId: secrets[0]?.id ?? '', own: own.clientId, plain }
}

type Request = readonly [method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object]
const codeOf = async (who: Browser, [method, path, body]: Request) => (await who.request(method, path, body)).body?.code

const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }

describe('a superuser whose session is old changes nothing of somebody else\'s application, whatever the route', () => {
  test.each<[how: string, request: (id: string, secretId: string) => Request]>([
    ['PATCH /o/applications/:id, its name', id => ['PATCH', `/o/applications/${id}`, { name: 'Evil' }]],
    ['PATCH /o/applications/:id, its page', id => ['PATCH', `/o/applications/${id}`, { homepageUrl: 'https://evil.example' }]],
    ['PATCH /o/applications/:id, where codes go', id => ['PATCH', `/o/applications/${id}`, { redirectUris: ['https://evil.example/cb'] }]],
    ['PATCH /o/applications/:id, its scopes', id => ['PATCH', `/o/applications/${id}`, { scopes: ['openid', 'permissions'] }]],
    ['PATCH /admin/applications/:id, whether people are asked', id => ['PATCH', `/admin/applications/${id}`, { skipConsent: false }]],
    ['PATCH /admin/applications/:id, whether it is on', id => ['PATCH', `/admin/applications/${id}`, { disabled: true }]],
    ['DELETE /o/applications/:id', id => ['DELETE', `/o/applications/${id}`]],
    ['POST /o/applications/:id/secrets', id => ['POST', `/o/applications/${id}/secrets`, {}]],
    ['DELETE /o/applications/:id/secrets/:id', (id, secretId) => ['DELETE', `/o/applications/${id}/secrets/${secretId}`]],
    ['PUT /o/applications/:id/logo', id => ['PUT', `/o/applications/${id}/logo`, { image: smallPicture }]],
    ['DELETE /o/applications/:id/logo', id => ['DELETE', `/o/applications/${id}/logo`]],
  ])('%s', async (_how, request) => {
    const { sue, clientId, secretId, rows } = await stale()
    const before = [await rows('applications'), await rows('application_secrets'), await rows('application_logos')]
    expect(await codeOf(sue.browser, request(clientId, secretId))).toBe('reauthentication_required')
    expect([await rows('applications'), await rows('application_secrets'), await rows('application_logos')]).toEqual(before)
  })

  test('and with a fresh proof does', async () => {
    const { sue, clientId } = await stale()
    await sue.browser.post('/sessions/current/reauthentication', { password: sue.password })
    expect((await sue.browser.patch(`/o/applications/${clientId}`, { name: 'Orders 2' })).body.name).toBe('Orders 2')
    expect((await sue.browser.put(`/o/applications/${clientId}/logo`, { image: smallPicture })).status).toBe(200)
  })
})

describe('of one\'s own application, a fresh proof is needed for', () => {
  test.each([
    { redirectUris: ['https://evil.example/cb'] }, { postLogoutRedirectUris: ['https://evil.example/out'] }, { allowedOrigins: ['https://evil.example'] },
    { backchannelLogoutUri: 'https://evil.example/out' }, { jwks }, { tokenEndpointAuthMethod: 'client_secret_post' }, { skipConsent: false },
  ])('%o', async (changes) => {
    const { ann, sue, clientId, own, plain, rows } = await stale()
    const before = await rows('applications')
    for (const [who, id] of [[ann, plain], [ann, clientId], [sue, own]] as const) expect(await codeOf(who.browser, ['PATCH', `/o/applications/${id}`, changes])).toBe('reauthentication_required')
    expect(await rows('applications')).toEqual(before)
  })

  test.each([{ scopes: ['openid', 'email'] }, { grantTypes: ['authorization_code', 'refresh_token'] }, { requirePkce: false }])('%o where people are not asked', async (changes) => {
    const { sue, ann, own, plain } = await stale()
    expect(await codeOf(sue.browser, ['PATCH', `/o/applications/${own}`, changes])).toBe('reauthentication_required')
    expect((await ann.browser.patch(`/o/applications/${plain}`, changes)).status).toBe(200)
  })

  test('a new one, whose secret it is given', async () => {
    const { ann, rows } = await stale()
    const refused = await ann.browser.post('/o/applications', { name: 'New', clientType: 'confidential', grantTypes: ['client_credentials'] })
    expect([refused.body.code, await rows('applications')]).toMatchObject(['reauthentication_required', { length: 3 }])
  })

  test('not for its name, its page and its picture', async () => {
    const { ann, plain } = await stale()
    expect((await ann.browser.patch(`/o/applications/${plain}`, { name: 'Plainer', homepageUrl: 'https://plain.example' })).status).toBe(200)
    expect((await ann.browser.put(`/o/applications/${plain}/logo`, { image: smallPicture })).status).toBe(200)
    expect((await ann.browser.delete(`/o/applications/${plain}/logo`)).status).toBe(204)
  })
})
