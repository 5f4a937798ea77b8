import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { formOf, submit } from '../../../test/forms.ts'
import { post } from '../../../test/protocol.ts'
import { relyingParty } from '../../../test/relying-party.ts'

const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/.well-known/jwks.json']
/** Where django-oauth-toolkit has them. */
const places = { '/o/.well-known/openid-configuration': '/.well-known/openid-configuration', '/o/.well-known/jwks.json': '/.well-known/jwks.json' }
const bye = 'https://app.example.com/bye'

test('discovery and keys are also where clients of django-oauth-toolkit look for them', async () => {
  const { app } = await relyingParty()
  for (const [place, original] of Object.entries(places)) {
    for (const url of [place, `${place}/`]) {
      const [there, here] = [await app.inject({ url, headers: { origin: 'https://anywhere.example' } }), await app.inject({ url: original, headers: { origin: 'https://anywhere.example' } })]
      expect([url, there.statusCode, there.body]).toEqual([url, 200, here.body])
      for (const header of ['content-type', 'cache-control', 'access-control-allow-origin']) expect([url, header, there.headers[header]]).toEqual([url, header, here.headers[header]])
    }
    const preflight = await app.inject({ method: 'OPTIONS', url: place, headers: { 'origin': 'https://anywhere.example', 'access-control-request-method': 'GET' } })
    expect([preflight.statusCode, preflight.headers['access-control-allow-methods']]).toEqual([204, 'GET'])
  }
})

test.each([...documents, ...Object.keys(places)])('HEAD %s says of the document what GET says, without it', async (url) => {
  const { app } = await relyingParty()
  const [head, whole] = [await app.inject({ method: 'HEAD', url }), await app.inject({ method: 'GET', url })]
  expect([head.statusCode, head.body, whole.statusCode]).toEqual([200, '', 200])
  for (const header of ['content-type', 'content-length', 'cache-control', 'x-content-type-options']) expect([header, head.headers[header]]).toEqual([header, whole.headers[header]])
})

test('HEAD of userinfo is answered as GET is, to the same tokens', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const head = (headers: Record<string, string>) => app.app.inject({ method: 'HEAD', url: '/o/userinfo', headers })
  expect((await head({ authorization: `Bearer ${tokens.access_token}` })).statusCode).toBe(200)
  expect((await head({})).statusCode).toBe(401)
})

test('HEAD begins no authorization and signs nobody out', async () => {
  const app = await relyingParty()
  const { url } = await app.request()
  for (const address of [url.pathname + url.search, '/o/logout']) expect([address, (await app.app.inject({ method: 'HEAD', url: address })).statusCode]).toEqual([address, 404])
  expect(await app.rows('authorization_artifacts')).toEqual([])
})

test('an application may post its wish that somebody signs out, as by a link', async () => {
  const app = await relyingParty({}, { postLogoutRedirectUris: [bye] })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  // A page of another site posts it: the browser brings none of our cookies along.
  const posted = await post(app, '/o/logout', { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: 'a b' }, { origin: 'https://app.example.com' })
  expect([posted.status, posted.headers['access-control-allow-origin'], posted.headers['set-cookie']]).toEqual([303, undefined, undefined])
  const next = new URL(String(posted.headers['location']))
  expect([next.origin, next.pathname]).toEqual(['http://localhost:3000', '/o/logout'])
  const { text } = await ann.browser.visit(next.pathname + next.search)
  const left = await submit(ann.browser, formOf(text))
  expect([left.status, left.headers['location']]).toEqual([303, `${bye}?state=a+b`])
  expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(false)
})

test('posted without an ID token it asks first, and a foreign page signs nobody out', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  const posted = await post(app, '/o/logout/', {}, { origin: 'https://evil.example' })
  const next = new URL(String(posted.headers['location']))
  expect((await ann.browser.visit(next.pathname + next.search)).location).toBe('http://localhost:5173/sign-out')
  expect((await ann.browser.get('/users/me')).status).toBe(200)
})

test.each(['/o/authorize', '/o/logout'])('what was posted to %s and cannot be taken is said on a page: somebody sits before it', async (path) => {
  const app = await relyingParty()
  const tries = [
    ['too long', await post(app, path, `state=${'x'.repeat(9000)}`), 413], ['much too long', await post(app, path, `state=${'x'.repeat(90_000)}`), 413],
    ['longer as an address', await post(app, path, `state=${'é'.repeat(3000)}`), 413],
    ['JSON', await post(app, path, '{}', { 'content-type': 'application/json' }), 415], ['multipart', await post(app, path, '--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }), 415],
  ] as const
  for (const [what, { status, text, headers }, expected] of tries) {
    expect([what, status, headers['content-type'], headers['location']]).toEqual([what, expected, 'text/html; charset=utf-8', undefined])
    const [, next = ''] = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(text) ?? []
    const page = new URL(next.replaceAll('&#38;', '&'))
    expect([what, page.origin, page.pathname, page.searchParams.get('error')]).toEqual([what, 'http://localhost:5173', '/oauth/error', 'invalid_request'])
    // Of a sign-out it says that one is still signed in.
    expect([what, page.searchParams.get('during')]).toEqual([what, path === '/o/logout' ? 'sign-out' : null])
    expect([what, headers['content-security-policy']]).toEqual([what, expect.stringContaining('default-src \'none\'')])
  }
  // As much as an address may hold is taken.
  expect((await post(app, path, `state=${'x'.repeat(7900)}`)).status).toBe(303)
})
