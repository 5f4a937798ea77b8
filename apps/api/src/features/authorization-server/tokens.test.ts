import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { relyingParty } from '../../../test/relying-party.ts'
import { createAdapter } from './adapter.ts'

const refused = (error: string): unknown => expect.objectContaining({ error })
const Secret = z.object({ clientSecret: z.string() })
const failure = (work: Promise<unknown>) => work.then(() => 'no failure', (error: unknown) => error)

test('a code works once: the second time everything that was made of it is dead', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens, landed, checks } = await app.signIn(ann.browser)
  expect(await failure(oidc.authorizationCodeGrant(app.client, landed, checks))).toEqual(refused('invalid_grant'))
  expect(await oidc.tokenIntrospection(app.client, tokens.access_token)).toEqual({ active: false })
  expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? ''))).toEqual(refused('invalid_grant'))
  expect((await app.rows('audit_events')).map(({ action }) => action)).toContain('token.reused')
})

test('a code with the wrong verifier, for another application or another address is refused, and stays good for whose it is', async () => {
  const app = await relyingParty()
  const other = await app.clientOf(await app.registerApplication())
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request()
  const { url: landed } = await app.journey(ann.browser, url)
  const elsewhere = new URL(landed)
  elsewhere.pathname = '/other'
  expect(await failure(oidc.authorizationCodeGrant(app.client, landed, { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }))).toEqual(refused('invalid_grant'))
  expect(await failure(oidc.authorizationCodeGrant(other, landed, checks))).toEqual(refused('invalid_grant'))
  expect(await failure(oidc.authorizationCodeGrant(app.client, elsewhere, checks))).toEqual(refused('invalid_grant'))
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).claims()?.sub).toBe(ann.id)
})

test('a refresh token of a public application is exchanged; the old one, used again later, takes the family along', async () => {
  const app = await relyingParty({}, { clientType: 'public' })
  const isAlive = async (token: string) => (await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${token}` } })).statusCode === 200
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')
  expect([next.refresh_token === tokens.refresh_token, await isAlive(next.access_token)]).toEqual([false, true])
  app.clock.advance(11)
  expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? ''))).toEqual(refused('invalid_grant'))
  expect(await isAlive(next.access_token)).toBe(false)
  expect(await failure(oidc.refreshTokenGrant(app.client, next.refresh_token ?? ''))).toEqual(refused('invalid_grant'))
})

test('refreshing cannot widen what was allowed', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile' })
  expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', { scope: 'openid profile email' }))).toEqual(refused('invalid_scope'))
  const next = await oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '', { scope: 'openid' })
  expect(next.scope).toBe('openid')
  // Narrower for that one token only.
  expect((await oidc.refreshTokenGrant(app.client, next.refresh_token ?? '')).scope).toBe('openid profile')
})

test('of twenty who redeem one code at once, one is given tokens', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const statuses = new Set<string>()
  for (let round = 0; round < 3; round++) {
    const { url, checks } = await app.request()
    const { url: landed } = await app.journey(ann.browser, url)
    const redeem = () => oidc.authorizationCodeGrant(app.client, landed, checks)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => redeem().then(() => 'tokens', (error: unknown) => String(error instanceof oidc.ResponseBodyError ? error.error : error))))
    expect(outcomes.filter(outcome => outcome === 'tokens')).toHaveLength(1)
    outcomes.forEach(outcome => statuses.add(outcome))
  }
  expect([...statuses].sort()).toEqual(['invalid_grant', 'tokens'])
})

test.each([
  ['code', [...Array<string>(9).fill('invalid_grant'), 'tokens']],
  // Each has lost the answer of the others, as far as anybody can tell: all get the same successor (`lost-answers.ts`).
  ['refresh token', Array<string>(10).fill('tokens')],
] as const)('of many who have read one %s before any of them uses it, those are given tokens who may be', async (what, expected) => {
  const app = await relyingParty({}, { clientType: 'public' })
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request()
  const { url: landed } = await app.journey(ann.browser, url)
  const redeem = () => oidc.authorizationCodeGrant(app.client, landed, checks)
  const { refresh_token: refreshToken = '' } = what === 'code' ? {} : await redeem()
  // On every database: nobody goes on until all have read it, and found it unused.
  const { authorization } = app.store
  const { find, findResting } = authorization
  const waiting: (() => void)[] = []
  async function held<Row>(key: string, row: Row) {
    if (!key.startsWith(what === 'code' ? 'AuthorizationCode:' : 'RefreshToken:')) return row
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 10) waiting.forEach(goOn => goOn())
    })
    return row
  }
  authorization.find = async key => held(key, await find(key))
  authorization.findResting = async (key, now) => held(key, await findResting(key, now))
  const successors = new Set<string | undefined>()
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => (what === 'code' ? redeem() : oidc.refreshTokenGrant(app.client, refreshToken)).then((tokens) => {
    successors.add(tokens.refresh_token)
    return 'tokens'
  }, (error: unknown) => error instanceof oidc.ResponseBodyError ? error.error : String(error))))
  expect([outcomes.sort(), successors.size]).toEqual([expected, 1])
})

test('what can be used once is used once, in whichever order it is read', async () => {
  const app = await relyingParty()
  const { store, clock } = app
  const adapter = createAdapter({ store, clock, findClient: async () => undefined, onSessionEnd: async () => undefined })
  for (const kind of ['AuthorizationCode', 'RefreshToken', 'DeviceCode', 'PushedAuthorizationRequest']) {
    const kept = adapter(kind)
    await kept.upsert('a'.repeat(43), {}, 60)
    await kept.consume('a'.repeat(43))
    await expect(kept.consume('a'.repeat(43)), kind).rejects.toMatchObject({ error: kind.startsWith('Pushed') ? 'invalid_request_uri' : 'invalid_grant' })
    await expect(kept.consume('b'.repeat(43)), kind).rejects.toThrow()
  }
})

test('no token, code or secret is in the database', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope: 'openid profile email offline_access', prompt: 'consent' })
  const { url: landed } = await app.journey(ann.browser, url)
  const tokens = await oidc.authorizationCodeGrant(app.client, landed, checks)
  const stored = JSON.stringify(await Promise.all(['authorization_artifacts', 'applications', 'application_secrets', 'audit_events', 'jobs'].map(app.rows)))
  for (const secret of [landed.searchParams.get('code'), tokens.access_token, tokens.refresh_token, app.registered.clientSecret]) {
    expect(secret).toMatch(/^[\w-]{20,}$/)
    expect(stored).not.toContain(secret)
    expect(app.logLines.join('')).not.toContain(secret)
  }
})

test('a token of an application opens nothing of the account, and one of ours nothing of the protocol', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile email permissions' })
  for (const token of [tokens.access_token, tokens.id_token]) {
    const headers = { authorization: `Bearer ${token}` }
    const stranger = app.browser()
    for (const path of ['/users/me', '/sessions', '/o/applications', '/users/me/consents']) expect([path, (await stranger.get(path, { headers })).status]).toEqual([path, 401])
    expect((await stranger.put('/users/me/password', { currentPassword: 'x', password: 'y', passwordConfirmation: 'y' }, { headers })).status).toBe(401)
  }
  const ours = { authorization: `Bearer ${ann.browser.accessToken}` }
  for (const path of ['/o/userinfo', '/public-api/current_user/base_info', '/public-api/current_user/all_permissions']) expect([path, (await app.browser().get(path, { headers: ours })).status]).toEqual([path, 401])
})

test('programs read who somebody is and what they may do, with the scopes for it', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const ask = async (scope: string, path: string) => {
    const { tokens } = await app.signIn(ann.browser, { scope })
    const answer = await app.app.inject({ url: path, headers: { authorization: `Bearer ${tokens.access_token}` } })
    return [answer.statusCode, answer.json<unknown>(), answer.headers['www-authenticate']]
  }
  expect(await ask('openid profile email', '/public-api/current_user/base_info/')).toEqual([200, { name: 'ann-lee', name_cn: 'ann-lee', email: 'ann-lee@example.com' }, undefined])
  expect(await ask('openid permissions', '/public-api/current_user/all_permissions')).toEqual([200, { groups: [], permissions: [] }, undefined])
  expect(await ask('openid profile', '/public-api/current_user/base_info')).toEqual([403, expect.objectContaining({ code: 'forbidden' }), 'Bearer realm="http://localhost:3000", error="insufficient_scope", scope="profile email"'])
  const [status, , challenge] = [...await (async () => {
    const answer = await app.browser().get('/public-api/current_user/base_info', { headers: { authorization: 'Bearer nonsense' } })
    return [answer.status, null, answer.headers['www-authenticate']]
  })()]
  expect([status, challenge]).toEqual([401, 'Bearer realm="http://localhost:3000", error="invalid_token"'])
})

test('what an application holds of somebody ends with their session, but for offline access', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens: online } = await app.signIn(ann.browser)
  const other = await app.clientOf(await app.registerApplication())
  const { tokens: offline } = await app.signIn(ann.browser, { scope: 'openid offline_access', prompt: 'consent' }, other)
  expect((await oidc.tokenIntrospection(app.client, online.access_token)).active).toBe(true)
  expect((await ann.browser.delete('/sessions/current')).status).toBe(204)
  expect((await oidc.tokenIntrospection(app.client, online.access_token)).active).toBe(false)
  expect(await failure(oidc.refreshTokenGrant(app.client, online.refresh_token ?? ''))).toEqual(refused('invalid_grant'))
  const kept = await oidc.refreshTokenGrant(other, offline.refresh_token ?? '')
  expect(await oidc.tokenIntrospection(other, kept.access_token)).toMatchObject({ active: true, sub: ann.id })
  // Nor does the browser stay signed in on the quiet.
  const { url } = await app.request({ prompt: 'none' })
  expect((await app.journey(ann.browser, url)).url.searchParams.get('error')).toBe('login_required')
})

test('whoever takes consent back ends every token, and is asked again', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid offline_access', prompt: 'consent' })
  expect((await ann.browser.delete(`/users/me/consents/${app.registered.clientId}`)).status).toBe(204)
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(false)
  expect(await failure(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? ''))).toEqual(refused('invalid_grant'))
  expect((await app.signIn(ann.browser, { scope: 'openid' })).asked).toEqual(['consent'])
})

test('an application that is deleted, and an account that is disabled, hold nothing any more', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const userinfo = async () => (await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${tokens.access_token}` } })).statusCode
  expect(await userinfo()).toBe(200)
  await app.store.users.update(ann.id, { disabledAt: app.clock.now() })
  expect(await userinfo()).toBe(401)
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(false)
  await app.store.users.update(ann.id, { disabledAt: null })
  expect(await userinfo()).toBe(200)
  expect((await app.dev.browser.delete(`/o/applications/${app.registered.clientId}`)).status).toBe(204)
  expect(await userinfo()).toBe(401)
  const { url } = await app.request()
  expect((await app.journey(ann.browser, url)).asked).toEqual(['400'])
})

test('only the application itself may look at its tokens or revoke them', async () => {
  const app = await relyingParty()
  const other = await app.clientOf(await app.registerApplication())
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  expect((await oidc.tokenIntrospection(other, tokens.access_token)).active).toBe(false)
  await oidc.tokenRevocation(other, tokens.access_token)
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(true)
  const nobody = await app.app.inject({ method: 'POST', url: '/o/introspect', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: `token=${tokens.access_token}` })
  expect([nobody.statusCode, nobody.json<{ error: string }>().error, nobody.headers['www-authenticate']]).toEqual([401, 'invalid_client', 'Basic realm="http://localhost:3000"'])
  await oidc.tokenRevocation(app.client, tokens.access_token)
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(false)
})

test('both of two secrets work, and one that was deleted does not', async () => {
  const app = await relyingParty()
  const [first] = await app.rows('application_secrets')
  const second = await app.dev.browser.post(`/o/applications/${app.registered.clientId}/secrets`)
  const machine = await app.clientOf(await app.registerApplication({ grantTypes: ['client_credentials'], redirectUris: [] }))
  expect((await oidc.clientCredentialsGrant(machine)).token_type).toBe('bearer')
  const introspect = async (secret: string) => (await app.app.inject({
    method: 'POST', url: '/o/introspect/', payload: 'token=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'authorization': `Basic ${Buffer.from(`${app.registered.clientId}:${secret}`).toString('base64')}` },
  })).statusCode
  const secrets = [app.registered.clientSecret ?? '', Secret.parse(second.body).clientSecret]
  expect(await Promise.all(secrets.map(introspect))).toEqual([200, 200])
  await app.dev.browser.delete(`/o/applications/${app.registered.clientId}/secrets/${String(first?.['id'])}`)
  expect(await Promise.all([...secrets, 'only-its-hash-is-known'].map(introspect))).toEqual([401, 200, 401])
})
