import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { base64url, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

interface Behaviour {
  /** Where the discovery document is, instead of the address of the specification. */
  discoveryPath?: string
  /** Over the discovery document. */
  metadata?: Record<string, unknown>
  /** Over the claims of a good ID token; `undefined` leaves one out. */
  claims?: Record<string, unknown>
  header?: { kid?: string, alg?: string }
  /** Over the published key. */
  key?: Record<string, unknown>
  /** Has a new key, under the name of the old. */
  isRotated?: boolean
  /** Publishes keys of others beside its own, in front. */
  decoys?: number
  /** Publishes what is no key, too. */
  hasOddKeys?: boolean
  /** Signs with the client's secret, with a key that is published nowhere, or not at all. */
  signature?: 'hmac' | 'unpublished' | 'none'
  idToken?: string
  userinfo?: Record<string, unknown> | string
  userinfoStatus?: number
  userinfoHangs?: boolean
  /** Paths that answer 503. */
  down?: string[]
}

const pairs = { RS256: generateKeyPair('RS256'), ES256: generateKeyPair('ES256'), ES384: generateKeyPair('ES384'), EdDSA: generateKeyPair('EdDSA') }
/** Another key, for servers that change theirs. */
const second = generateKeyPair('RS256')
const unknown = generateKeyPair('RS256')
const Algorithm = z.enum(['RS256', 'ES256', 'ES384', 'EdDSA'])

export const accessToken = 'ACCESS-TOKEN'
export const clientId = 'gatehouse'
export const clientSecret = 'a secret: of 100%'
export const nonce = 'nonce-0123456789'
export const halfHash = (algorithm: string) => {
  const hash = createHash(algorithm).update(accessToken).digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}

/** An OpenID server that does as it is told. */
export async function startIssuer(behaviour: Behaviour = {}, now = () => new Date()) {
  const calls: string[] = []
  let issuer = ''

  async function answer(path: string): Promise<{ status?: number, body: unknown }> {
    if (behaviour.down?.includes(path)) return { status: 503, body: { error: 'down' } }
    if (path === (behaviour.discoveryPath ?? '/.well-known/openid-configuration')) {
      return {
        body: {
          issuer, authorization_endpoint: `${issuer}/authorize?tenant=a`, token_endpoint: `${issuer}/token?tenant=a`, jwks_uri: `${issuer}/keys`,
          ...(behaviour.userinfo && { userinfo_endpoint: `${issuer}/userinfo` }), ...behaviour.metadata,
        },
      }
    }
    if (path === '/keys') {
      const { publicKey } = await (behaviour.isRotated ? second : pairs[Algorithm.catch('RS256').parse(behaviour.header?.alg)])
      const decoy = { ...await exportJWK((await generateKeyPair('RS256')).publicKey), kid: 'first', ...behaviour.key }
      const own = { ...await exportJWK(publicKey), kid: 'first', use: 'sig', ...behaviour.key }
      return { body: { keys: [...Array.from({ length: behaviour.decoys ?? 0 }, () => decoy), own, ...(behaviour.hasOddKeys ? ['odd', { kid: 'first' }] : [])] } }
    }
    if (path === '/token') return { body: { access_token: accessToken, token_type: 'Bearer', expires_in: '3600', id_token: behaviour.idToken ?? await idToken() } }
    if (path === '/userinfo') return { status: behaviour.userinfoStatus ?? 200, body: behaviour.userinfo }
    return { status: 404, body: { error: 'not found' } }
  }

  async function idToken() {
    const seconds = Math.floor(now().getTime() / 1000)
    const claims: JWTPayload = Object.fromEntries(Object.entries({
      iss: issuer, aud: clientId, sub: '100000000000000000001', nonce, iat: seconds, exp: seconds + 300,
      name: 'Lan', email: 'lan@example.com', email_verified: true, ...behaviour.claims,
    }).filter(([, value]) => value !== undefined))
    const { alg = 'RS256', kid = 'first' } = behaviour.header ?? {}
    if (behaviour.signature === 'none') return `${base64url.encode(JSON.stringify({ alg: 'none', kid }))}.${base64url.encode(JSON.stringify(claims))}.`
    if (behaviour.signature === 'hmac') return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(clientSecret.padEnd(32)))
    const pair = await (behaviour.signature === 'unpublished' ? unknown : behaviour.isRotated ? second : pairs[Algorithm.parse(alg)])
    return new SignJWT(claims).setProtectedHeader({ alg, ...(kid !== '' && { kid }) }).sign(pair.privateKey)
  }

  const server = createServer((request, response) => {
    const [path = '', query] = (request.url ?? '').split('?')
    void textOf(request).then(async (body) => {
      const { authorization } = request.headers
      calls.push([request.method, path + (query ? `?${query}` : ''), body, authorization].filter(Boolean).join(' '))
      if (path === '/userinfo' && behaviour.userinfoHangs) return
      const { status = 200, body: reply } = await answer(path)
      response.writeHead(status, { 'content-type': 'application/json' }).end(typeof reply === 'string' ? reply : JSON.stringify(reply))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => { server.close() })
  issuer = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`
  return { issuer, calls, behaviour }
}
