import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { formOf, submit } from '../../../test/forms.ts'
import { begin, landing, silently } from '../../../test/interacting.ts'
import { breakDatabase } from '../../../test/outage.ts'
import { basic, post } from '../../../test/protocol.ts'
import { callback, relyingParty } from '../../../test/relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const bye = 'https://app.example.com/bye'

/** Everything that is under way when the database fails. */
async function underWay() {
  const app = await relyingParty({ settings: { LEGACY_GRANTS: 'true' } }, {
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', 'password', device], postLogoutRedirectUris: [bye],
  })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile email' })
  const { clientId, clientSecret } = app.registered
  const code = await app.request({ prompt: 'none' })
  const { url: landed } = await app.journey(ann.browser, code.url)
  const answered = await begin(app, ann.browser, { prompt: 'select_account' })
  const resume = landing(await ann.browser.post(`/o/interactions/${answered.uid}/sign-in`)).pathname
  const { uid } = await begin(app, ann.browser, { prompt: 'select_account' })
  const form = formOf((await ann.browser.visit(`/o/logout?id_token_hint=${tokens.id_token ?? ''}&post_logout_redirect_uri=${bye}`)).text)
  const waiting = await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid' })
  const proof = basic(clientId, clientSecret)
  const redemption = { grant_type: 'authorization_code', code: landed.searchParams.get('code') ?? '', redirect_uri: callback, code_verifier: code.checks.pkceCodeVerifier }
  const { url } = await app.request()
  return { ...app, ann, tokens, uid, resume, form, waiting, proof, redemption, asking: url, code: { landed, checks: code.checks } }
}
type UnderWay = Awaited<ReturnType<typeof underWay>>

const bearer = ({ tokens }: UnderWay) => ({ headers: { authorization: `Bearer ${tokens.access_token}` } })
const forms = (app: UnderWay): [string, Record<string, string | undefined>][] => [
  ['/o/token', app.redemption], ['/o/token', { grant_type: 'refresh_token', refresh_token: app.tokens.refresh_token }], ['/o/token', { grant_type: 'client_credentials' }],
  ['/o/token', { grant_type: device, device_code: app.waiting.device_code }], ['/o/token', { grant_type: 'password', username: 'ann-lee', password: 'x' }],
  ['/o/introspect', { token: app.tokens.access_token }], ['/o/revoke_token', { token: app.tokens.access_token }], ['/o/device_authorization', { scope: 'openid' }],
  ['/o/par', Object.fromEntries(app.asking.searchParams)],
]
const outcomeOf = (work: Promise<unknown>) => work.then(() => 'tokens', (error: unknown) => error instanceof oidc.ResponseBodyError ? error.error : String(error))

test.each(['ECONNREFUSED', 'SQLITE_BUSY', '57P01'])('while the database is gone (%s) programs are told "later", in the words of the protocol', async (code) => {
  const app = await underWay()
  const before = (await app.rows('audit_events')).length
  const mend = breakDatabase(app, 'gone', code)
  for (const [path, fields] of forms(app)) {
    for (const accept of ['*/*', 'text/html,*/*;q=0.1']) {
      const { status, headers, body } = await post(app, path, fields, { ...app.proof, accept })
      expect([path, fields['grant_type'], status, body.error, headers['retry-after']]).toEqual([path, fields['grant_type'], 503, 'temporarily_unavailable', '2'])
      expect([headers['cache-control'], headers['content-type'], headers['set-cookie'], headers['www-authenticate']]).toEqual(['no-store', 'application/json; charset=utf-8', undefined, undefined])
    }
  }
  const known = await app.app.inject({ url: '/o/userinfo', ...bearer(app) })
  expect([known.statusCode, known.json<{ error: string }>().error, known.headers['retry-after']]).toEqual([503, 'temporarily_unavailable', '2'])
  // What needs no database is answered.
  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/.well-known/jwks.json']) {
    expect([path, (await app.app.inject(path)).statusCode]).toEqual([path, 200])
  }
  mend()
  // Nobody has failed, and nothing was used up.
  expect(await app.rows('audit_events')).toHaveLength(before)
  expect(await outcomeOf(oidc.authorizationCodeGrant(app.client, app.code.landed, app.code.checks))).toBe('tokens')
  expect(await outcomeOf(oidc.refreshTokenGrant(app.client, app.tokens.refresh_token ?? ''))).toBe('tokens')
  const lines = app.logLines.filter(line => line.includes('database unavailable'))
  expect([lines.length > 10, lines.every(line => line.includes('requestId'))]).toEqual([true, true])
})

test('while the database is gone people see a page, are led nowhere, and go on afterwards where they were', async () => {
  const app = await underWay()
  const { browser } = app.ann
  const mend = breakDatabase(app, 'gone', 'ECONNREFUSED')
  const cookies = new Map(browser.cookies)
  const pages = [
    await browser.visit(app.asking.pathname + app.asking.search), await app.browser().visit(app.asking.pathname + app.asking.search), await browser.visit(app.resume),
    await browser.visit('/o/logout'), await browser.visit(`/o/logout?client_id=${app.registered.clientId}`), await app.browser().visit(`/o/logout?client_id=${app.registered.clientId}`),
    await browser.visit(`/o/logout/success?client_id=${app.registered.clientId}`), await submit(browser, app.form),
  ]
  for (const [index, { status, headers, text, setCookies }] of pages.entries()) {
    expect([index, status, headers['retry-after'], headers['location'], headers['content-type']]).toEqual([index, 503, '2', undefined, 'text/html; charset=utf-8'])
    expect([index, setCookies, text.includes('/oauth/error?error=temporarily_unavailable')]).toEqual([index, [], true])
    expect([index, String(headers['content-security-policy'])]).toEqual([index, expect.stringContaining('default-src \'none\'')])
  }
  expect(new Map(browser.cookies)).toEqual(cookies)
  const ours = [
    await browser.get(`/o/interactions/${app.uid}/details`), await browser.post(`/o/interactions/${app.uid}/sign-in`), await browser.post(`/o/interactions/${app.uid}/consent`),
    await browser.post(`/o/interactions/${app.uid}/cancel`), await browser.get('/o/applications'), await browser.post('/o/applications', { name: 'x', clientType: 'public', grantTypes: [device], redirectUris: [] }),
    await browser.post('/o/device/verification', { userCode: app.waiting.user_code }), await browser.post('/o/device/decision', { userCode: app.waiting.user_code, decision: 'allow' }),
    await browser.get('/o/logout/details'), await browser.post('/o/logout/decision', { decision: 'sign-out' }),
    await app.browser().get('/public-api/current_user/base_info', bearer(app)), await app.browser().get('/public-api/current_user/all_permissions', bearer(app)),
  ]
  for (const [index, { status, body, headers }] of ours.entries()) expect([index, status, body.code, headers['retry-after']]).toEqual([index, 503, 'overloaded', '2'])
  mend()
  expect(await silently(app, browser)).toBe('code')
  expect(new URL((await browser.visit(app.resume)).location ?? '').origin).toBe('https://app.example.com')
  expect((await browser.post(`/o/interactions/${app.uid}/sign-in`)).status).toBe(200)
})

test.each(['SQLITE_FULL', 'SQLITE_READONLY', '53100'])('while nothing can be written (%s) nothing is given out, and it is "later" as well', async (code) => {
  const app = await underWay()
  const { browser } = app.ann
  const mend = breakDatabase(app, 'full', code)
  for (const [path, fields] of forms(app).filter(([path]) => path !== '/o/introspect')) {
    const { status, headers, body } = await post(app, path, fields, app.proof)
    // A device that waits, too: when it asked last is written.
    expect([path, fields['grant_type'], status, body.error, body.access_token]).toEqual([path, fields['grant_type'], 503, 'temporarily_unavailable', undefined])
    expect([path, headers['retry-after']]).toEqual([path, '2'])
  }
  for (const path of [app.asking.pathname + app.asking.search, app.resume, '/o/logout']) {
    const { status, headers, location, setCookies } = await browser.visit(path)
    expect([path.slice(0, 14), status, headers['retry-after'], location, setCookies]).toEqual([path.slice(0, 14), 503, '2', null, []])
  }
  expect((await submit(browser, app.form)).status).toBe(503)
  expect((await browser.post('/o/logout/decision', { decision: 'sign-out' })).body.code).toBe('overloaded')
  expect((await browser.post(`/o/interactions/${app.uid}/cancel`)).body.code).toBe('overloaded')
  mend()
  expect(await outcomeOf(oidc.authorizationCodeGrant(app.client, app.code.landed, app.code.checks))).toBe('tokens')
  expect(await silently(app, browser)).toBe('code')
})
