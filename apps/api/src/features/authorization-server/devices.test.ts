import { setImmediate as turn } from 'node:timers/promises'
import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { relyingParty } from '../../../test/relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const

async function television(options: Parameters<typeof relyingParty>[0] = {}) {
  const app = await relyingParty(options, { name: 'The TV', clientType: 'public', applicationType: 'native', grantTypes: [device, 'refresh_token'], redirectUris: [] })
  const begun = () => oidc.initiateDeviceAuthorization(app.client, { scope: 'openid profile' })
  const poll = ({ device_code: code }: { device_code: string }) => oidc.genericGrantRequest(app.client, device, { device_code: code })
    .then(tokens => tokens, (error: unknown) => error instanceof oidc.ResponseBodyError ? error.error : String(error))
  return { ...app, begun, poll }
}

test('a device is let in by somebody who types its code', async () => {
  const app = await television()
  const ann = await app.register('ann-lee')
  const waiting = await app.begun()
  expect(waiting.verification_uri).toBe('http://localhost:3000/o/device')
  expect((await ann.browser.visit(waiting.verification_uri_complete?.replace('http://localhost:3000', '') ?? '')).location).toBe(`http://localhost:5173/device?user_code=${waiting.user_code}`)
  expect(await app.poll(waiting)).toBe('authorization_pending')

  const shown = await ann.browser.post('/o/device/verification', { userCode: waiting.user_code.toLowerCase().replace('-', ' ') })
  expect(JSON.parse(shown.text)).toMatchObject({ userCode: waiting.user_code, application: { name: 'The TV' }, ip: '127.0.0.1', scopes: [{ name: 'openid', known: false }, { name: 'profile', known: false }] })
  expect((await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })).status).toBe(200)

  const tokens = await app.poll(waiting)
  if (typeof tokens === 'string') throw new Error(tokens)
  expect(tokens.claims()?.sub).toBe(ann.id)
  expect((await oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).preferred_username).toBe('ann-lee')
  // Once; and it does not end with the browser that let it in.
  expect(await app.poll(waiting)).toBe('invalid_grant')
  expect((await ann.browser.get('/users/me/consents')).text).toContain('The TV')
})

test('a device that was let in stays when the browser signs out, and goes when consent is taken back', async () => {
  const app = await television()
  const ann = await app.register('ann-lee')
  const waiting = await app.begun()
  await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })
  const tokens = await app.poll(waiting)
  if (typeof tokens === 'string') throw new Error(tokens)
  await ann.browser.delete('/sessions/current')
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')
  await ann.browser.post('/users/authorizations', { username: 'ann-lee', password: ann.password })
  await ann.browser.delete(`/users/me/consents/${app.registered.clientId}`)
  await expect(oidc.refreshTokenGrant(app.client, next.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
})

test('a device that was turned away is told so', async () => {
  const app = await television()
  const ann = await app.register('ann-lee')
  const waiting = await app.begun()
  expect((await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'deny' })).status).toBe(200)
  expect(await app.poll(waiting)).toBe('access_denied')
  expect((await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })).body.code).toBe('user_code_invalid')
})

test('of many who decide about one device at once, one has decided', async () => {
  const app = await television({ settings: { DEVICE_CODES_PER_NETWORK_PER_MINUTE: '1000' } })
  const people = [await app.register('ann-lee'), await app.register('bob-lee'), await app.register('cat-lee')]
  for (let round = 0; round < 5; round++) {
    const waiting = await app.begun()
    const answers = await Promise.all(people.flatMap(({ browser }) => [browser, browser]).map((browser, index) => browser.post('/o/device/decision', { userCode: waiting.user_code, decision: index % 3 === 2 ? 'deny' : 'allow' })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body?.code === 'user_code_invalid')).toHaveLength(5)
  }
})

test('codes cannot be found by trying', async () => {
  const app = await television({ settings: { DEVICE_CODES_PER_NETWORK_PER_MINUTE: '5' } })
  const ann = await app.register('ann-lee')
  const waiting = await app.begun()
  for (let tries = 0; tries < 5; tries++) expect((await ann.browser.post('/o/device/verification', { userCode: 'BBBB-BBBB' })).body.code).toBe('user_code_invalid')
  const refused = await ann.browser.post('/o/device/verification', { userCode: waiting.user_code })
  expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited'])
  // Nor from another network, with the same account.
  expect((await ann.browser.post('/o/device/verification', { userCode: waiting.user_code }, { ip: '203.0.113.7' })).status).toBe(429)
})

test('letting a device in takes a fresh proof, turning it away does not', async () => {
  const app = await television()
  const ann = await app.register('ann-lee')
  for (const minutes of [9, 9]) {
    app.clock.advance(minutes * 60)
    await ann.browser.post('/sessions/refresh')
  }
  const [first, second] = [await app.begun(), await app.begun()]
  const refused = await ann.browser.post('/o/device/decision', { userCode: first.user_code, decision: 'allow' })
  expect([refused.status, refused.body.code, await app.poll(first)]).toEqual([403, 'reauthentication_required', 'authorization_pending'])
  expect((await ann.browser.post('/o/device/decision', { userCode: second.user_code, decision: 'deny' })).status).toBe(200)
  await ann.browser.post('/sessions/current/reauthentication', { password: ann.password })
  expect((await ann.browser.post('/o/device/decision', { userCode: first.user_code, decision: 'allow' })).status).toBe(200)
})

test('nobody decides who is not signed in', async () => {
  const app = await television()
  const waiting = await app.begun()
  for (const path of ['/o/device/verification', '/o/device/decision']) expect((await app.browser().post(path, { userCode: waiting.user_code, decision: 'allow' })).status).toBe(401)
  expect(await app.poll(waiting)).toBe('authorization_pending')
})

test('of many tries at codes at once no more are looked up than may fail, and right ones take nothing away', async () => {
  const app = await television({ settings: { DEVICE_CODES_PER_NETWORK_PER_MINUTE: '5' } })
  const [ann, bob] = [await app.register('ann-lee'), await app.register('bob-lee')]
  const waiting = await app.begun()
  const verify = (userCode: string, who = ann, ip = '198.51.100.9') => who.browser.post('/o/device/verification', { userCode }, { ip })
  for (let times = 0; times < 8; times++) expect((await verify(waiting.user_code)).status).toBe(200)
  let lookedUp = 0
  const find = app.store.authorization.findByUserCode
  app.store.authorization.findByUserCode = async (code) => {
    lookedUp++
    // A database that lets others in meanwhile, as all but SQLite do.
    for (let turns = 0; turns < 50; turns++) await turn()
    return find(code)
  }
  const tries = await Promise.all(Array.from({ length: 30 }, (_, index) => verify(`BBBB-BBB${'BCDFGHJKLMNPQRSTVWXZ'[index % 20]}`)))
  expect([lookedUp, tries.filter(({ body }) => body.code === 'user_code_invalid').length, tries.filter(({ body }) => body.code === 'rate_limited').length]).toEqual([5, 5, 25])
  // Nor from many networks with one account, nor with many accounts from one.
  const elsewhere = await Promise.all(Array.from({ length: 10 }, (_, index) => verify('BBBB-BBBB', ann, `203.0.${index}.1`)))
  expect(new Set(elsewhere.map(({ status }) => status))).toEqual(new Set([429]))
  expect((await verify('BBBB-BBBB', bob)).status).toBe(429)
  expect((await verify(waiting.user_code, bob, '192.0.2.1')).status).toBe(200)
})

test('a device is told how often to ask, and to slow down when it asks too often: five seconds more each time', async () => {
  const app = await television()
  const ann = await app.register('ann-lee')
  const waiting = await app.begun()
  expect(waiting.interval).toBe(5)
  expect(await app.poll(waiting)).toBe('authorization_pending')
  app.clock.advance(5)
  expect(await app.poll(waiting)).toBe('authorization_pending')
  app.clock.advance(2)
  expect(await app.poll(waiting)).toBe('slow_down')
  app.clock.advance(6)
  expect(await app.poll(waiting)).toBe('slow_down')
  app.clock.advance(15)
  expect(await app.poll(waiting)).toBe('authorization_pending')
  // Whoever was let in is told so, however soon.
  await ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })
  expect(await app.poll(waiting)).toMatchObject({ token_type: 'bearer' })
})

test('of many requests at once one is counted, and every node knows of it', async () => {
  const app = await television()
  const waiting = await app.begun()
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => app.poll(waiting)))
  expect(outcomes.sort()).toEqual(['authorization_pending', ...Array<string>(9).fill('slow_down')])
  const other = await app.anotherNode()
  const there = await other.app.inject({
    method: 'POST', url: '/o/token', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ grant_type: device, device_code: waiting.device_code, client_id: app.registered.clientId }).toString(),
  })
  expect([there.statusCode, there.json()]).toEqual([400, expect.objectContaining({ error: 'slow_down' })])
})
