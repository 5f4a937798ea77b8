import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { basic, post } from '../../../test/protocol.ts'
import { relyingParty } from '../../../test/relying-party.ts'

const machine = { grantTypes: ['client_credentials'], redirectUris: [] } as const
const grant = { grant_type: 'client_credentials' }
const said = ({ status, body, headers }: Awaited<ReturnType<typeof post>>) => [status, body.error, body.access_token, headers['www-authenticate'] !== undefined]

test('whoever does not prove to be the application gets nothing', async () => {
  const app = await relyingParty({}, { ...machine, grantTypes: [...machine.grantTypes], redirectUris: [] })
  const { clientId, clientSecret = '' } = app.registered
  const [hash] = (await app.rows('application_secrets')).map(row => String(row['secret_hash']))
  const header = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  for (const [what, fields, headers] of [
    ['nobody', {}, {}], ['only a name', { client_id: clientId }, {}], ['an empty secret', { client_id: clientId, client_secret: '' }, {}], ['no secret', {}, basic(clientId, '')],
    ['a wrong secret', {}, basic(clientId, `${clientSecret}x`)], ['a shorter secret', {}, basic(clientId, clientSecret.slice(0, -1))], ['a secret in capitals', {}, basic(clientId, clientSecret.toUpperCase())],
    ['a wrong secret in the body', { client_id: clientId, client_secret: 'x' }, {}], ['its hash', {}, basic(clientId, hash)], ['what stands in its place', {}, basic(clientId, 'only-its-hash-is-known')],
    ['another name', {}, basic('nobody', clientSecret)], ['a name with a blank', {}, basic(` ${clientId}`, clientSecret)], ['no colon', {}, header(clientId)], ['a scheme of its own', {}, { authorization: `Basics ${clientSecret}` }],
    ['Bearer', {}, { authorization: `Bearer ${clientSecret}` }], ['a blank in the secret', {}, header(`${clientId}:${clientSecret} `)], ['a second colon', {}, header(`${clientId}:${clientSecret}:`)],
    ['an unfinished escape', {}, header(`${clientId}:%${clientSecret}`)], ['no base64', {}, { authorization: 'Basic %%%' }], ['somebody else in the body', { client_id: 'nobody' }, basic(clientId, clientSecret)],
    ['a header and the body', { client_id: clientId, client_secret: clientSecret }, basic(clientId, clientSecret)],
  ] as const) {
    for (const path of ['/o/token', '/o/introspect', '/o/revoke_token', '/o/par']) {
      const { status, body } = await post(app, path, { ...grant, token: 'x', ...fields }, headers)
      expect([what, path, [400, 401].includes(status), body.access_token]).toEqual([what, path, true, undefined])
      expect([what, path, body.error]).toEqual([what, path, expect.stringMatching(/^invalid_(client|request)$/)])
    }
  }
  const inQuery = await post(app, `/o/token?client_id=${clientId}&client_secret=${clientSecret}`, grant)
  expect([inQuery.status, inQuery.body.access_token]).toEqual([401, undefined])
  expect((await post(app, '/o/token', grant, basic(clientId, clientSecret))).status).toBe(200)
  expect(app.logLines.join('')).not.toContain(clientSecret)
})

test('secrets cannot be found by trying: who fails often has to wait, whichever application they name', async () => {
  const app = await relyingParty({ settings: { TOKEN_FAILURES_PER_NETWORK_PER_MINUTE: '40' } }, { ...machine, grantTypes: [...machine.grantTypes], redirectUris: [] })
  const { clientId, clientSecret = '' } = app.registered
  const statuses: number[] = []
  for (let tries = 0; tries < 100; tries++) statuses.push((await post(app, tries % 2 ? '/o/token' : '/o/introspect', { ...grant, token: 'x' }, basic(clientId, `guess ${tries}`), '198.51.100.9')).status)
  const failures = statuses.indexOf(429)
  expect(failures).toBe(40)
  expect(new Set(statuses.slice(0, failures))).toEqual(new Set([401]))
  expect(new Set(statuses.slice(failures))).toEqual(new Set([429]))
  const refused = await post(app, '/o/token', grant, basic(clientId, clientSecret), '198.51.100.9')
  expect([refused.status, refused.body.error, Number(refused.headers['retry-after']) > 0]).toEqual([429, 'temporarily_unavailable', true])
  // The application itself, elsewhere, is not kept from working; and the failures are on record.
  expect((await post(app, '/o/token', grant, basic(clientId, clientSecret), '203.0.113.5')).status).toBe(200)
  expect((await app.rows('audit_events')).filter(({ action, client_id: about }) => action === 'application.rejected' && about === clientId)).toHaveLength(failures)
})

test('an assertion is good once, for us, from whom it names, while it lasts', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const stranger = await generateKeyPair('ES256')
  const app = await relyingParty({}, { ...machine, grantTypes: [...machine.grantTypes], redirectUris: [], tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [{ ...await exportJWK(publicKey), alg: 'ES256', kid: 'one' }] } })
  const { clientId } = app.registered
  const now = Math.floor(Date.now() / 1000)
  let made = 0
  const assertion = (more: Record<string, unknown> = {}, key = privateKey) =>
    new SignJWT({ iss: clientId, sub: clientId, aud: 'http://localhost:3000', exp: now + 60, iat: now, jti: `jti ${made++}`, ...more }).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key)
  const present = async (given: string) => said(await post(app, '/o/token', { ...grant, client_id: clientId, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: given }))

  const good = await assertion()
  expect((await present(good))[0]).toBe(200)
  expect((await present(good)).slice(0, 3)).toEqual([401, 'invalid_client', undefined])
  for (const bad of [{ aud: 'https://elsewhere.example.com' }, { iss: 'somebody' }, { sub: 'somebody' }, { exp: now - 60 }, { exp: undefined }, { jti: undefined }, { nbf: now + 600 }, { exp: 1e15 }, { exp: 253_402_300_800 }, { exp: now + 90_000 }]) {
    expect([bad, (await present(await assertion(bad))).slice(0, 3)]).toEqual([bad, 'sub' in bad ? [400, 'invalid_request', undefined] : [401, 'invalid_client', undefined]])
  }
  expect((await present(await assertion({}, stranger.privateKey))).slice(0, 3)).toEqual([401, 'invalid_client', undefined])
  const [, payload = ''] = good.split('.')
  expect((await present(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`)).slice(0, 3)).toEqual([401, 'invalid_client', undefined])

  const race = await assertion()
  const answers = await Promise.all(Array.from({ length: 10 }, () => present(race)))
  expect(answers.filter(([status]) => status === 200)).toHaveLength(1)
  expect(answers.filter(([status]) => status === 200 || status === 401)).toHaveLength(10)
})

test('a refresh token of a confidential application is worth nothing without its secret', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser)
  const { clientId, clientSecret } = app.registered
  const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
  for (const [more, headers] of [[{}, {}], [{ client_id: clientId }, {}], [{}, basic(clientId, 'wrong')]] as const) expect((await post(app, '/o/token', { ...fields, ...more }, headers)).status).toBe(401)
  expect((await post(app, '/o/token', fields, basic(clientId, clientSecret))).status).toBe(200)
})

test('of many tries at a secret at once no more are judged than may fail', async () => {
  const app = await relyingParty({ settings: { TOKEN_FAILURES_PER_NETWORK_PER_MINUTE: '5' } }, { ...machine, grantTypes: [...machine.grantTypes], redirectUris: [] })
  const { clientId, clientSecret = '' } = app.registered
  const tries = await Promise.all(Array.from({ length: 40 }, (_, index) => post(app, '/o/token', grant, basic(clientId, `guess ${index}`), '198.51.100.9')))
  expect(tries.map(({ status }) => status).sort()).toEqual([...Array<number>(5).fill(401), ...Array<number>(35).fill(429)])
  // What is right takes nothing away, however much of it comes at once, and waits for nobody who is not judged with it.
  const right = () => Promise.all(Array.from({ length: 40 }, () => post(app, '/o/token', grant, basic(clientId, clientSecret), '203.0.113.5')))
  for (let times = 0; times < 2; times++) expect(new Set((await right()).map(({ status }) => status))).toEqual(new Set([200]))
  for (const expected of [401, 401, 401, 401, 401, 429]) expect((await post(app, '/o/token', grant, basic(clientId, 'wrong'), '203.0.113.5')).status).toBe(expected)
})
