import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { providersOf, readSettings, simulatorClients } from './index.ts'

const development = { GATEHOUSE_MODE: 'development' }
const configured = { PROVIDER_GITHUB_CLIENT_ID: 'Ov23', PROVIDER_GITHUB_CLIENT_SECRET: 'secret' }

/** Unless anything is said of the network. */
const network = { order: [], allowedNetworks: [], proxy: null, deadlines: { call: 5000, total: 10_000 } }

const read = (environment: Record<string, string>, file: unknown = {}) =>
  providersOf(readSettings(environment), () => typeof file === 'string' ? file : JSON.stringify(file))

const client = { clientId: 'gatehouse', clientSecret: 'hush' }
const oidc = { kind: 'oidc', id: 'company', label: 'Company', ...client, issuer: 'https://sso.example.com/realms/x/' }
const oauth2 = {
  kind: 'oauth2', id: 'ops', label: 'Ops', ...client, authorizeUrl: 'https://ops.example.com/o/authorize/', tokenUrl: 'https://ops.example.com/o/token/',
  userUrl: 'https://ops.example.com/me?full=1', fields: { subject: 'data.id' },
}
const withFile = (...providers: unknown[]) => read({ PROVIDERS_FILE: 'providers.json' }, { providers })

test('configured is switched on, and nothing else is', () => {
  expect(read(configured)).toEqual({ builtIn: { github: { clientId: 'Ov23', clientSecret: 'secret', callback: 'web' } }, entries: [], simulatorUrl: null, ...network })
  expect(read({})).toEqual({ builtIn: {}, entries: [], simulatorUrl: null, ...network })
  expect(read({ ...configured, PROVIDER_GITHUB_CALLBACK: 'api', PROVIDER_ALLOWED_NETWORKS: '10.0.0.0/8, fd00::/8' }))
    .toMatchObject({ builtIn: { github: { callback: 'api' } }, allowedNetworks: ['10.0.0.0/8', 'fd00::/8'] })
})

test('the order in which people are shown them is a setting, which names providers that there are', () => {
  expect(withFile(oidc).order).toEqual([])
  const file = { providers: [oidc] }
  // One that is not switched on keeps its place for when it is.
  expect(read({ ...configured, PROVIDERS_FILE: 'providers.json', PROVIDER_ORDER: 'company, github,qq' }, file).order).toEqual(['company', 'github', 'qq'])
  expect(() => read({ ...configured, PROVIDER_ORDER: 'company' })).toThrow('PROVIDER_ORDER: company is neither built in nor in PROVIDERS_FILE')
  expect(() => read({ PROVIDER_ORDER: 'qq,github,qq' })).toThrow('PROVIDER_ORDER: names qq twice')
  expect(read({ ...development, PROVIDER_ORDER: 'enterprise' }).order).toEqual(['enterprise'])
})

test('deadlines and a proxy are settings', () => {
  expect(read({ PROVIDER_CALL_SECONDS: '8', PROVIDER_TOTAL_SECONDS: '15' }).deadlines).toEqual({ call: 8000, total: 15_000 })
  expect(() => read({ PROVIDER_CALL_SECONDS: '11' })).toThrow('PROVIDER_TOTAL_SECONDS: must not be less than PROVIDER_CALL_SECONDS')
  expect(read({ PROVIDER_PROXY: 'http://lan:p%2Fw@proxy.corp.example:3128', NO_PROXY: 'localhost, .corp.example,' }).proxy)
    .toEqual({ url: 'http://lan:p%2Fw@proxy.corp.example:3128/', except: ['localhost', '.corp.example'], lookup: 'here' })
  expect(read({ PROVIDER_PROXY: 'https://10.0.0.1', PROVIDER_PROXY_LOOKUP: 'proxy' }).proxy).toEqual({ url: 'https://10.0.0.1/', except: [], lookup: 'proxy' })
  expect(read({ NO_PROXY: '*' }).proxy).toBeNull()
})

test.each(['socks5://proxy:1080', 'proxy.corp.example:3128', 'http://lan:hush@proxy/path', 'http://lan:hush@proxy/?a=b', 'http://lan:hush%@proxy', 'http://lan:hu/sh@proxy'])('%s is no proxy, and its credentials are not repeated', (PROVIDER_PROXY) => {
  expect(() => read({ PROVIDER_PROXY })).toThrow('PROVIDER_PROXY: must be an address like http://user:password@proxy.example.com:3128')
  expect(() => read({ PROVIDER_PROXY })).not.toThrow(/hush|hu\/sh|\n/)
})

test('in development without any provider, the simulator plays them all', () => {
  const { builtIn, entries, simulatorUrl } = read({ ...development, SIMULATOR_PORT: '4001' })
  expect(simulatorUrl).toBe('http://localhost:4001')
  expect([...Object.keys(builtIn), ...entries.map(({ id }) => id)]).toEqual(Object.keys(simulatorClients))
  expect(builtIn.qq).toEqual({ ...simulatorClients.qq, callback: 'web' })
  expect(entries).toMatchObject([{ kind: 'oidc', issuer: 'http://localhost:4001/openid.example.com', ...simulatorClients.oidc }, { kind: 'oauth2', ...simulatorClients.enterprise }])
  expect(read({ ...development, PROVIDER_SIMULATOR_URL: 'http://localhost:5000' }).simulatorUrl).toBe('http://localhost:5000')
})

test('in development with providers of one\'s own, those are called where they are', () => {
  expect(read({ ...development, ...configured })).toMatchObject({ builtIn: { github: { clientId: 'Ov23' } }, entries: [], simulatorUrl: null })
  expect(Object.keys(read({ ...development, ...configured }).builtIn)).toEqual(['github'])
  expect(read({ ...development, ...configured, PROVIDER_SIMULATOR_URL: 'http://localhost:5000' })).toMatchObject({ simulatorUrl: 'http://localhost:5000' })
})

test('a file adds servers of any company, in its order', () => {
  expect(withFile(oidc, oauth2).entries).toMatchObject([
    { ...oidc, icon: 'key', provisioning: 'bind', callback: 'web', scopes: ['openid', 'email', 'profile'] },
    { ...oauth2, fields: { accessToken: ['access_token'], subject: ['data', 'id'] }, provisioning: 'bind', callback: 'web', scopes: [], scopeSeparator: ' ', pkce: false, credentialsIn: 'body', bodyFormat: 'form', accessTokenIn: 'header' },
  ])
})

test('a path is names with dots between them, or a list of names', () => {
  const fields = { accessToken: 'data.access_token', subject: ['https://example.com/id', 'a b'], email: 'emails.0', username: 'urn:user/name@x', avatarUrl: 'a.b-c.$d' }
  expect(withFile({ ...oauth2, fields }).entries).toMatchObject([{
    fields: { accessToken: ['data', 'access_token'], subject: ['https://example.com/id', 'a b'], email: ['emails', '0'], username: ['urn:user/name@x'], avatarUrl: ['a', 'b-c', '$d'] },
  }])
  expect(withFile({ ...oidc, claims: { groups: 'realm_access.roles' } }).entries).toMatchObject([{ claims: { groups: ['realm_access', 'roles'] } }])
})

const entra = { ...oidc, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0', discoveryUrl: 'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration' }

test('an issuer may be a template, for all tenants or for some', () => {
  expect(withFile(entra).entries).toMatchObject([{ issuer: entra.issuer, discoveryUrl: entra.discoveryUrl }])
  expect(withFile({ ...entra, tenants: ['ABCDEF01-2345-6789-abcd-ef0123456789'], emails: 'trust' }).entries).toMatchObject([{ tenants: ['abcdef01-2345-6789-abcd-ef0123456789'] }])
})

test.each(['response_type', 'response_mode', 'client_id', 'client_secret', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method', 'request', 'request_uri'])('the parameter %s is ours', (name) => {
  for (const entry of [oidc, oauth2]) {
    expect(() => withFile({ ...entry, parameters: { prompt: 'select_account', [name]: 'hush' } })).toThrow(`PROVIDERS_FILE: providers.0.parameters.${name}: is set by this server`)
  }
})

test.each<[name: string, file: unknown, message: string]>([
  ['no JSON', '{"clientSecret": "hush",', 'PROVIDERS_FILE: is not JSON (line 1, column 25)'],
  ['half of it', '{\n  "providers": [', 'PROVIDERS_FILE: is not JSON (line 2, column 17)'],
  ['a word in it', '{"clientSecret": hush}', 'PROVIDERS_FILE: is not JSON'],
  ['a parameter without a name', { providers: [{ ...oidc, parameters: { 'pro\nmpt': 'x' } }] }, 'PROVIDERS_FILE: providers.0.parameters.pro mpt: is not a valid parameter name'],
  ['a parameter that is no text', { providers: [{ ...oidc, parameters: { max_age: 0 } }] }, 'PROVIDERS_FILE: providers.0.parameters.max_age: '],
  ['an unknown setting of several lines', { providers: [{ ...oidc, 'a\nb': 1 }] }, 'PROVIDERS_FILE: providers.0: Unrecognized key'],
  ['a claim for the subject', { providers: [{ ...oidc, claims: { subject: 'email' } }] }, 'PROVIDERS_FILE: providers.0.claims: Unrecognized key: "subject"'],
  ['a path of something else', { providers: [{ ...oidc, claims: { groups: 5 } }] }, 'PROVIDERS_FILE: providers.0.claims.groups: must be names separated by dots'],
  ['a path with a hole', { providers: [{ ...oauth2, fields: { subject: 'data..id' } }] }, 'PROVIDERS_FILE: providers.0.fields.subject: must be names separated by dots'],
  ['an address for a path', { providers: [{ ...oidc, claims: { groups: 'https://example.com/roles' } }] }, 'PROVIDERS_FILE: providers.0.claims.groups: has dots within a name: write it as a list of names'],
  ['a template of no tenant', { providers: [{ ...entra, issuer: 'https://login.example/{tenant}/v2.0' }] }, 'PROVIDERS_FILE: providers.0.issuer: may have {tenantid} once'],
  ['a template of two', { providers: [{ ...entra, issuer: 'https://login.example/{tenantid}/{tenantid}' }] }, 'PROVIDERS_FILE: providers.0.issuer: may have {tenantid} once'],
  ['a template within a name', { providers: [{ ...entra, issuer: 'https://login.example/a{tenantid}/v2.0' }] }, 'PROVIDERS_FILE: providers.0.issuer: may have {tenantid} once'],
  ['a template for a host', { providers: [{ ...entra, issuer: 'https://{tenantid}/v2.0' }] }, 'PROVIDERS_FILE: providers.0.issuer: '],
  ['a template that describes itself nowhere', { providers: [{ ...entra, discoveryUrl: undefined }] }, 'PROVIDERS_FILE: providers.0.discoveryUrl: is required with {tenantid} in issuer'],
  ['tenants of one issuer', { providers: [{ ...oidc, tenants: ['a'] }] }, 'PROVIDERS_FILE: providers.0.tenants: is for an issuer with {tenantid}'],
  ['trust in the addresses of any tenant', { providers: [{ ...entra, emails: 'trust' }] }, 'PROVIDERS_FILE: providers.0.tenants: is required with {tenantid} in issuer where emails or roles are trusted'],
  ['trust in the roles of any tenant', { providers: [{ ...entra, roles: 'trust' }] }, 'PROVIDERS_FILE: providers.0.tenants: is required with {tenantid} in issuer where emails or roles are trusted'],
  ['a description without TLS', { providers: [{ ...oidc, discoveryUrl: 'http://sso.example.com/x' }] }, 'PROVIDERS_FILE: company: discoveryUrl must be https: in production'],
  ['no list', {}, 'PROVIDERS_FILE: providers: '],
  ['a kind nobody knows', { providers: [{ ...oidc, kind: 'saml' }] }, 'PROVIDERS_FILE: providers.0.kind: '],
  ['a built-in name', { providers: [{ ...oidc, id: 'github' }] }, 'PROVIDERS_FILE: providers.0.id: is the name of a built-in provider'],
  ['a name that is an address of ours', { providers: [{ ...oidc, id: 'bindings' }] }, 'PROVIDERS_FILE: providers.0.id: is reserved'],
  ['a name with a slash', { providers: [{ ...oidc, id: '../x' }] }, 'PROVIDERS_FILE: providers.0.id: must be lower case letters'],
  ['the same name twice', { providers: [oidc, { ...oauth2, id: 'company' }] }, 'PROVIDERS_FILE: providers: must have different ids'],
  ['a secret that cannot be sent', { providers: [{ ...oidc, clientSecret: 'hush ä' }] }, 'PROVIDERS_FILE: providers.0.clientSecret: must be printable ASCII'],
  ['a misspelt setting', { providers: [{ ...oidc, provisoning: 'create' }] }, 'PROVIDERS_FILE: providers.0: '],
  ['an issuer with a query', { providers: [{ ...oidc, issuer: 'https://x.example/?a' }] }, 'PROVIDERS_FILE: providers.0.issuer: must not have a query or fragment'],
  ['an issuer with a password', { providers: [{ ...oidc, issuer: 'https://a:b@x.example' }] }, 'PROVIDERS_FILE: providers.0.issuer: must be an address'],
  ['an address of another kind', { providers: [{ ...oauth2, tokenUrl: 'file:///etc/passwd' }] }, 'PROVIDERS_FILE: providers.0.tokenUrl: must be an address'],
  ['an address without TLS', { providers: [{ ...oauth2, userUrl: 'http://ops.example.com/me' }] }, 'PROVIDERS_FILE: ops: userUrl must be https: in production'],
  ['scopes without openid', { providers: [{ ...oidc, scopes: ['email'] }] }, 'PROVIDERS_FILE: providers.0.scopes: must contain openid'],
  ['no subject', { providers: [{ ...oauth2, fields: {} }] }, 'PROVIDERS_FILE: providers.0.fields.subject: '],
  ['the simulator\'s secret', { providers: [{ ...oidc, ...simulatorClients.oidc }] }, 'PROVIDERS_FILE: company: clientSecret is the simulator\'s'],
])('a file with %s is refused in one line without secrets', (_name, file, message) => {
  const reading = () => read({ PROVIDERS_FILE: 'providers.json' }, file)
  expect(reading).toThrow(message)
  expect(reading).not.toThrow(/hush|\n/)
})

test('the examples of the documentation are files that are accepted', () => {
  const text = readFileSync(new URL('../../../docs/providers.md', import.meta.url), 'utf8')
  const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json.replaceAll('…', 'x'))
  expect(examples.length).toBeGreaterThan(5)
  for (const example of examples) expect(() => read({ PROVIDERS_FILE: 'x' }, example.includes('"providers"') ? example : `{"providers":[${example}]}`)).not.toThrow()
})

test('the simulator\'s secrets are refused in production', () => {
  expect(() => read({ PROVIDER_QQ_CLIENT_ID: simulatorClients.qq.clientId, PROVIDER_QQ_CLIENT_SECRET: simulatorClients.qq.clientSecret })).toThrow('PROVIDER_QQ_CLIENT_SECRET: is the simulator\'s')
})
