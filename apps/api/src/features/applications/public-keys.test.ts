import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { registering } from '../../../test/registered.ts'

const jwk = (key: KeyObject): JsonWebKey => key.export({ format: 'jwk' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const withKeys = (...keys: object[]) => ({ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys } })

test('a program that signs needs no secret, and only the public members of its keys are kept', async () => {
  const { program, rows } = await registering()
  const made = await program(withKeys({ ...jwk(rsa.publicKey), kid: 'a', use: 'sig', alg: 'PS256', key_ops: ['verify'], x5u: 'http://169.254.169.254/', note: '\0' }, jwk(ec.publicKey), jwk(ed.publicKey)))
  expect(made).not.toHaveProperty('clientSecret')
  expect(made.jwks).toEqual({ keys: [{ ...jwk(rsa.publicKey), kid: 'a', use: 'sig', alg: 'PS256' }, jwk(ec.publicKey), jwk(ed.publicKey)] })
  expect(await rows('application_secrets')).toEqual([])
})

test.each([
  ['a private RSA key', jwk(rsa.privateKey)], ['a private EC key', jwk(ec.privateKey)], ['a private Ed25519 key', jwk(ed.privateKey)], ['a symmetric key', { kty: 'oct', k: 'AAAA' }],
  ['a public key with something private', { ...jwk(ec.publicKey), k: 'x' }], ['a short RSA key', jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
  ['a key for encryption', { ...jwk(rsa.publicKey), use: 'enc' }], ['an algorithm without a signature', { ...jwk(rsa.publicKey), alg: 'none' }], ['a shared algorithm', { ...jwk(rsa.publicKey), alg: 'HS256' }],
  ['another curve\'s algorithm', { ...jwk(ec.publicKey), alg: 'ES384' }], ['a point off the curve', { ...jwk(ec.publicKey), x: jwk(ec.publicKey).y }], ['a key without its number', { kty: 'RSA', e: 'AQAB' }], ['nothing', {}],
])('%s is refused by its place', async (_name, key) => {
  const { faults } = await registering()
  expect(await faults(withKeys(jwk(ec.publicKey), key))).toEqual([['jwks.keys.1', 'keys_invalid']])
})

test('secrets end when a program begins to sign, and do not come back', async () => {
  const { ann, program, rows } = await registering()
  const { clientId } = await program()
  const path = `/o/applications/${clientId}`
  expect((await ann.browser.patch(path, withKeys(jwk(ec.publicKey)))).body.secrets).toEqual([])
  expect(await rows('application_secrets')).toEqual([])
  expect((await ann.browser.patch(path, { jwks: null })).body.errors.map(({ path, code }) => [path, code])).toEqual([['jwks', 'required']])
  expect((await ann.browser.patch(path, { tokenEndpointAuthMethod: 'client_secret_post', jwks: null })).body).toMatchObject({ secrets: [], jwks: null })
  expect((await ann.browser.post(`${path}/secrets`)).status).toBe(201)
})
