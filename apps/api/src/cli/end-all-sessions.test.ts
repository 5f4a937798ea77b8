import { eq } from 'drizzle-orm'
import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { gatehouse } from '../../test/command-line.ts'
import { dialect } from '../../test/database.ts'
import { createFakeProviders } from '../../test/fake-providers.ts'
import { mei } from '../../test/federated.ts'
import { password } from '../../test/harness.ts'
import { relyingParty } from '../../test/relying-party.ts'
import * as postgresTables from '../db/tables.postgres.ts'
import * as sqliteTables from '../db/tables.sqlite.ts'
import type { Tables } from '../db/tables.ts'

const tables: Tables = dialect === 'sqlite' ? sqliteTables : postgresTables
const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }

/** A deployment in which everything there is has been begun, and a way to run the command on it. */
async function deployment() {
  const providers = createFakeProviders()
  const app = await relyingParty({ providers }, { grantTypes: ['authorization_code', 'refresh_token', device] })
  const ann = await app.register('ann-lee')
  const settings = { SECRET_KEY: app.secret.toString('base64') }
  return {
    ...app, ann, providers,
    endAll: (typed = '', ...given: string[]) => gatehouse(app.testDatabase.url, ['end-all-sessions', ...given], { settings, typed }),
    /** The nodes hear of it: of sessions every second, of keys every ten. */
    async hear() {
      // What the command wrote is in the past of a clock that stands still.
      app.clock.advance(120)
      await app.features.ended.catchUp()
      await app.keys.reload()
    },
    async begin(who = app.browser(), body: object = {}) {
      const { body: { loginUrl } } = await who.post('/oauth/github/authorization', body)
      const state = new URL(loginUrl).searchParams.get('state') ?? ''
      return { who, state, code: providers.agree(state, mei) }
    },
  }
}

test('ends sessions and what programs and devices hold, and voids codes, states, tickets and kept answers; the rest stays', async () => {
  const app = await deployment()
  const { tokens: program } = await app.signIn(app.ann.browser, { scope: 'openid profile offline_access', prompt: 'consent' })
  const waiting = await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid profile' })
  await app.ann.browser.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })
  const { url, checks } = await app.request({ scope: 'openid profile' })
  const { url: landed } = await app.journey(app.ann.browser, url)
  const key = { headers: { 'idempotency-key': 'the-same-again' } }
  const newcomer = app.browser()
  const form = { username: 'bob-ray', email: 'bob@example.com', ...await app.requestCode(newcomer, 'bob@example.com', 'register'), password, passwordConfirmation: password, acceptTerms: true }
  expect((await newcomer.post('/users', form, key)).status).toBe(201)
  const reset = await app.requestCode(app.browser(), app.ann.email, 'reset-password')
  const attempt = await app.begin()
  const unbound = await app.begin()
  await unbound.who.post('/oauth/github/callback', { state: unbound.state, code: unbound.code })
  expect((await unbound.who.get('/oauth/bindings/current')).status).toBe(200)
  const before = { accounts: await app.rows('users'), applications: await app.rows('application_secrets'), consents: await app.rows('consents') }
  const jobs = (await app.rows('jobs')).length

  const live = (await app.rows('sessions')).filter(({ ended_at: end }) => end === null).length
  expect(await app.endAll('', '--yes')).toEqual({ code: 0, out: `all sessions ended (${live} sessions); signing keys rotated\n`, err: '', last: '' })
  await app.hear()

  for (const { browser } of [app.ann, app.dev]) {
    expect((await browser.get('/users/me')).status).toBe(401)
    expect((await browser.post('/sessions/refresh')).body.code).toBe('session_ended')
  }
  await expect(oidc.refreshTokenGrant(app.client, program.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  await expect(oidc.genericGrantRequest(app.client, device, { device_code: waiting.device_code })).rejects.toMatchObject({ error: 'invalid_grant' })
  await expect(oidc.authorizationCodeGrant(app.client, landed, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
  expect((await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${program.access_token}` } })).statusCode).toBe(401)
  expect(await app.rows('authorization_artifacts')).toEqual([])
  expect((await newcomer.post('/users', form, key)).body.code).toBe('code_invalid')
  expect((await app.browser().post('/users/password-resets', { email: app.ann.email, ...reset, ...fresh })).body.code).toBe('code_invalid')
  expect((await attempt.who.post('/oauth/github/callback', { state: attempt.state, code: attempt.code })).body.code).toBe('state_invalid')
  expect((await unbound.who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')

  expect({ accounts: await app.rows('users'), applications: await app.rows('application_secrets'), consents: await app.rows('consents') }).toEqual(before)
  expect((await app.rows('jobs')).length).toBe(jobs)
  expect((await app.rows('audit_events')).filter(({ action }) => action === 'sessions.all-ended')).toMatchObject([{ result: 'success', user_id: null, user_agent: 'gatehouse end-all-sessions' }])
  const again = app.browser()
  expect((await again.post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
  expect((await app.signIn(again, { scope: 'openid profile' })).tokens.access_token).toBeTruthy()
})

test('a restored copy revives nothing: not used codes, exchanged tokens, ended sessions, withdrawn keys, nor tokens of sessions that it does not know', async () => {
  const app = await deployment()
  const { executor } = app.database
  const used = await app.requestCode(app.browser(), app.ann.email, 'reset-password')
  const exchanged = app.ann.browser.refreshToken ?? ''
  await app.ann.browser.post('/sessions/refresh')
  const signedOut = app.browser()
  await signedOut.post('/users/authorizations', { username: 'ann-lee', password })
  const endedToken = signedOut.accessToken
  await signedOut.delete('/sessions/current')
  const unknown = app.browser()
  await unknown.post('/users/authorizations', { username: 'ann-lee', password })
  const { body: { id: unknownId } } = await unknown.get('/sessions').then(({ body }) => ({ body: { id: body.sessions.find(({ current }) => current)?.id ?? '' } }))
  const oldKeys = (await app.rows('signing_keys')).map(({ kid }) => kid)

  // As it was before all that: the code unused, the first token not exchanged, the session not ended; and the last one had not begun.
  await executor.update(tables.verificationCodes).set({ usedAt: null })
  await executor.update(tables.refreshTokens).set({ usedAt: null, sealedSuccessor: null, successorId: null })
  await executor.update(tables.sessions).set({ endedAt: null })
  await executor.delete(tables.endedSessions)
  await executor.delete(tables.sessions).where(eq(tables.sessions.id, unknownId))
  const restored = await app.anotherNode()
  const bearer = (token: string | null) => restored.browser().get('/users/me', { headers: { authorization: `Bearer ${token}` } })
  expect([(await bearer(endedToken)).status, (await bearer(unknown.accessToken)).status]).toEqual([200, 200])

  expect(await app.endAll('', '--yes')).toMatchObject({ code: 0 })
  app.clock.advance(1)
  await restored.features.ended.catchUp()
  expect((await bearer(endedToken)).body.code).toBe('session_ended')
  app.clock.advance(119)
  await restored.keys.reload()
  expect((await bearer(unknown.accessToken)).status).toBe(401)
  const { keys }: { keys: { kid: string }[] } = JSON.parse((await restored.browser().get('/.well-known/jwks.json')).text)
  expect(keys.filter(({ kid }) => oldKeys.includes(kid))).toEqual([])

  const thief = restored.browser()
  app.ann.browser.cookies.forEach((value, name) => thief.cookies.set(name, value))
  thief.cookies.set('gatehouse-3000-refresh', exchanged)
  expect((await thief.post('/sessions/refresh')).body.code).toBe('session_ended')
  expect((await restored.browser().post('/users/password-resets', { email: app.ann.email, ...used, ...fresh })).body.code).toBe('code_invalid')
})

test('programs that want to know are told that people are signed out', async () => {
  const app = await relyingParty({}, { backchannelLogoutUri: 'https://app.example.com/signed-out' })
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  const before = (await app.rows('jobs')).length
  expect(await gatehouse(app.testDatabase.url, ['end-all-sessions', '--yes'], { settings: { SECRET_KEY: app.secret.toString('base64') } })).toMatchObject({ code: 0 })
  expect((await app.rows('jobs')).slice(before).map(({ kind }) => kind)).toEqual(['backchannel-logout'])
})

test('it asks first, and does nothing unless the answer is yes', async () => {
  const app = await deployment()
  expect(await app.endAll('no\n')).toMatchObject({ code: 1, out: '', last: 'gatehouse: cancelled; nothing was changed' })
  expect(await app.endAll('')).toMatchObject({ code: 1, out: '' })
  expect(await app.endAll('', '--everything')).toMatchObject({ code: 2, out: '' })
  expect((await app.rows('sessions')).every(({ ended_at: end }) => end === null)).toBe(true)
  expect(await app.endAll('yes\n')).toMatchObject({ code: 0 })
  expect((await app.rows('sessions')).some(({ ended_at: end }) => end === null)).toBe(false)
})

test('more sessions than one transaction ends are all ended, but for those that begin meanwhile', async () => {
  const app = await deployment()
  const [first] = await app.rows('sessions')
  const at = app.clock.now()
  const session = (index: number, createdAt: Date): typeof tables.sessions.$inferInsert => ({
    id: `${String(index).padStart(8, '0')}-0000-7000-8000-000000000000`, userId: String(first?.['user_id']), method: 'password', remember: false,
    createdAt, lastSeenAt: at, authenticatedAt: at, expiresAt: new Date(at.getTime() + 86_400_000),
  })
  const many = Array.from({ length: 2100 }, (_, index) => session(index, at))
  for (let index = 0; index < many.length; index += 500) await app.database.executor.insert(tables.sessions).values(many.slice(index, index + 500))
  await app.database.executor.insert(tables.sessions).values(session(90_000, new Date(Date.now() + 600_000)))
  expect(await app.endAll('', '--yes')).toMatchObject({ code: 0, out: expect.stringContaining('(2102 sessions)') })
  expect((await app.rows('sessions')).filter(({ ended_at: end }) => end === null)).toHaveLength(1)
})
