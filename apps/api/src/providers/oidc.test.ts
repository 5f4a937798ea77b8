import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { createClock, type TestClock } from '../../test/clock.ts'
import { createAddressPolicy } from './address-policy.ts'
import { google } from './google.ts'
import { oidc } from './oidc.ts'
import type { Provider } from './provider.ts'
import { accessToken, clientId, clientSecret, halfHash, nonce, startIssuer } from './recorded/issuer.ts'
import { json } from './recorded/recording.ts'
import { replay } from './recorded/replay.ts'
import { simulatedAt } from './simulated.ts'
import { createUpstream } from './upstream.ts'
import { UpstreamError } from './upstream-error.ts'

const callback = { code: 'CODE', verifier: 'v'.repeat(43), nonce }
const tokenCall = expect.stringMatching(/^POST \/token/)
const discoveryCall = 'GET /.well-known/openid-configuration'

function upstreamOf(provider: Provider, clock: TestClock = createClock(), simulatorUrl: string | null = null, deadline = 60_000) {
  const logged: string[] = []
  const log = (...line: unknown[]) => { logged.push(JSON.stringify(line)) }
  const upstream = createUpstream({
    provider, client: { id: clientId, secret: clientSecret }, provisioning: 'bind', callback: 'web', redirectUri: 'https://www.example.com/oauth/callback/company', at: simulatedAt(simulatorUrl),
    limits: { deadline, maxBytes: 1_048_576, mayConnect: createAddressPolicy({ allowedNetworks: ['127.0.0.0/8'], simulatorUrl }) }, clock, log: { info: log, warn: log, error: log },
  })
  return { upstream, logged }
}
const companyAt = (issuer: string, scopes?: string[]) => oidc({ id: 'company', label: 'Company', icon: 'key', issuer, emails: 'trust', ...(scopes && { scopes }) })

async function set(behaviour: Parameters<typeof startIssuer>[0] = {}, deadline = 60_000) {
  const clock = createClock()
  const server = await startIssuer(behaviour, clock.now)
  return { ...server, clock, ...upstreamOf(companyAt(server.issuer), clock, null, deadline) }
}

test('sends the browser to exactly this address, with nonce and challenge', async () => {
  const { upstream, issuer, calls } = await set()
  const attempt = { state: 'State', verifier: 'verifier-of-forty-three-characters-0123456789', nonce }
  expect(await upstream.loginUrl(attempt)).toBe(`${issuer}/authorize?tenant=a&response_type=code&client_id=gatehouse&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fcompany`
    + '&scope=openid%20email%20profile&state=State&nonce=nonce-0123456789&code_challenge=jHzqjXHTrUClE6BZkoVoEB-w_ri61K5VRsJtY6HdZWY&code_challenge_method=S256')
  expect(calls).toEqual([discoveryCall])
})

test('a sign-in of this moment is asked for where it is wanted; Google cannot be asked', async () => {
  const { upstream, issuer } = await set()
  const attempt = { state: 'State', verifier: 'v'.repeat(43), nonce, isFresh: true }
  const parameters = new URL(await upstream.loginUrl(attempt)).searchParams
  expect([upstream.provesFreshness, parameters.get('prompt'), parameters.get('max_age')]).toEqual([true, 'login', '0'])
  expect(new URL(await upstream.loginUrl({ ...attempt, isFresh: false })).searchParams.has('max_age')).toBe(false)
  expect(upstreamOf(google).upstream.provesFreshness).toBe(false)
  expect(upstreamOf(oidc({ id: 'company', label: 'Company', icon: 'key', issuer, provesFreshness: false })).upstream.provesFreshness).toBe(false)
})

test.each<[how: string, authTime: (now: number) => unknown, seconds: (now: number) => number | undefined]>([
  ['now', now => now, now => now], ['an hour ago', now => now - 3600, now => now - 3600], ['a minute ahead, by their clock', now => now + 60, now => now + 60],
  ['further ahead', now => now + 62, () => undefined], ['in milliseconds', now => now * 1000, () => undefined], ['as text', now => String(now), () => undefined],
  ['left out', () => undefined, () => undefined], ['null', () => null, () => undefined], ['negative', () => -1, () => undefined],
])('auth_time %s', async (_how, authTime, seconds) => {
  const now = Math.floor(Date.now() / 1000)
  const { upstream } = await set({ claims: { auth_time: authTime(now) } })
  const expected = seconds(now)
  expect((await upstream.identify(callback)).authenticatedAt).toEqual(expected === undefined ? undefined : new Date(expected * 1000))
})

test('no server is believed about addresses that is not trusted with them', async () => {
  const { issuer, clock } = await set()
  const verified = async (emails?: 'ignore' | 'trust') =>
    (await upstreamOf(oidc({ id: 'company', label: 'Company', icon: 'key', issuer, ...(emails && { emails }) }), clock).upstream.identify(callback)).email
  expect([await verified(), await verified('ignore'), await verified('trust')].map(email => email?.verified)).toEqual([false, false, true])
  expect((await verified())?.address).toBe('lan@example.com')
})

test('a good ID token says who it is; what was learnt about the server is asked once an hour', async () => {
  const { upstream, issuer, calls, clock } = await set()
  const identity = {
    keys: [{ scope: issuer, subject: '100000000000000000001' }], displayName: 'Lan', avatarUrl: null, email: { address: 'lan@example.com', verified: true }, username: null,
  }
  const basic = Buffer.from('gatehouse:a+secret%3A+of+100%25').toString('base64')
  expect(await upstream.identify(callback)).toEqual(identity)
  expect(await upstream.identify({ ...callback, iss: issuer })).toEqual(identity)
  const exchange = `POST /token?tenant=a grant_type=authorization_code&code=CODE&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fcompany&code_verifier=${callback.verifier} Basic ${basic}`
  expect(calls).toEqual([discoveryCall, exchange, 'GET /keys', exchange])
  clock.advance(3600)
  await upstream.identify(callback)
  expect(calls.slice(4)).toEqual([discoveryCall, exchange, 'GET /keys'])
})

test('credentials go into the body where the server knows that', async () => {
  const { upstream, calls } = await set({ metadata: { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] } })
  await upstream.identify(callback)
  expect(calls[1]).toMatch(/&client_id=gatehouse&client_secret=a%20secret%3A%20of%20100%25$/)
})

describe('an ID token is refused with', () => {
  const now = () => Math.floor(Date.now() / 1000)
  test.each<[name: string, behaviour: () => Parameters<typeof startIssuer>[0], error: string]>([
    ['another nonce', () => ({ claims: { nonce: 'another' } }), 'nonce'],
    ['no nonce', () => ({ claims: { nonce: undefined } }), 'nonce'],
    ['null for a nonce', () => ({ claims: { nonce: null } }), 'nonce'],
    ['another issuer', () => ({ claims: { iss: 'https://evil.example' } }), 'iss'],
    ['no issuer', () => ({ claims: { iss: undefined } }), 'iss'],
    ['another audience', () => ({ claims: { aud: 'other' } }), 'aud'],
    ['no audience', () => ({ claims: { aud: undefined } }), 'aud'],
    ['several audiences and no azp', () => ({ claims: { aud: [clientId, 'other'] } }), 'azp'],
    ['several audiences and another azp', () => ({ claims: { aud: [clientId, 'other'], azp: 'other' } }), 'azp'],
    ['one audience and another azp', () => ({ claims: { azp: 'other' } }), 'azp'],
    ['an end in the past', () => ({ claims: { exp: now() - 61 } }), 'exp'],
    ['no end', () => ({ claims: { exp: undefined } }), 'exp'],
    ['a beginning in the future', () => ({ claims: { iat: now() + 120 } }), 'iat'],
    ['a beginning long ago', () => ({ claims: { iat: now() - 3600 } }), 'iat'],
    ['no beginning', () => ({ claims: { iat: undefined } }), 'iat'],
    ['no signature', () => ({ signature: 'none' }), 'alg'],
    ['a signature by the client\'s secret', () => ({ signature: 'hmac' }), 'alg'],
    ['a signature of another kind than promised', () => ({ metadata: { id_token_signing_alg_values_supported: ['ES256'] } }), 'alg'],
    ['an unknown key', () => ({ header: { kid: 'second' } }), 'key'],
    ['a key for encryption', () => ({ key: { use: 'enc' } }), 'key'],
    ['a subject of 300 characters', () => ({ claims: { sub: 'x'.repeat(300) } }), 'sub'],
    ['an empty subject', () => ({ claims: { sub: '' } }), 'sub'],
    ['no subject', () => ({ claims: { sub: undefined } }), 'sub'],
    ['a number for a subject', () => ({ claims: { sub: 5 } }), 'sub'],
    ['the hash of another access token', () => ({ claims: { at_hash: halfHash('sha512') } }), 'at_hash'],
    ['noise', () => ({ idToken: 'abc.def' }), 'malformed'],
  ])('%s', async (_name, behaviour, error) => {
    const { upstream, logged } = await set(behaviour())
    const failure: unknown = await upstream.identify(callback).catch((reason: unknown) => reason)
    expect(failure).toBeInstanceOf(UpstreamError)
    // Only the nonce is about this one attempt: whatever else is wrong, it is wrong for everybody.
    expect(failure).toMatchObject({ kind: behaviour()?.claims?.['nonce'] === 'another' ? 'refused' : 'misconfigured', error: `id_token.${error}` })
    expect(JSON.stringify([failure, logged])).not.toMatch(/example\.com|CODE|secret|eyJ/)
  })

  test('a signature by another key of the same name', async () => {
    const { publicKey } = await generateKeyPair('RS256')
    const { upstream } = await set({ key: { ...await exportJWK(publicKey) } })
    await expect(upstream.identify(callback)).rejects.toMatchObject({ kind: 'misconfigured', error: 'id_token.signature' })
  })
})

test.each([['RS256', 'sha256'], ['ES256', 'sha256'], ['ES384', 'sha384'], ['EdDSA', 'sha512']])('%s signatures and hashes of the access token are understood', async (alg, hash) => {
  const { upstream } = await set({ header: { alg }, claims: { at_hash: halfHash(hash), aud: [clientId], azp: clientId } })
  await expect(upstream.identify(callback)).resolves.toMatchObject({ displayName: 'Lan' })
})

test('an unknown key is looked for once, not for every token', async () => {
  const { upstream, behaviour, calls } = await set()
  await upstream.identify(callback)
  behaviour.header = { kid: 'second' }
  for (let turn = 0; turn < 3; turn++) await expect(upstream.identify(callback)).rejects.toMatchObject({ error: 'id_token.key' })
  expect(calls.filter(call => call === 'GET /keys').length).toBeLessThanOrEqual(2)
})

test.each([[true, true], ['true', true], [false, false], ['false', false], [undefined, false], [1, false]])('email_verified %s means %s', async (flag, verified) => {
  const { upstream } = await set({ claims: { email_verified: flag } })
  await expect(upstream.identify(callback)).resolves.toMatchObject({ email: { address: 'lan@example.com', verified } })
})

test('no address is no address', async () => {
  const { upstream } = await set({ claims: { email: undefined } })
  await expect(upstream.identify(callback)).resolves.toMatchObject({ email: null })
})

describe('a profile that is not in the ID token', () => {
  const claims = { name: undefined, email: undefined, email_verified: undefined }
  test('is asked for', async () => {
    const { upstream, calls } = await set({ claims, userinfo: { sub: '100000000000000000001', name: 'Lan', preferred_username: 'lan', picture: 'http://x.example/a.png', email: 'lan@example.com', email_verified: true } })
    await expect(upstream.identify(callback)).resolves.toMatchObject({ displayName: 'Lan', username: 'lan', avatarUrl: 'https://x.example/a.png', email: { address: 'lan@example.com', verified: true } })
    expect(calls.at(-1)).toBe(`GET /userinfo Bearer ${accessToken}`)
  })
  test.each<[how: string, behaviour: Parameters<typeof startIssuer>[0], missed: object]>([
    ...[401, 403, 404, 429, 500].map((status): [string, Parameters<typeof startIssuer>[0], object] => [`answers ${status}`, { userinfoStatus: status, userinfo: { error: 'invalid_token' } }, { status, error: 'invalid_token' }]),
    ['is signed (application/jwt)', { userinfo: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln' }, { status: 200, error: 'unreadable_reply' }],
    ['names nobody', { userinfo: { name: 'Eve' } }, { status: 200, error: 'unexpected_reply' }],
  ])('is done without when its endpoint %s: the ID token has said who it is', async (_how, behaviour, said) => {
    const { upstream } = await set({ claims: { ...claims, preferred_username: 'lan' }, ...behaviour })
    const missed: UpstreamError[] = []
    const identity = await upstream.identify({ ...callback, missed: error => missed.push(error) })
    expect(identity).toMatchObject({ keys: [{ subject: '100000000000000000001' }], displayName: 'lan', email: null, unknown: ['avatarUrl', 'email'] })
    expect(missed).toMatchObject([{ ...said, address: expect.stringMatching(/^127\.0\.0\.1:\d+\/userinfo$/) }])
  })
  test('is waited for only so long', async () => {
    const { upstream } = await set({ claims, userinfo: { sub: '1' }, userinfoHangs: true }, 2500)
    const missed: UpstreamError[] = []
    expect(await upstream.identify({ ...callback, missed: error => missed.push(error) })).toMatchObject({ keys: [{ subject: '100000000000000000001' }] })
    expect(missed).toHaveLength(1)
  })
  test('must be of the same person', async () => {
    const { upstream } = await set({ claims, userinfo: { sub: '2', name: 'Eve' } })
    await expect(upstream.identify(callback)).rejects.toMatchObject({ kind: 'refused', error: 'userinfo.sub' })
  })
  test('a flag for one address does not speak for another', async () => {
    const { upstream } = await set({ claims: { name: undefined, email: 'mine@example.com', email_verified: undefined }, userinfo: { sub: '100000000000000000001', email: 'yours@example.com', email_verified: true } })
    await expect(upstream.identify(callback)).resolves.toMatchObject({ email: { address: 'mine@example.com', verified: false } })
  })
})

describe('an answer from another server than was asked', () => {
  test.each(['https://evil.example', ''])('%j is refused before anybody is called', async (iss) => {
    const { upstream, calls } = await set()
    await expect(upstream.identify({ ...callback, iss })).rejects.toMatchObject({ kind: 'wrong_issuer' })
    await expect(upstream.identify({ ...callback, iss: `${iss}/` })).rejects.toMatchObject({ kind: 'wrong_issuer' })
    expect(calls).toEqual([])
  })
  test('a promised issuer that is missing is refused before the code is sent', async () => {
    const { upstream, calls, issuer } = await set({ metadata: { authorization_response_iss_parameter_supported: true } })
    await expect(upstream.identify(callback)).rejects.toMatchObject({ kind: 'wrong_issuer' })
    expect(calls).not.toContainEqual(tokenCall)
    await expect(upstream.identify({ ...callback, iss: issuer })).resolves.toMatchObject({ displayName: 'Lan' })
  })
})

describe('discovery', () => {
  test.each([['/', 'a slash more'], ['x', 'another issuer']])('of a server that calls itself otherwise (%s) is refused', async (suffix) => {
    const { upstream, behaviour, issuer, calls } = await set()
    behaviour.metadata = { issuer: issuer + suffix }
    await expect(upstream.loginUrl({ ...callback, state: 's' })).rejects.toMatchObject({ kind: 'misconfigured', error: 'issuer_mismatch' })
    await expect(upstream.identify(callback)).rejects.toMatchObject({ kind: 'misconfigured', error: 'issuer_mismatch' })
    expect(calls).not.toContainEqual(tokenCall)
  })
  test('that fails is tried again, and suspended after a while', async () => {
    const { upstream, behaviour, calls, clock } = await set({ down: ['/.well-known/openid-configuration'] })
    for (let turn = 0; turn < 8; turn++) await expect(upstream.loginUrl({ ...callback, state: 's', browser: `b${turn}` })).rejects.toMatchObject({ kind: 'unavailable' })
    expect(calls.length).toBe(5)
    behaviour.down = []
    await expect(upstream.loginUrl({ ...callback, state: 's' })).rejects.toMatchObject({ error: 'circuit_open' })
    clock.advance(30)
    await expect(upstream.loginUrl({ ...callback, state: 's' })).resolves.toMatch(/authorize/)
  })
  test('is done once for many at a time', async () => {
    const { upstream, calls } = await set()
    await Promise.all(Array.from({ length: 10 }, () => upstream.loginUrl({ ...callback, state: 's' })))
    expect(calls).toEqual([discoveryCall])
  })
})

test('without its keys, a server is unavailable, and nobody refused', async () => {
  const { upstream } = await set({ down: ['/keys'] })
  await expect(upstream.identify(callback)).rejects.toMatchObject({ kind: 'unavailable' })
})

test('a server that sends no ID token says nothing', async () => {
  const { upstream } = await set({ idToken: '' })
  await expect(upstream.identify(callback)).rejects.toMatchObject({ kind: 'unavailable', error: 'unexpected_reply' })
})

test('Google: found by its own name, with both spellings of its issuer, and through the simulator', async () => {
  const metadata = {
    issuer: 'https://accounts.google.com', authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth', token_endpoint: 'https://oauth2.googleapis.com/token',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs', token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  }
  const { url, calls } = await replay({ 'GET accounts.google.com/.well-known/openid-configuration': json(metadata) })
  const direct = upstreamOf({ ...google, describe: network => google.describe({ ...network, at: address => address }) }, createClock(), url)
  expect(await direct.upstream.loginUrl({ state: 's', verifier: callback.verifier, nonce })).toMatch(`${url}/accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=gatehouse&prompt=select_account&redirect_uri=`)
  expect(calls).toEqual(['GET accounts.google.com/.well-known/openid-configuration'])

  const clock = createClock()
  for (const iss of ['https://accounts.google.com', 'accounts.google.com']) {
    const server = await startIssuer({ claims: { iss } }, clock.now)
    const { upstream } = upstreamOf({
      ...google,
      describe: async ({ read, ...network }) => google.describe({
        ...network, at: () => `${server.issuer}/keys`,
        read: async (address, schema) => address.startsWith('https://accounts.google.com/') ? schema.parse({ ...metadata, token_endpoint: `${server.issuer}/token` }) : read(address, schema),
      }),
    }, clock)
    await expect(upstream.identify({ ...callback, iss: 'https://accounts.google.com' })).resolves.toMatchObject({ keys: [{ scope: 'https://accounts.google.com', subject: '100000000000000000001' }] })
  }
})

describe('roles', () => {
  const sub = '100000000000000000001'
  async function rolesWith(behaviour: Parameters<typeof startIssuer>[0], scopes = ['openid', 'permissions']) {
    const clock = createClock()
    const { issuer, calls } = await startIssuer(behaviour, clock.now)
    const { roles = null } = await upstreamOf(companyAt(issuer, scopes), clock).upstream.identify(callback)
    return { roles, asked: calls.includes(`GET /userinfo Bearer ${accessToken}`) }
  }

  test('are read where they are asked for: from the ID token, or from the profile', async () => {
    const said = { groups: ['ops'], permissions: ['deploy'] }
    expect(await rolesWith({ claims: said, userinfo: { sub } })).toEqual({ roles: said, asked: false })
    expect(await rolesWith({ userinfo: { sub, ...said } })).toEqual({ roles: said, asked: true })
    expect(await rolesWith({ claims: { groups: ['ops'] }, userinfo: { sub, groups: ['other'], permissions: ['deploy'] } })).toEqual({ roles: said, asked: true })
    expect(await rolesWith({ claims: { groups: ['ops'] } })).toEqual({ roles: { groups: ['ops'], permissions: [] }, asked: false })
  })
  test('are none where nobody asked, or nothing is said', async () => {
    const said = { groups: ['ops'], permissions: ['deploy'] }
    expect(await rolesWith({ claims: said, userinfo: { sub, ...said } }, ['openid', 'email'])).toEqual({ roles: null, asked: false })
    expect(await rolesWith({ userinfo: { sub } })).toEqual({ roles: null, asked: true })
    expect(await rolesWith({ claims: { groups: 'ops', permissions: { deploy: true } } })).toEqual({ roles: null, asked: false })
  })
  test('are bounded, and plain text', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `p${index}`)
    const { roles } = await rolesWith({ claims: { groups: ['ops', '', ' ops', 'o\0ps', 'a\nb', 'x\u202ey', 'l'.repeat(101), 'l'.repeat(100)], permissions: many } })
    expect(roles).toEqual({ groups: ['ops', 'l'.repeat(100)], permissions: many.slice(0, 200) })
  })
})
