import { expect, test } from 'vitest'
import { relyingParty } from '../../../test/relying-party.ts'

const paths = ['/public-api/current_user/base_info', '/public-api/current_user/all_permissions']
const own = 'https://app.example.com'
const others = ['https://evil.example', 'null', 'http://localhost:5173', 'https://other.example.com', `${own}.evil.example`, 'http://app.example.com', `${own}:8443`, 'https://APP.example.com']

const said = ({ headers }: { headers: Record<string, unknown> }) =>
  ({ origin: headers['access-control-allow-origin'], credentials: headers['access-control-allow-credentials'], varies: String(headers['vary']).includes('Origin') })

async function withPages() {
  const app = await relyingParty({}, { clientType: 'public', allowedOrigins: [own] })
  await app.registerApplication({ clientType: 'public', allowedOrigins: ['https://other.example.com'] })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile email permissions' })
  const read = (url: string, origin?: string, token = tokens.access_token) =>
    app.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}`, ...(origin !== undefined && { origin }) } })
  return { ...app, ann, read }
}

test('pages of an application read who somebody is and what they may do by its token, without cookies', async () => {
  const { read } = await withPages()
  for (const path of paths) {
    const answer = await read(path, own)
    expect([path, answer.statusCode, said(answer)]).toEqual([path, 200, { origin: own, credentials: undefined, varies: true }])
    expect(String(answer.headers['access-control-expose-headers'])).toContain('WWW-Authenticate')
    // A program that is no page says no origin.
    const plain = await read(path)
    expect([path, plain.statusCode, said(plain)]).toEqual([path, 200, { origin: undefined, credentials: undefined, varies: true }])
  }
})

test('pages of nobody\'s, of other applications and of ours read nothing by it', async () => {
  const { read } = await withPages()
  for (const path of paths) {
    for (const origin of others) {
      const answer = await read(path, origin)
      expect([path, origin, answer.statusCode, answer.json<{ code: string }>().code, answer.body.includes('ann'), said(answer)])
        .toEqual([path, origin, 403, 'origin_not_allowed', false, { origin: undefined, credentials: undefined, varies: true }])
    }
  }
})

test('why a token opens nothing can be read, as at userinfo', async () => {
  const { read, signIn, ann } = await withPages()
  const { tokens: narrow } = await signIn(ann.browser, { scope: 'openid' })
  for (const path of [...paths, '/o/userinfo']) {
    const unknown = await read(path, own, 'nonsense')
    expect([path, unknown.statusCode, said(unknown)]).toEqual([path, 401, { origin: own, credentials: undefined, varies: true }])
  }
  for (const path of paths) {
    const lacking = await read(path, own, narrow.access_token)
    expect([path, lacking.statusCode, said(lacking).origin]).toEqual([path, 403, own])
    const foreign = await read(path, 'https://evil.example', narrow.access_token)
    expect([path, foreign.statusCode, foreign.json<{ code: string }>().code, said(foreign).origin]).toEqual([path, 403, 'origin_not_allowed', undefined])
  }
})

test('browsers may ask beforehand, from anywhere; it is the token that decides', async () => {
  const { app } = await withPages()
  for (const path of [...paths, `${paths[0]}/`]) {
    for (const origin of [own, 'https://evil.example']) {
      const answer = await app.inject({
        method: 'OPTIONS', url: path, headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      })
      expect([path, answer.statusCode, answer.body, said(answer)]).toEqual([path, 204, '', { origin, credentials: undefined, varies: true }])
      expect([answer.headers['access-control-allow-methods'], answer.headers['access-control-allow-headers']]).toEqual(['GET, HEAD', 'authorization'])
    }
  }
})
