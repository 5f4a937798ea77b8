import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { basic, post } from '../../../test/protocol.ts'
import { relyingParty } from '../../../test/relying-party.ts'

const orders = 'https://orders.example.com'
const bills = 'https://bills.example.com'
const settings = { OAUTH_RESOURCES: `${orders} orders.read orders.write, ${bills} bills.read` }
const inactive = { active: false }

/** A program that acts for people at two services, and the service that takes orders. */
async function withServices() {
  const app = await relyingParty({ settings }, { scopes: ['openid', 'profile', 'orders.read', 'orders.write', 'bills.read'], grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'] })
  const root = await app.register('root-user')
  await app.store.users.setSuperuser(root.id, true, app.clock.now())
  const machine = { grantTypes: ['client_credentials'], redirectUris: [] } as const
  const service = async (resourceServer: string | null) => {
    const registered = await app.registerApplication({ ...machine, grantTypes: [...machine.grantTypes], redirectUris: [] })
    if (resourceServer) expect((await root.browser.patch(`/admin/applications/${registered.clientId}`, { resourceServer })).status).toBe(200)
    return registered
  }
  const look = async ({ clientId, clientSecret }: { clientId: string, clientSecret?: string | undefined }, token = '') => {
    const answer = await post(app, '/o/introspect', { token }, basic(clientId, clientSecret))
    return answer.status === 200 ? answer.body : answer.status
  }
  const ann = await app.register('ann-lee')
  const tokensFor = async (resource: string | undefined, scope: string) => {
    const { url, checks } = await app.request({ scope, resource })
    const { url: landed } = await app.journey(ann.browser, url)
    return oidc.authorizationCodeGrant(app.client, landed, checks, resource === undefined ? {} : { resource })
  }
  return { ...app, root, ann, service, look, tokensFor }
}

test('a resource server is told whose token for it it has been shown, and what it opens', async () => {
  const { service, look, tokensFor, registered, ann } = await withServices()
  const shop = await service(orders)
  const { access_token: token } = await tokensFor(orders, 'openid orders.read')
  const told = {
    active: true, sub: ann.id, client_id: registered.clientId, scope: 'orders.read', aud: orders, iss: 'http://localhost:3000', token_type: 'Bearer',
    iat: expect.any(Number), exp: expect.any(Number),
  }
  expect(await look(shop, token)).toEqual(told)
  // Whose it is may look at it as well.
  expect(await look(registered, token)).toEqual(told)
})

test('a token that a program was given for itself is the program\'s', async () => {
  const { service, look, client, registered } = await withServices()
  const { access_token: token } = await oidc.clientCredentialsGrant(client, { resource: orders, scope: 'orders.write' })
  expect(await look(await service(orders), token)).toMatchObject({ active: true, sub: registered.clientId, client_id: registered.clientId, scope: 'orders.write', aud: orders })
  expect(await look(await service(bills), token)).toEqual(inactive)
})

test('it is told nothing of what is not for it: other services, ourselves, what tokens are made of, and what we never issued', async () => {
  const { service, look, tokensFor } = await withServices()
  const shop = await service(orders)
  const mine = await tokensFor(orders, 'openid orders.read offline_access')
  const other = await tokensFor(bills, 'openid bills.read')
  const plain = await tokensFor(undefined, 'openid profile')
  const [head, body, signature = ''] = mine.access_token.split('.')
  const forged = [head, body, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.')
  for (const token of [other.access_token, plain.access_token, plain.refresh_token, mine.refresh_token, mine.id_token, forged, `${head}.${body}.`]) expect(await look(shop, token)).toEqual(inactive)
  expect(await look(shop, mine.access_token)).toMatchObject({ active: true })
})

test('whoever is not marked, or proves nothing, is told nothing', async () => {
  const { service, look, tokensFor, registerApplication, store, app } = await withServices()
  const [unmarked, elsewhere] = [await service(null), await service(bills)]
  const open = await registerApplication({ clientType: 'public' })
  await store.applications.update(open.clientId, { resourceServer: orders })
  const { access_token: token } = await tokensFor(orders, 'openid orders.read')
  for (const who of [unmarked, elsewhere]) expect(await look(who, token)).toEqual(inactive)
  expect((await post({ app }, '/o/introspect', { token, client_id: open.clientId })).body).toEqual(inactive)
  const marked = await service(orders)
  expect(await look({ ...marked, clientSecret: 'wrong' }, token)).toBe(401)
  expect((await post({ app }, '/o/introspect', { token })).status).toBe(401)
})

test('what ends a token ends it there: the session, the grant, the consent, the program and the account', async () => {
  const { service, look, tokensFor, client, ann, store, registered, clock } = await withServices()
  const shop = await service(orders)
  const fresh = async (scope = 'openid orders.read') => {
    const tokens = await tokensFor(orders, scope)
    expect(await look(shop, tokens.access_token)).toMatchObject({ active: true })
    return tokens
  }
  const revoked = await fresh()
  await oidc.tokenRevocation(client, revoked.refresh_token ?? '')
  expect(await look(shop, revoked.access_token)).toEqual(inactive)

  const { access_token: going } = await fresh()
  await store.applications.update(registered.clientId, { disabledAt: clock.now() })
  expect(await look(shop, going)).toEqual(inactive)
  await store.applications.update(registered.clientId, { disabledAt: null })
  await store.users.update(ann.id, { disabledAt: clock.now() })
  expect(await look(shop, going)).toEqual(inactive)
  await store.users.update(ann.id, { disabledAt: null })
  expect(await look(shop, going)).toMatchObject({ active: true })

  expect((await ann.browser.delete(`/users/me/consents/${registered.clientId}`)).status).toBe(204)
  expect(await look(shop, going)).toEqual(inactive)
  const { access_token: ended } = await fresh()
  expect((await ann.browser.delete('/sessions/current')).status).toBe(204)
  expect(await look(shop, ended)).toEqual(inactive)
})

test('what a resource server can be told of opens nothing here', async () => {
  const { tokensFor, app } = await withServices()
  const { access_token: token } = await tokensFor(orders, 'openid orders.read')
  for (const url of ['/o/userinfo', '/public-api/current_user/base_info']) {
    for (const bearer of [token, `resource-token:${token}`]) {
      const answer = await app.inject({ url, headers: { authorization: `Bearer ${bearer}` } })
      expect([url, [400, 401, 403].includes(answer.statusCode), answer.body.includes('ann')]).toEqual([url, true, false])
    }
  }
})
