import type { Application } from '@gatehouse/contracts/programs'
import { expect, test } from 'vitest'
import { application } from '../../../../../test/applications.ts'
import { termsOf, type Kind } from '../kinds.ts'
import { factsOf } from './snippet.ts'
import { snippetsFor } from './snippets.ts'

const issuer = 'https://id.example.com'
const ofKind = (kind: Kind, more: Partial<Application> = {}) => application({
  ...termsOf[kind], tokenEndpointAuthMethod: termsOf[kind].clientType === 'public' ? 'none' : 'client_secret_basic', ...more,
})

/** The code for one library; that it is offered at all is part of it. */
function codeFor(id: string, one: Application, { at = issuer } = {}) {
  const facts = factsOf(one, at)
  const snippet = snippetsFor(facts).find(candidate => candidate.id === id)
  if (!snippet) throw new Error(`${id} is not offered`)
  return snippet.write(facts)
}

test.each([
  ['web', ['openid-client', 'auth-js', 'spring-boot', 'authlib', 'plain-oauth2']],
  ['spa', ['oauth4webapi', 'plain-oauth2']],
  ['native', ['openid-client', 'plain-oauth2']],
  ['machine', ['curl', 'openid-client', 'spring-boot', 'authlib']],
  ['device', ['curl', 'openid-client']],
] as const)('a program sees code for libraries of its kind: %s', (kind, ids) => {
  expect(snippetsFor(factsOf(ofKind(kind), issuer)).map(({ id }) => id)).toEqual(ids)
})

test.each(['web', 'spa', 'native', 'machine', 'device'] as const)('every piece of code names the server and the program, and has no gaps: %s', (kind) => {
  const facts = factsOf(ofKind(kind), issuer)
  for (const { id, write } of snippetsFor(facts)) {
    expect([id, write(facts)]).toEqual([id, expect.stringContaining(issuer)])
    expect([id, write(facts)]).toEqual([id, expect.stringContaining(facts.clientId)])
    expect([id, write(facts)]).toEqual([id, expect.not.stringMatching(/'undefined|undefined'|\[object|^(false|undefined)$/m)])
  }
})

test('the secret is read from the environment, and never stands in the code', () => {
  const places = {
    'openid-client': 'process.env.CLIENT_SECRET', 'auth-js': 'process.env.CLIENT_SECRET', 'spring-boot': '${CLIENT_SECRET}',
    'authlib': 'os.environ[\'CLIENT_SECRET\']', 'plain-oauth2': '"client-1:$CLIENT_SECRET"',
  }
  for (const [id, place] of Object.entries(places)) expect([id, codeFor(id, ofKind('web'))]).toEqual([id, expect.stringContaining(place)])
  for (const id of ['curl', 'openid-client', 'spring-boot', 'authlib']) expect([id, codeFor(id, ofKind('machine'))]).toEqual([id, expect.stringContaining('CLIENT_SECRET')])
  expect(codeFor('authlib', ofKind('web'))).toContain('app.secret_key = os.environ[\'FLASK_SECRET_KEY\']')
  for (const id of ['openid-client', 'plain-oauth2']) expect([id, codeFor(id, ofKind('native'))]).toEqual([id, expect.not.stringContaining('SECRET')])
})

test('the secret is sent the way the application is set to', () => {
  expect(codeFor('openid-client', ofKind('web'))).toContain('client.ClientSecretBasic(process.env.CLIENT_SECRET)')
  const posting = ofKind('web', { tokenEndpointAuthMethod: 'client_secret_post' })
  expect(codeFor('openid-client', posting)).toContain('client.ClientSecretPost(process.env.CLIENT_SECRET)')
  expect(codeFor('auth-js', posting)).toContain('token_endpoint_auth_method: \'client_secret_post\'')
  expect(codeFor('auth-js', ofKind('web'))).not.toContain('token_endpoint_auth_method')
  expect(codeFor('spring-boot', posting)).toContain('client-authentication-method: client_secret_post')
  expect(codeFor('authlib', posting)).toContain('\'token_endpoint_auth_method\': \'client_secret_post\'')
  expect(codeFor('plain-oauth2', posting)).toContain('--data-urlencode "client_secret=$CLIENT_SECRET"')
})

test('programs with keys of their own see only what can sign with them', () => {
  const signing = ofKind('web', { tokenEndpointAuthMethod: 'private_key_jwt' })
  expect(snippetsFor(factsOf(signing, issuer)).map(({ id }) => id)).toEqual(['openid-client'])
  expect(codeFor('openid-client', signing)).toContain('client.PrivateKeyJwt(privateKey)')
})

test('PKCE is in the code unless the application does without', () => {
  const words = { 'openid-client': 'code_challenge', 'auth-js': '\'pkce\'', 'spring-boot': 'withPkce', 'authlib': 'S256', 'plain-oauth2': 'code_verifier' }
  for (const [id, word] of Object.entries(words)) {
    expect([id, codeFor(id, ofKind('web'))]).toEqual([id, expect.stringContaining(word)])
    expect([id, codeFor(id, ofKind('web', { requirePkce: false }))]).toEqual([id, expect.not.stringContaining(word)])
  }
  expect(codeFor('openid-client', ofKind('native', { requirePkce: false }))).toContain('code_challenge')
})

test('a server without TLS is spoken to only where the library is told so', () => {
  const at = 'http://127.0.0.1:3000'
  expect(codeFor('openid-client', ofKind('web'), { at })).toContain('client.allowInsecureRequests')
  expect(codeFor('oauth4webapi', ofKind('spa'), { at })).toContain('oauth.allowInsecureRequests')
  expect(codeFor('openid-client', ofKind('web'))).not.toContain('allowInsecureRequests')
  expect(codeFor('oauth4webapi', ofKind('spa'))).not.toContain('allowInsecureRequests')
})

test('who somebody is comes from where it is said: the ID token has no names', () => {
  expect(codeFor('openid-client', ofKind('web'))).toContain('client.fetchUserInfo(')
  expect(codeFor('oauth4webapi', ofKind('spa'))).toContain('person: await oauth.processUserInfoResponse(')
  expect(codeFor('auth-js', ofKind('web'))).toContain('idToken: false,')
})

test('a program on somebody\'s machine comes back to the port it waits on', () => {
  expect(codeFor('openid-client', ofKind('native', { redirectUris: ['http://127.0.0.1/callback'] }))).toContain('begin(port) {')
  expect(codeFor('openid-client', ofKind('native', { redirectUris: ['http://127.0.0.1/callback'] }))).toContain('redirect_uri: \'http://127.0.0.1:\' + port + \'/callback\',')
  for (const redirectUri of ['com.example.app:/callback', 'http://127.0.0.1:8080/callback', 'http://127.0.0.1.example.com/callback']) {
    expect(codeFor('openid-client', ofKind('native', { redirectUris: [redirectUri] }))).toContain(`redirect_uri: '${redirectUri}',`)
  }
})

test('people are not asked for by programs that act for themselves', () => {
  const machine = ofKind('machine', { scopes: ['openid', 'profile', 'orders:read'] })
  expect(codeFor('curl', machine)).toBe('curl \'https://id.example.com/o/token\' -u "client-1:$CLIENT_SECRET" \\\n  -d grant_type=client_credentials --data-urlencode \'scope=orders:read\'\n')
  expect(codeFor('openid-client', ofKind('machine', { scopes: ['openid'] }))).toContain('clientCredentialsGrant(server)')
})

test('people are asked for their name and address, not for everything that the application may ask for', () => {
  const scopes = ['openid', 'profile', 'email', 'phone', 'permissions', 'offline_access', 'orders:read']
  for (const [id, kind] of [['openid-client', 'web'], ['auth-js', 'web'], ['authlib', 'web'], ['oauth4webapi', 'spa'], ['openid-client', 'native'], ['curl', 'device']] as const) {
    expect([id, codeFor(id, ofKind(kind, { scopes }))]).toEqual([id, expect.stringMatching(/'(scope=)?openid profile email'/)])
  }
  expect(codeFor('spring-boot', ofKind('web', { scopes }))).toContain('scope: ["openid", "profile", "email"]')
  expect(codeFor('plain-oauth2', ofKind('web', { scopes }))).toContain('scope=openid+profile+email&')
})

test('no more is asked for than the application may have', () => {
  expect(codeFor('openid-client', ofKind('web', { scopes: ['email', 'openid', 'phone'] }))).toContain('scope: \'openid email\'')
  expect(codeFor('openid-client', ofKind('web', { scopes: ['orders:read', 'phone'] }))).toContain('scope: \'orders:read phone\'')
})

test('an address cannot end the text it stands in', () => {
  const redirectUris = ['https://app.example.com/it\'s\\"$(x)']
  const one = ofKind('web', { redirectUris })
  expect(codeFor('openid-client', one)).toContain('redirect_uri: \'https://app.example.com/it\\\'s\\\\"$(x)\',')
  expect(codeFor('spring-boot', one)).toContain('redirect-uri: "https://app.example.com/it\'s\\\\\\"$(x)"')
  expect(codeFor('plain-oauth2', one)).toContain('--data-urlencode \'redirect_uri=https://app.example.com/it\'\\\'\'s\\"$(x)\'')
  expect(codeFor('plain-oauth2', one)).toContain('redirect_uri=https%3A%2F%2Fapp.example.com%2Fit%27s%5C%22%24%28x%29')
})
