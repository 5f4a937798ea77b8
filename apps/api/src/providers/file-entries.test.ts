import { providersOf, readSettings } from '@gatehouse/settings'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createClock } from '../../test/clock.ts'
import { createProviders } from './providers.ts'
import { clientId, clientSecret, nonce, startIssuer } from './recorded/issuer.ts'
import { json } from './recorded/recording.ts'
import { replay } from './recorded/replay.ts'

const log = { info() {}, warn() {}, error() {} }
const attempt = { state: 'State0123456789', verifier: 'v'.repeat(43), nonce }
const callback = { ...attempt, code: 'CODE' }

/** The one provider of a file. */
function providerOf(entry: object, clock = createClock(), settings: Record<string, string> = { PROVIDER_ALLOWED_NETWORKS: '127.0.0.0/8' }) {
  const config = providersOf(readSettings({ GATEHOUSE_MODE: 'development', PROVIDERS_FILE: 'x', ...settings }), () => JSON.stringify({ providers: [entry] }))
  const provider = createProviders({ config, apiUrl: 'https://api.example.com', webUrl: 'https://www.example.com', clock, log }).find('company')
  if (!provider) throw new Error('not switched on')
  return provider
}

/** A server that describes itself, as this entry has it; `ISSUER` in it is where the server is. */
async function company(entry: object = {}, behaviour: Parameters<typeof startIssuer>[0] = {}) {
  const clock = createClock()
  const server = await startIssuer(behaviour, clock.now)
  const given = z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(entry).replaceAll('ISSUER', server.issuer)))
  return { ...server, provider: providerOf({ kind: 'oidc', id: 'company', label: 'Company', clientId, clientSecret, issuer: server.issuer, ...given }, clock) }
}

const sub = '100000000000000000001'

describe('parameters', () => {
  test('are added to the authorization request, and none of ours is changed', async () => {
    const { provider, issuer } = await company({ parameters: { hd: 'example.com', domain_hint: 'a b&c', prompt: 'select_account' } })
    const asked = new URL(await provider.loginUrl(attempt)).searchParams
    expect([asked.get('hd'), asked.get('domain_hint'), asked.get('prompt')]).toEqual(['example.com', 'a b&c', 'select_account'])
    const plain = await company()
    const others = [...new URL(await plain.provider.loginUrl(attempt)).searchParams].map(([name, value]) => [name, value.replace(plain.issuer, issuer)])
    expect([...asked].filter(([name]) => !['hd', 'domain_hint', 'prompt'].includes(name))).toEqual(others)
  })

  test('give way where a sign-in of this moment is asked for', async () => {
    const { provider } = await company({ parameters: { prompt: 'none', max_age: '3600' } })
    const asked = new URL(await provider.loginUrl({ ...attempt, isFresh: true })).searchParams
    expect([asked.getAll('prompt'), asked.getAll('max_age')]).toEqual([['login'], ['0']])
  })

  test('are added for plain OAuth2 as well', async () => {
    const entry = { kind: 'oauth2', authorizeUrl: 'https://ops.example.com/authorize', tokenUrl: 'https://ops.example.com/token', userUrl: 'https://ops.example.com/me', fields: { subject: 'id' } }
    const provider = providerOf({ ...entry, id: 'company', label: 'Company', clientId, clientSecret, parameters: { lang: 'en' } })
    expect(new URL(await provider.loginUrl(attempt)).searchParams.get('lang')).toBe('en')
  })
})

test('a server of the file is asked for a sign-in of this moment, unless it is said to prove none', async () => {
  expect([(await company()).provider.provesFreshness, (await company({ provesFreshness: false })).provider.provesFreshness]).toEqual([true, false])
})

describe('groups', () => {
  test('are asked for by the scope that is theirs, and nothing else is read then', async () => {
    const { provider } = await company({ groupsScope: 'groups' }, { claims: { groups: ['ops'], permissions: ['deploy'] } })
    expect(new URL(await provider.loginUrl(attempt)).searchParams.get('scope')).toBe('openid email profile groups')
    expect((await provider.identify(callback)).roles).toEqual({ groups: ['ops'], permissions: [] })
  })

  test('are read from where the file says, in the ID token or the profile', async () => {
    const roles = { realm_access: { roles: ['ops', 'staff'] } }
    for (const behaviour of [{ claims: roles }, { userinfo: { sub, ...roles } }, { claims: { 'https://example.com/roles': ['ops', 'staff'] } }]) {
      const groups = 'claims' in behaviour && 'https://example.com/roles' in (behaviour.claims ?? {}) ? ['https://example.com/roles'] : 'realm_access.roles'
      const { provider } = await company({ claims: { groups } }, behaviour)
      expect((await provider.identify(callback)).roles).toEqual({ groups: ['ops', 'staff'], permissions: [] })
    }
  })

  test('are none where nobody asked', async () => {
    const { provider } = await company({}, { claims: { groups: ['ops'], realm_access: { roles: ['ops'] } } })
    expect(await provider.identify(callback)).not.toHaveProperty('roles')
  })
})

describe('claims', () => {
  const paths = { name: 'names.full', username: 'upn', email: 'mails.0', picture: ['photo url'] }
  const said = { 'names': { full: '岚' }, 'upn': 'lan-lee', 'mails': ['lan@corp.example'], 'photo url': 'https://x.example/a.png' }
  const expected = { keys: [{ subject: sub }], displayName: '岚', username: 'lan-lee', avatarUrl: 'https://x.example/a.png' }

  test.each(['ID token', 'profile'])('are read from where the file says, in the %s; people are remembered by sub all the same', async (where) => {
    const { provider, calls } = await company({ claims: paths }, where === 'ID token' ? { claims: said, userinfo: { sub } } : { userinfo: { sub, ...said } })
    expect(await provider.identify(callback)).toMatchObject({ ...expected, email: { address: 'lan@corp.example' } })
    expect(calls.some(call => call.startsWith('GET /userinfo'))).toBe(where === 'profile')
  })

  test('the standard flag does not vouch for another address', async () => {
    const { provider } = await company({ emails: 'trust', claims: { email: 'mails.0' } }, { claims: { ...said, email_verified: true } })
    expect((await provider.identify(callback)).email).toEqual({ address: 'lan@corp.example', verified: false })
  })

  test.each([[true, true], ['true', true], [1, true], ['1', true], [false, false], ['0', false], [null, false], [undefined, false]])('a flag of its own (%j) does: %s', async (flag, verified) => {
    const { provider } = await company({ emails: 'trust', claims: { email: 'mails.0', emailVerified: 'xms_edov' } }, { claims: { ...said, email_verified: true, xms_edov: flag } })
    expect((await provider.identify(callback)).email).toEqual({ address: 'lan@corp.example', verified })
  })

  test('what is not there, or is something else, is nothing', async () => {
    const { provider } = await company({ claims: { name: 'names.full', username: 'names.5', picture: '__proto__.x', groups: 'realm_access.roles' } }, { claims: { name: 'Ann', names: 5, realm_access: { roles: 'ops' } } })
    const identity = await provider.identify(callback)
    expect([identity.displayName, identity.username, identity.avatarUrl, identity.roles]).toEqual([null, null, null, undefined])
  })
})

describe('required claims', () => {
  const entry = { parameters: { hd: 'example.com' }, requiredClaims: { hd: ['example.com', 'example.org'] } }
  test.each([['example.com', true], ['example.org', true], [['other', 'example.com'], true], ['evil.example', false], [undefined, false], ['', false], [['evil.example'], false], [[['example.com']], false], [{ toString: 'example.com' }, false]])('%j: %s', async (hd, comesIn) => {
    const { provider } = await company(entry, { claims: { hd } })
    if (comesIn) return expect(await provider.identify(callback)).toMatchObject({ displayName: 'Lan' })
    await expect(provider.identify(callback)).rejects.toMatchObject({ kind: 'not_allowed', error: 'required_claim.hd' })
  })

  test('are claims of the ID token: a profile cannot make up for them', async () => {
    const { provider } = await company(entry, { claims: { name: undefined }, userinfo: { sub, hd: 'example.com' } })
    await expect(provider.identify(callback)).rejects.toMatchObject({ kind: 'not_allowed' })
  })
})

describe('a server that describes itself elsewhere', () => {
  const discoveryPath = '/.well-known/openid-configuration/'

  test('is asked there and nowhere else, as django-oauth-toolkit 1.x needs it', async () => {
    const { provider, calls } = await company({ discoveryUrl: `ISSUER${discoveryPath}` }, { discoveryPath })
    await provider.loginUrl(attempt)
    expect(calls).toEqual([`GET ${discoveryPath}`])
  })

  test('is not found without, which is the operator\'s to mend', async () => {
    const { provider } = await company({}, { discoveryPath })
    await expect(provider.loginUrl(attempt)).rejects.toMatchObject({ kind: 'misconfigured', status: 404, address: expect.stringContaining('/.well-known/openid-configuration') })
  })

  test('has to be the one that was meant', async () => {
    const { provider } = await company({ discoveryUrl: `ISSUER${discoveryPath}` }, { discoveryPath, metadata: { issuer: 'https://evil.example' } })
    await expect(provider.loginUrl(attempt)).rejects.toMatchObject({ kind: 'misconfigured', error: 'issuer_mismatch' })
  })
})

describe('a server of many tenants', () => {
  const [one, other] = ['11111111-2222-3333-4444-555555555555', '99999999-8888-7777-6666-555555555555']

  /** Microsoft Entra's way, with somebody of a tenant, or with what else is in the token. */
  async function entra(claims: Record<string, unknown>, entry: object = {}, keyOf?: string) {
    const behaviour: NonNullable<Parameters<typeof startIssuer>[0]> = { discoveryPath: '/organizations/v2.0/.well-known/openid-configuration' }
    const { provider, issuer } = await company({ issuer: 'ISSUER/{tenantid}/v2.0', discoveryUrl: 'ISSUER/organizations/v2.0/.well-known/openid-configuration', ...entry }, behaviour)
    behaviour.metadata = { issuer: `${issuer}/{tenantid}/v2.0` }
    if (keyOf !== undefined) behaviour.key = { issuer: `${issuer}/${keyOf}/v2.0` }
    behaviour.claims = Object.fromEntries(Object.entries({ tid: one, iss: `${issuer}/${one}/v2.0`, ...claims }).map(([name, value]) => [name, typeof value === 'string' ? value.replace('ISSUER', issuer) : value]))
    return { provider, issuer }
  }

  test('is believed about the tenant that the token names, whose people are others\' than those of the next', async () => {
    const [first, second] = [await entra({}), await entra({ tid: other, iss: `ISSUER/${other}/v2.0` })]
    const keys = [await first.provider.identify(callback), await second.provider.identify(callback)].map(identity => identity.keys)
    expect(keys).toEqual([[{ scope: `${first.issuer}/${one}/v2.0`, subject: sub }], [{ scope: `${second.issuer}/${other}/v2.0`, subject: sub }]])
  })

  test.each<[what: string, claims: Record<string, unknown>]>([
    ['the issuer of another tenant', { iss: `ISSUER/${other}/v2.0` }], ['the tenant of another issuer', { tid: other }], ['no tenant', { tid: undefined }],
    ['the template itself', { iss: 'ISSUER/{tenantid}/v2.0', tid: '{tenantid}' }], ['a tenant that leads elsewhere', { iss: 'ISSUER/../v2.0', tid: '..' }], ['a tenant of several parts', { iss: 'ISSUER/a/b/v2.0', tid: 'a/b' }],
    ['a pattern for a tenant', { tid: '$&', iss: 'ISSUER/{tenantid}/v2.0' }], ['another server', { iss: `https://evil.example/${one}/v2.0` }], ['no issuer', { iss: undefined }],
    ['several tenants', { tid: [one] }], ['an empty one', { tid: '', iss: 'ISSUER//v2.0' }],
  ])('is not believed with %s', async (_what, claims) => {
    const { provider } = await entra(claims)
    await expect(provider.identify(callback)).rejects.toMatchObject({ kind: 'misconfigured', error: 'id_token.iss' })
  })

  test('signs with keys of all tenants, and with those that are one tenant\'s for no other', async () => {
    for (const keyOf of ['{tenantid}', one]) {
      const { provider } = await entra({}, {}, keyOf)
      await expect(provider.identify(callback)).resolves.toMatchObject({ displayName: 'Lan' })
    }
    const { provider } = await entra({ tid: other, iss: `ISSUER/${other}/v2.0` }, {}, one)
    await expect(provider.identify(callback)).rejects.toMatchObject({ kind: 'misconfigured', error: 'id_token.key' })
  })

  test('may be for some tenants only', async () => {
    const { provider } = await entra({}, { tenants: [one.toUpperCase()], emails: 'trust' })
    expect((await provider.identify(callback)).email).toEqual({ address: 'lan@example.com', verified: true })
    const others = await entra({ tid: other, iss: `ISSUER/${other}/v2.0` }, { tenants: [one] })
    await expect(others.provider.identify(callback)).rejects.toMatchObject({ kind: 'not_allowed', error: 'tenant_not_allowed' })
  })

  test('may name any of its issuers in the callback, and no other', async () => {
    const { provider, issuer } = await entra({})
    await expect(provider.identify({ ...callback, iss: `${issuer}/${one}/v2.0` })).resolves.toMatchObject({ displayName: 'Lan' })
    for (const iss of [`${issuer}/a/b/v2.0`, `${issuer}//v2.0`, `${issuer}/v2.0`, 'https://evil.example', '', `${issuer}/{tenantid}/v2.0`]) {
      await expect(provider.identify({ ...callback, iss })).rejects.toMatchObject({ kind: 'wrong_issuer' })
    }
  })
})

describe('a plain OAuth2 server that nests its answers', () => {
  const token = 'POST ops.example.com/token'
  const user = 'GET ops.example.com/me'
  const entry = {
    kind: 'oauth2', id: 'company', label: 'Company', clientId, clientSecret, authorizeUrl: 'https://ops.example.com/authorize', tokenUrl: 'https://ops.example.com/token', userUrl: 'https://ops.example.com/me',
  }

  async function identified(fields: object, tokenReply: object, userReply: object) {
    const { url, calls } = await replay({ [token]: json(tokenReply), [user]: json(userReply) })
    const provider = providerOf({ ...entry, emails: 'trust', fields }, createClock(), { PROVIDER_SIMULATOR_URL: url })
    return { identity: await provider.identify(callback), calls }
  }

  test('is read where the file says', async () => {
    const { identity, calls } = await identified(
      { accessToken: 'data.access_token', subject: 'data.user.urn:oid:1', displayName: ['data', 'display.name'], email: 'emails.0', emailVerified: ['https://ops.example.com/verified'], username: 'data.user.x/login' },
      { code: 0, data: { access_token: 'T' } },
      { 'data': { 'user': { 'urn:oid:1': 42, 'x/login': 'lan' }, 'display.name': '岚' }, 'emails': ['lan@example.com', 'other@example.com'], 'https://ops.example.com/verified': 1 })
    expect(identity).toEqual({ keys: [{ scope: 'company', subject: '42' }], displayName: '岚', avatarUrl: null, email: { address: 'lan@example.com', verified: true }, username: 'lan' })
    expect(calls.at(-1)).toBe(`${user} Bearer T`)
  })

  test.each([{ access_token: 'T' }, { data: { access_token: '' } }, { data: { access_token: 5 } }, { data: ['T'] }, { data: null }, {}])('has given no token by %j', async (reply) => {
    await expect(identified({ accessToken: 'data.access_token', subject: 'id' }, reply, { id: 1 })).rejects.toMatchObject({ error: 'no_token' })
  })

  test.each([['emails.1'], ['emails.length'], ['emails.-1'], ['emails.00x'], ['emails'], ['constructor.name'], ['toString']])('has nobody at %s', async (subject) => {
    await expect(identified({ subject }, { access_token: 'T' }, { emails: ['lan@example.com'] })).rejects.toMatchObject({ error: 'no_subject' })
  })
})
