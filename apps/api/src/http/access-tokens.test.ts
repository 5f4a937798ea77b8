import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'
import { makeKeyPair } from '../keys/key-pairs.ts'
import { createLog } from './logging.ts'

const log = createLog('silent')

const part = (value: object | string) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const headerOf = (token: string) => decoded(token, 0)
const claimsOf = (token: string) => decoded(token, 1)

function decoded(token: string, index: number) {
  const value: Record<string, unknown> = JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())
  return value
}

async function setting() {
  const app = await harness()
  const ann = await app.register('ann-lee')
  const token = ann.browser.accessToken ?? ''
  const key = (await app.store.signingKeys.list(app.clock.now())).find(({ algorithm }) => algorithm === 'ES256')
  const { createKeyring } = await import('../lib/keyring.ts')
  const privateKey = createPrivateKey(createKeyring([app.secret]).open('signing-key', key?.kid ?? '', key?.sealedPrivateKey ?? '') ?? '')
  /** Signed with our own key: only what is claimed is wrong. */
  const forge = (header: object, claims: object) => {
    const input = `${part({ ...headerOf(token), ...header })}.${part({ ...claimsOf(token), ...claims })}`
    return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  const present = async (presented: string) => {
    const answer = await app.browser().get('/users/me', { headers: { authorization: `Bearer ${presented}` } })
    return [answer.status, answer.body.code]
  }
  return { ...app, ann, token, forge, present, publicKey: key?.publicKey ?? '' }
}

test('an access token says whose it is, for whom, until when, and what it is', async () => {
  const { token, ann, forge, present, clock } = await setting()
  const now = Math.floor(clock.now().getTime() / 1000)
  expect(headerOf(token)).toEqual({ alg: 'ES256', typ: 'gatehouse-at+jwt', kid: expect.any(String) })
  expect(claimsOf(token)).toEqual({
    iss: 'http://localhost:3000', aud: 'http://localhost:3000/first-party', sub: ann.id, sid: expect.any(String), jti: expect.any(String), auth_time: now, iat: now, exp: now + 600,
  })
  // The forger below makes good tokens, too: what it is refused for is what it changes.
  expect(await present(forge({}, {}))).toEqual([200, undefined])
})

test('its public key is there for everybody, and verifies it', async () => {
  const { token, browser } = await setting()
  const { body, headers } = await browser().get('/.well-known/jwks.json')
  expect(headers['cache-control']).toBe('public, max-age=300')
  const { keys }: { keys: object[] } = JSON.parse(JSON.stringify(body))
  expect(keys).toEqual(expect.arrayContaining([{ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid: headerOf(token).kid, alg: 'ES256', use: 'sig' }]))
  expect(JSON.stringify(keys)).not.toContain('"d"')
})

test.each([
  ['another algorithm', { alg: 'HS256' }, {}], ['no algorithm', { alg: 'none' }, {}], ['no type', { typ: 'JWT' }, {}], ['the type of an ID token', { typ: 'id_token' }, {}], ['the type of tokens for resource servers', { typ: 'at+jwt' }, {}], ['our bare address as audience', {}, { aud: 'http://localhost:3000' }],
  ['an unknown key', { kid: 'unknown' }, {}], ['a path as key', { kid: '../../../../dev/null' }, {}], ['SQL as key', { kid: '\' or 1=1 --' }, {}], ['no key', { kid: undefined }, {}],
  ['a critical header', { crit: ['exp'] }, {}], ['another issuer', {}, { iss: 'https://evil.example' }], ['another audience', {}, { aud: 'some-client' }], ['no audience', {}, { aud: undefined }],
  ['no session', {}, { sid: undefined }], ['no end', {}, { exp: undefined }], ['an end in the past', {}, { exp: 1 }], ['a numeric subject', {}, { sub: 1 }],
] as const)('a token with %s is refused', async (_name, header, claims) => {
  const { forge, present } = await setting()
  expect(await present(forge(header, claims))).toEqual([401, 'unauthenticated'])
})

test('a token in another shape, or signed by somebody else, is refused', async () => {
  const { token, present, publicKey, ann } = await setting()
  const [header = '', claims = '', signature = ''] = token.split('.')
  const changed = part({ ...claimsOf(token), sub: randomUUID() })
  const pem = publicKey
  const der = createPublicKey(publicKey).export({ format: 'der', type: 'spki' })
  const jwk = JSON.stringify(createPublicKey(publicKey).export({ format: 'jwk' }))
  const hs = (secret: string | Buffer) => {
    const input = `${part({ ...headerOf(token), alg: 'HS256' })}.${claims}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const embedded = part({ ...headerOf(token), jwk: stranger.publicKey.export({ format: 'jwk' }), jku: 'http://127.0.0.1:9/jwks.json', x5u: 'http://127.0.0.1:9/x' })
  const byStranger = `${embedded}.${claims}.${sign('sha256', Buffer.from(`${embedded}.${claims}`), { key: stranger.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`

  const bad = [
    `${header}.${changed}.${signature}`, `${header}.${claims}.`, `${header}.${claims}`, `${header}..${signature}`, '..', 'x', `${token}.x.y`, `${part({ alg: 'none' })}.${claims}.`,
    `${part({ alg: 'None' })}.${claims}.${signature}`, hs(pem), hs(` ${pem}`), hs(`\n${pem}`), hs(der), hs(jwk), byStranger, `${token}=`, token.slice(0, -2), ann.browser.refreshToken ?? '', 'null', 'undefined',
  ]
  for (const presented of bad) expect([presented.slice(0, 40), ...await present(presented)]).toEqual([presented.slice(0, 40), 401, 'unauthenticated'])
  expect(await present(token)).toEqual([200, undefined])
})

test('a token counts in the Authorization header only', async () => {
  const { token, browser } = await setting()
  for (const [path, headers] of [
    [`/users/me?access_token=${token}`, {}], ['/users/me', { cookie: `access_token=${token}` }], ['/users/me', { authorization: token }], ['/users/me', { authorization: `Basic ${token}` }], ['/users/me', { authorization: `Bearer ${token} ${token}` }],
    ['/users/me', { 'x-access-token': token }], ['/users/me', { authorization: 'Bearer' }], ['/users/me', { authorization: 'Bearer ' }],
  ] as const) expect((await browser().get(path, { headers })).body.code).toBe('unauthenticated')
})

test('a token is refused when its time is up, not a second earlier', async () => {
  const { token, present, clock } = await setting()
  clock.advance(599)
  expect(await present(token)).toEqual([200, undefined])
  clock.advance(1)
  expect(await present(token)).toEqual([401, 'unauthenticated'])
})

test('tokens made in the same second belong to whom they were made for', async () => {
  const { register } = await harness()
  const [ann, bob] = [await register('ann-lee'), await register('bobby')]
  for (let round = 0; round < 5; round++) {
    expect((await ann.browser.get('/users/me')).body.username).toBe('ann-lee')
    expect((await bob.browser.get('/users/me')).body.username).toBe('bobby')
  }
})

test('a token with an unknown key costs no query for each request', async () => {
  const { forge, present, store } = await setting()
  let lists = 0
  const list = store.signingKeys.list
  store.signingKeys.list = (now) => {
    lists++
    return list(now)
  }
  for (let count = 0; count < 20; count++) await present(forge({ kid: `unknown-${count}` }, {}))
  expect(lists).toBeLessThanOrEqual(1)
})

test('a key that another node has made is found', async () => {
  const app = await harness()
  await app.register('ann-lee')
  const { loadSigningKeys } = await import('../keys/signing-keys.ts')
  const { createKeyring } = await import('../lib/keyring.ts')
  const keyring = createKeyring([app.secret])
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  const keys = await loadSigningKeys({ store: app.store, keyring, clock: app.clock, makeKeyPair, log })
  await app.store.signingKeys.insert({ kid: 'newer', publicKey, sealedPrivateKey: keyring.seal('signing-key', 'newer', privateKey), createdAt: app.clock.now() })
  expect(await keys.publicKey('newer')).toBe(publicKey)
  await app.store.signingKeys.insert({ kid: 'newest', publicKey, sealedPrivateKey: keyring.seal('signing-key', 'newest', privateKey), createdAt: app.clock.now() })
  expect(await keys.publicKey('newest')).toBeNull()
  app.clock.advance(6)
  expect(await keys.publicKey('newest')).toBe(publicKey)
  expect(keys.privateJwks().keys.filter(({ alg }) => alg === 'ES256')).toHaveLength(3)
})

test('keys sealed under another secret stop the start with a sentence', async () => {
  const app = await harness()
  const { loadSigningKeys } = await import('../keys/signing-keys.ts')
  const { createKeyring } = await import('../lib/keyring.ts')
  const { randomBytes } = await import('node:crypto')
  await expect(loadSigningKeys({ store: app.store, keyring: createKeyring([randomBytes(32)]), clock: app.clock, makeKeyPair, log })).rejects.toThrow('SECRET_KEY: cannot decrypt')
  const rotated = await loadSigningKeys({ store: app.store, keyring: createKeyring([randomBytes(32), app.secret]), clock: app.clock, makeKeyPair, log })
  expect(rotated.current().privateKey).toContain('PRIVATE KEY')
})
