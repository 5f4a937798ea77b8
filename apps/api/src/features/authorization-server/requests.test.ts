import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { ask, basic, post, verifier } from '../../../test/protocol.ts'
import { callback, relyingParty } from '../../../test/relying-party.ts'

/** An error page of ours: nothing leads to anywhere but to our own front end. */
function expectOwnPage(what: unknown, { status, location, text, headers }: Awaited<ReturnType<typeof ask>>) {
  const links = [...text.matchAll(/(?:href="|url=)([^"]*)/g)].map(([, url = '']) => new URL(url.replaceAll('&#38;', '&')).origin)
  expect([what, status, location, links]).toEqual([what, 400, null, ['http://localhost:5173', 'http://localhost:5173']])
  expect(headers['content-security-policy']).toBe('default-src \'none\'; frame-ancestors \'none\'; base-uri \'none\'')
}

const nearly = [
  'https://app.example.com/callbac', 'https://app.example.com/callbackx', 'https://app.example.com/callback/extra', 'https://app.example.com/callback/', 'https://app.example.com/callback/../callback',
  'https://app.example.com/other/%2e%2e%2fcallback', 'https://app.example.com/callback%252f', 'https://app.example.com/x/..;/callback', 'https://app.example.com/./callback',
  'https://app.example.com/Callback', 'https://APP.example.com/callback', 'HTTPS://app.example.com/callback', 'http://app.example.com/callback', 'https://app.example.com/%63allback',
  'https://app.example.com/callback?', 'https://app.example.com/callback?next=https://evil.example', 'https://app.example.com/callback#', 'https://app.example.com/callback#x',
  'https://user:secret@app.example.com/callback', 'https://app.example.com@evil.example/callback', 'https://app.example.com:443/callback', 'https://app.example.com:8443/callback',
  'https://app.example.com\\@evil.example/callback', 'https://evil.example\\.app.example.com/callback', 'https://app.example.com.evil.example/callback', 'https://evil.example/https://app.example.com/callback',
  'https://аpp.example.com/callback', 'https://xn--pp-7kc.example.com/callback', 'https://*.example.com/callback', 'https://app.example.com/*', '//app.example.com/callback', '/callback', 'app.example.com/callback',
  'javascript:alert(1)', 'JaVaScRiPt:alert(1)//app.example.com/callback', 'data:text/html,x', ' https://app.example.com/callback', 'https://app.example.com/callback ', 'https://app.example.com/callback\n', 'https://app.example.com/callback\0', 'null', '', undefined,
]

test('nobody is sent to an address that is nearly the registered one', async () => {
  const app = await relyingParty()
  for (const redirect of nearly) {
    for (const prompt of [undefined, 'none']) expectOwnPage(redirect, await ask(app, { redirect_uri: redirect, prompt }))
    const pushed = await post(app, '/o/par', {
      redirect_uri: redirect, response_type: 'code', scope: 'openid', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
    }, basic(app.registered.clientId, app.registered.clientSecret))
    expect([redirect, pushed.status, pushed.body.error]).toEqual([redirect, 400, 'invalid_request'])
  }
  expect((await ask(app, {})).status).toBe(303)
})

test('two addresses in one request are none', async () => {
  const app = await relyingParty()
  const twice = new URLSearchParams([['client_id', app.registered.clientId], ['response_type', 'code'], ['scope', 'openid'], ['redirect_uri', callback], ['redirect_uri', 'https://evil.example/']])
  expectOwnPage('twice', await ask(app, twice.toString()))
})

test('an application that is unknown or disabled is told nothing, the person is', async () => {
  const app = await relyingParty()
  for (const unknown of ['nobody', '', undefined, '__proto__', '\' or 1=1 --', 'x'.repeat(3000)]) expectOwnPage(unknown, await ask(app, { client_id: unknown }))
  await app.store.applications.update(app.registered.clientId, { disabledAt: app.clock.now() })
  expectOwnPage('disabled', await ask(app, {}))
})

test('what is wrong with the rest of a request is told to the application, with its state and our name', async () => {
  const app = await relyingParty({}, { scopes: ['openid'] })
  const state = 'a b+c%20"<é>&=;/?#'
  const answers = await Promise.all([
    ask(app, { scope: 'openid email', state }), ask(app, { prompt: 'none', state }), ask(app, { prompt: 'none nonsense', state }), ask(app, { max_age: '-1', state }), ask(app, { response_mode: 'nonsense', state }),
    ask(app, { request: 'e30.e30.', state }), ask(app, { request_uri: 'https://app.example.com/request', state }), ask(app, { registration: '{}', state }), ask(app, { id_token_hint: 'nonsense', state }),
  ])
  expect(answers.map(({ error }) => error)).toEqual([
    'invalid_scope', 'login_required', 'invalid_request', 'invalid_request', 'unsupported_response_mode', 'request_not_supported', 'request_uri_not_supported', 'registration_not_supported', 'invalid_request',
  ])
  for (const { status, location, said } of answers) {
    expect([status, location?.origin, location?.pathname, said.get('state'), said.get('iss')]).toEqual([303, 'https://app.example.com', '/callback', state, 'http://localhost:3000'])
    expect(said.has('code')).toBe(false)
  }
})

test.each(['token', 'id_token', 'id_token token', 'code token', 'code id_token', 'code id_token token', 'none', 'nonsense', undefined])('response_type %j is refused, and no token is ever in an address', async (type) => {
  for (const settings of [{}, { LEGACY_GRANTS: 'true' }]) {
    const app = await relyingParty({ settings })
    // Where others may have it, this application may not; the library has one word for all that.
    const refusal = type === undefined || (type === 'id_token' && 'LEGACY_GRANTS' in settings) ? 'invalid_request' : 'unsupported_response_type'
    const { status, location, error, said } = await ask(app, { response_type: type, nonce: 'one', ...(!type?.includes('code') && { code_challenge: undefined, code_challenge_method: undefined }) })
    expect([status, location?.origin, error]).toEqual([303, 'https://app.example.com', refusal])
    expect(['code', 'id_token', 'access_token'].filter(name => said.has(name))).toEqual([])
  }
})

test('PKCE: a request without a good challenge is refused', async () => {
  const app = await relyingParty()
  const poor = [
    { code_challenge: undefined, code_challenge_method: undefined }, { code_challenge: undefined }, { code_challenge_method: 'plain' }, { code_challenge_method: undefined }, { code_challenge_method: 's256' },
    { code_challenge: 'short' }, { code_challenge: 'a'.repeat(42) }, { code_challenge: 'a'.repeat(129) }, { code_challenge: '!'.repeat(43) },
  ]
  for (const more of poor) {
    const { location, error } = await ask(app, more)
    expect([more, location?.origin, error]).toEqual([more, 'https://app.example.com', 'invalid_request'])
  }
  // For public applications it is not a matter of choice.
  const mine = app.dev.browser
  expect((await mine.post('/o/applications', { name: 'x', clientType: 'public', grantTypes: ['authorization_code'], redirectUris: [callback], requirePkce: false })).status).toBe(400)
})

test('PKCE: whoever does not know the verifier gets nothing for a code', async () => {
  const app = await relyingParty()
  const loose = await app.registerApplication({ requirePkce: false })
  const ann = await app.register('ann-lee')
  const codeFor = async (of: typeof app.registered, more: Record<string, string | undefined>) =>
    (await app.journey(ann.browser, (await app.request(more, await app.clientOf(of))).url)).url.searchParams.get('code') ?? undefined
  const redeem = (of: typeof app.registered, code: string | undefined, known: string | undefined) =>
    post(app, '/o/token', { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: known }, basic(of.clientId, of.clientSecret))

  for (const of of [app.registered, loose]) {
    const code = await codeFor(of, { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })
    for (const wrong of [undefined, '', 'x', `${verifier}x`, verifier.slice(0, 42), verifier.toUpperCase(), 'a'.repeat(129), `${verifier.slice(0, 42)}!`, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM']) {
      const { status, body } = await redeem(of, code, wrong)
      expect([wrong, status, body.error, body.access_token]).toEqual([wrong, 400, expect.stringMatching(/^invalid_(grant|request)$/), undefined])
    }
    expect((await redeem(of, code, verifier)).status).toBe(200)
  }
  // A verifier for a code that was asked for without one: somebody has taken the challenge out on the way.
  const bare = await codeFor(loose, { code_challenge: undefined, code_challenge_method: undefined })
  expect((await redeem(loose, bare, verifier)).body.error).toBe('invalid_grant')
})

test('a request cannot be changed once it was made', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ scope: 'openid' })
  const first = await ann.browser.visit(url.pathname + url.search)
  const uid = new URL(first.location ?? '').pathname.split('/').at(-1) ?? ''
  expect((await ann.browser.post(`/o/interactions/${uid}/sign-in`)).status).toBe(200)
  const edited = new URLSearchParams({ scope: 'openid email', redirect_uri: 'https://evil.example/', state: 'theirs', response_type: 'id_token', code_challenge: 'a'.repeat(43) })
  const { url: landed } = await app.journey(ann.browser, new URL(`/o/authorize/${uid}?${edited.toString()}`, app.issuer))
  expect(landed.href.startsWith(callback)).toBe(true)
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).scope).toBe('openid')
})

test.each([
  ['127.0.0.1', 'http://127.0.0.1/cb', ['http://127.0.0.1:51004/cb', 'http://127.0.0.1/cb'], ['http://localhost:51004/cb', 'http://[::1]:51004/cb', 'http://127.0.0.1:51004/other', 'http://127.0.0.2:51004/cb', 'https://127.0.0.1:51004/cb', 'http://127.1:51004/cb', 'http://2130706433:51004/cb']],
  ['[::1]', 'http://[::1]/cb', ['http://[::1]:51004/cb'], ['http://127.0.0.1:51004/cb', 'http://localhost:51004/cb', 'http://[0:0:0:0:0:0:0:1]:51004/cb', 'http://[::1]:51004/cb/']],
  ['localhost', 'http://localhost/cb', ['http://localhost:51004/cb'], ['http://127.0.0.1:51004/cb', 'http://localhost.:51004/cb', 'http://LOCALHOST:51004/cb', 'http://localhost.evil.example/cb', 'http://user@localhost:51004/cb']],
])('a program on this device comes back at any port of %s, and nothing else may differ', async (_host, registered, good, bad) => {
  const app = await relyingParty({}, { clientType: 'public', applicationType: 'native', redirectUris: [registered] })
  for (const redirect of good) expect([redirect, (await ask(app, { redirect_uri: redirect })).status]).toEqual([redirect, 303])
  for (const redirect of bad) expectOwnPage(redirect, await ask(app, { redirect_uri: redirect }))
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ redirect_uri: good[0] })
  const { url: landed } = await app.journey(ann.browser, url)
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).claims()?.sub).toBe(ann.id)
})

test('a web application comes back at its own port only', async () => {
  const app = await relyingParty({}, { redirectUris: ['http://localhost:8080/cb'] })
  expect((await ask(app, { redirect_uri: 'http://localhost:8080/cb' })).status).toBe(303)
  for (const redirect of ['http://localhost:8081/cb', 'http://localhost/cb']) expectOwnPage(redirect, await ask(app, { redirect_uri: redirect }))
})

test('a request may be posted, and is taken as if it had come by a link', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { url, checks } = await app.request({ state: 'a b+c%20"<é>&=' })
  const posted = await post(app, '/o/authorize', url.search.slice(1), { origin: 'https://app.example.com' })
  expect([posted.status, posted.headers['access-control-allow-origin']]).toEqual([303, undefined])
  const { url: landed } = await app.journey(ann.browser, new URL(String(posted.headers['location'])))
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).claims()?.sub).toBe(ann.id)
  const split = await post(app, '/o/authorize', 'state=a%0d%0aset-cookie:%20x=1')
  expect([split.headers['location'], split.headers['set-cookie']]).toEqual(['http://localhost:3000/o/authorize?state=a%0D%0Aset-cookie%3A+x%3D1', undefined])
})
