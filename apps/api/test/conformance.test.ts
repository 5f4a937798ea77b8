import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose'
import * as oidc from 'openid-client'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Browser } from './browser.ts'
import { callback, relyingParty, type RelyingParty } from './relying-party.ts'

// What docs/conformance.md names and no other test shows, for both ways in which answers come back.
describe.each([{ mode: 'query' }, { mode: 'form_post' }])('$mode:', ({ mode }) => {
  /** Signs in as the conformance suite does; the answer as if it had come in the address. */
  async function flow(app: RelyingParty, who: Browser, more: Record<string, string | undefined> = {}) {
    const { url, checks } = await app.request({ ...mode === 'form_post' && { response_mode: mode }, ...more })
    const { url: landed, asked, posted } = await app.journey(who, url)
    expect(posted !== undefined).toBe(mode === 'form_post')
    const answer = new URL(landed)
    for (const [name, value] of Object.entries(posted ?? {})) answer.searchParams.set(name, value)
    const { expectedNonce, ...others } = checks
    const redeem = () => oidc.authorizationCodeGrant(app.client, answer, { ...others, ...(!('nonce' in more) && { expectedNonce }) })
    return { answer: answer.searchParams, asked, redeem }
  }
  async function signedUp() {
    const app = await relyingParty()
    const ann = await app.register('ann-lee')
    return { app, ann, signIn: (more?: Record<string, string | undefined>) => flow(app, ann.browser, more) }
  }

  test('an ID token is signed with RS256 and says by which key', async () => {
    const { app, ann, signIn } = await signedUp()
    const tokens = await (await signIn()).redeem()
    expect(decodeProtectedHeader(tokens.id_token ?? '')).toMatchObject({ alg: 'RS256', kid: expect.any(String) })
    const keys: JSONWebKeySet = (await app.app.inject('/.well-known/jwks.json')).json()
    expect((await jwtVerify(tokens.id_token ?? '', createLocalJWKSet(keys), { issuer: app.issuer.origin, audience: app.registered.clientId })).payload.sub).toBe(ann.id)
    expect((await app.dev.browser.patch(`/o/applications/${app.registered.clientId}`, { idTokenSignedResponseAlg: 'none' })).status).toBe(400)
  })

  test('userinfo is told to GET, and to POST with the token in the header or in the body', async () => {
    const { app, ann, signIn } = await signedUp()
    const { access_token: token } = await (await signIn()).redeem()
    const headers = { authorization: `Bearer ${token}` }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answers = await Promise.all([
      app.app.inject({ method: 'GET', url: '/o/userinfo', headers }), app.app.inject({ method: 'POST', url: '/o/userinfo', headers }),
      app.app.inject({ method: 'POST', url: '/o/userinfo', headers: form, payload: `access_token=${token}` }),
    ])
    for (const answer of answers) expect([answer.statusCode, answer.json()]).toEqual([200, expect.objectContaining({ sub: ann.id, email: ann.email, email_verified: true, name: 'ann-lee' })])
  })

  test.each<[string, string[]]>([
    ['openid', []], ['openid profile', ['name', 'name_cn', 'preferred_username', 'locale', 'updated_at']], ['openid email', ['email', 'email_verified']], ['openid address', []], ['openid phone', []],
    ['openid address phone email profile', ['name', 'name_cn', 'preferred_username', 'locale', 'updated_at', 'email', 'email_verified']], ['email profile openid', ['name', 'name_cn', 'preferred_username', 'locale', 'updated_at', 'email', 'email_verified']],
  ])('scope %s tells what it stands for and no more', async (scope, claims) => {
    const { app, ann, signIn } = await signedUp()
    const tokens = await (await signIn({ scope })).redeem()
    expect(Object.keys(await oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).sort()).toEqual(['sub', ...claims].sort())
  })

  test.each([
    { nonce: undefined }, { display: 'page' }, { display: 'popup' }, { extra: 'foobar' }, { login_hint: 'buffy@example.com' }, { ui_locales: 'se zh-CN' }, { claims_locales: 'se' }, { acr_values: '1 2' },
    { claims: '{"userinfo":{"name":{"essential":true}}}' }, { code_challenge_method: 'S256' },
  ])('a request with %o succeeds', async (more) => {
    const { ann, signIn } = await signedUp()
    const { redeem, asked } = await signIn(more)
    expect([asked, (await redeem()).claims()?.sub]).toEqual([['login', 'consent'], ann.id])
  })

  test('whoever is signed in goes on unasked: prompt=none, an ID token as a hint, max_age=10000; auth_time stays', async () => {
    const { ann, signIn } = await signedUp()
    const first = await (await signIn({ max_age: '15000' })).redeem()
    const authTime = first.claims()?.auth_time
    expect(authTime).toEqual(expect.any(Number))
    for (const more of [{ prompt: 'none' }, { prompt: 'none', id_token_hint: first.id_token }, { max_age: '10000' }]) {
      const { redeem, asked } = await signIn(more)
      const claims = (await redeem()).claims()
      expect([more, asked, claims?.sub, claims?.auth_time ?? authTime]).toEqual([more, [], ann.id, authTime])
    }
    // A hint of somebody else asks for somebody else.
    expect((await signIn({ prompt: 'none', id_token_hint: `${first.id_token ?? ''}x` })).answer.get('error')).toBe('invalid_request')
  })

  test('who is not signed in is not asked where nobody may be, and the application is told', async () => {
    const { app } = await signedUp()
    const { answer, asked } = await flow(app, app.browser(), { prompt: 'none', state: 'of mine' })
    expect([asked, Object.fromEntries(answer)]).toEqual([[], { error: 'login_required', error_description: expect.any(String), state: 'of mine', iss: app.issuer.origin }])
  })

  test('a code used again half a minute later is refused, and takes the tokens along', async () => {
    const { app, ann, signIn } = await signedUp()
    const { redeem } = await signIn()
    const tokens = await redeem()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 })
    onTestFinished(() => void vi.useRealTimers())
    await expect(oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).resolves.toMatchObject({ sub: ann.id })
    await expect(redeem().then(() => 'tokens', (fault: unknown) => fault)).resolves.toMatchObject({ error: 'invalid_grant' })
    await expect(oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).rejects.toThrow()
  })

  test('parameters in another order mean the same', async () => {
    const { app, ann } = await signedUp()
    const { url, checks } = await app.request({ ...mode === 'form_post' && { response_mode: mode } })
    url.search = new URLSearchParams([...url.searchParams].reverse()).toString()
    const { url: landed, posted } = await app.journey(ann.browser, url)
    const answer = new URL(`${callback}?${posted ? new URLSearchParams(posted).toString() : landed.searchParams.toString()}`)
    expect((await oidc.authorizationCodeGrant(app.client, answer, checks)).claims()?.sub).toBe(ann.id)
  })
})
