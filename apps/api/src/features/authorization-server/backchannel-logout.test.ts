import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose'
import { expect, test } from 'vitest'
import { startProxy } from '../../../test/connect-proxy.ts'
import { formOf, submit } from '../../../test/forms.ts'
import { ask } from '../../../test/protocol.ts'
import { startReceiver } from '../../../test/receiver.ts'
import { relyingParty } from '../../../test/relying-party.ts'
import { createOutgoing } from './outgoing.ts'

async function listening(settings: Record<string, string> = {}) {
  const receiver = await startReceiver()
  const app = await relyingParty({ settings }, { backchannelLogoutUri: `${receiver.url}/told` })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const told = () => receiver.seen.bodies.map(body => new URLSearchParams(body).get('logout_token') ?? '')
  return { ...app, receiver, ann, tokens, told }
}

test('an application is told that somebody signed out, whichever way, once', async () => {
  const app = await listening()
  const keys: JSONWebKeySet = (await app.app.inject('/.well-known/jwks.json')).json()
  const ways = [
    async () => app.ann.browser.delete('/sessions/current'),
    async (hint: string) => submit(app.ann.browser, formOf((await app.ann.browser.visit(`/o/logout?id_token_hint=${hint}`)).text)),
    async () => {
      const phone = app.browser()
      await phone.post('/users/authorizations', { username: 'ann-lee', password: app.ann.password })
      return phone.delete('/sessions/others')
    },
  ]
  let hint = app.tokens.id_token ?? ''
  for (const [index, leave] of ways.entries()) {
    expect([index, (await leave(hint)).status]).toEqual([index, expect.toBeOneOf([200, 204, 303])])
    // While the person waits nobody is called.
    expect(app.told()).toHaveLength(index)
    await app.deliver()
    expect(app.told()).toHaveLength(index + 1)
    const { payload, protectedHeader } = await jwtVerify(app.told().at(-1) ?? '', createLocalJWKSet(keys), { issuer: app.issuer.origin, audience: app.registered.clientId, typ: 'logout+jwt' })
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload).toMatchObject({ sub: app.ann.id, sid: decodeJwt(hint)['sid'], events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
    expect([payload['nonce'], typeof payload.jti, typeof payload.iat]).toEqual([undefined, 'string', 'number'])

    await app.ann.browser.post('/users/authorizations', { username: 'ann-lee', password: app.ann.password })
    hint = (await app.signIn(app.ann.browser)).tokens.id_token ?? ''
  }
  expect(app.receiver.seen.urls).toEqual(['/told', '/told', '/told'])
})

test('an application that fails is told again later, and one that leads elsewhere is not followed', async () => {
  const app = await listening()
  const elsewhere = await startReceiver()
  app.receiver.answerWith({ status: 307, headers: { location: elsewhere.url } })
  await app.ann.browser.delete('/sessions/current')
  await app.deliver()
  expect([app.told().length, elsewhere.seen.connections]).toEqual([1, 0])
  app.receiver.answerWith({ status: 503 })
  app.clock.advance(30)
  await app.deliver()
  expect(app.told()).toHaveLength(2)
  app.receiver.answerWith({ status: 204 })
  app.clock.advance(120)
  await app.deliver()
  app.clock.advance(1200)
  await app.deliver()
  expect([app.told().length, elsewhere.seen.connections]).toEqual([3, 0])
})

test('an application is told without the proxy of the providers', async () => {
  const proxy = await startProxy()
  const app = await listening({ PROVIDER_PROXY: proxy.url })
  await app.ann.browser.delete('/sessions/current')
  await app.deliver()
  expect([app.told().length, proxy.asked]).toEqual([1, []])
})

test('an application that is disabled or deleted meanwhile is told nothing', async () => {
  const app = await listening()
  await app.ann.browser.delete('/sessions/current')
  await app.store.applications.update(app.registered.clientId, { disabledAt: app.clock.now() })
  await app.deliver()
  expect(app.receiver.seen.connections).toBe(0)
})

const spellings = (port: number) => [
  `http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://127.1:${port}/`, `http://2130706433:${port}/`, `http://0x7f.1:${port}/`, `http://0.0.0.0:${port}/`, `http://[::1]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`, `http://[::ffff:7f00:1]:${port}/`, `http://localhost.:${port}/`, `http://10.0.0.1:${port}/`, `http://192.168.0.1:${port}/`, `http://169.254.169.254/latest/meta-data`, `http://[fd00::1]:${port}/`,
]

test('nobody reaches our own network through us: no connection is made', async () => {
  const canary = await startReceiver()
  const call = createOutgoing({ allowedNetworks: [], development: false })
  for (const url of spellings(canary.port)) await expect(call(url, { method: 'POST', body: 'x' }), url).rejects.toThrow()
  expect(canary.seen.connections).toBe(0)
  // It would have been seen.
  expect((await createOutgoing({ allowedNetworks: ['127.0.0.0/8'], development: false })(canary.url, { method: 'POST', body: 'x' })).status).toBe(200)
  expect(canary.seen.connections).toBe(1)
  // On a developer's machine it is the machine itself, and no more.
  const local = createOutgoing({ allowedNetworks: [], development: true })
  for (const url of spellings(canary.port).slice(10)) await expect(local(url, { method: 'POST', body: 'x' }), url).rejects.toThrow()
})

test('requests, keys and sectors are never fetched from where somebody says', async () => {
  const canary = await startReceiver()
  const app = await relyingParty()
  expect((await ask(app, { request_uri: `${canary.url}/request` })).error).toBe('request_uri_not_supported')
  for (const field of ['jwks_uri', 'jwksUri', 'sector_identifier_uri', 'logo_uri', 'logoUrl', 'request_uris']) {
    const { status } = await app.dev.browser.post('/o/applications', { name: 'x', clientType: 'confidential', grantTypes: ['client_credentials'], [field]: `${canary.url}/${field}` })
    expect([field, status]).toEqual([field, 400])
  }
  expect(canary.seen.connections).toBe(0)
})
