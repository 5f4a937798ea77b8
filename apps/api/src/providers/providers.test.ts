import { builtInProviders as knownToSettings, providersOf, readSettings } from '@gatehouse/settings'
import { describe, expect, test } from 'vitest'
import { createClock } from '../../test/clock.ts'
import { startProxy } from '../../test/connect-proxy.ts'
import { builtInProviders } from './index.ts'
import { createProviders } from './providers.ts'
import { attempt, json, text, type Replies } from './recorded/recording.ts'
import { replay } from './recorded/replay.ts'

const log = { info() {}, warn() {}, error() {} }
const apiUrl = 'https://api.example.com'
const webUrl = 'https://www.example.com'

const enterprise = {
  kind: 'oauth2', id: 'enterprise', label: 'Enterprise', clientId: 'gatehouse', clientSecret: 'hush', provisioning: 'create', callback: 'api',
  authorizeUrl: 'https://ops.example.com/o/authorize/?tenant=a', tokenUrl: 'https://ops.example.com/o/token/?tenant=a',
  userUrl: 'https://ops.example.com/base_info', permissionsUrl: 'https://ops.example.com/all_permissions', scopes: ['profile', 'email', 'permissions'],
  fields: { subject: 'name', displayName: 'name_cn', email: 'email', username: 'name' },
}
const token = 'POST ops.example.com/o/token/'
const user = 'GET ops.example.com/base_info'
const permissions = 'GET ops.example.com/all_permissions'

function providersWith(environment: Record<string, string>, entries: unknown[] = []) {
  const config = providersOf(readSettings({ ...(entries.length > 0 && { PROVIDERS_FILE: 'x' }), ...environment }), () => JSON.stringify({ providers: entries }))
  return createProviders({ config, apiUrl, webUrl, clock: createClock(), log })
}

async function enterpriseSignIn(replies: Replies, changes: object = {}) {
  const { url, calls } = await replay({
    [token]: json({ access_token: 'T', token_type: 'Bearer' }), [user]: json({ name: 'lan', name_cn: '岚', email: 'lan@example.com' }), [permissions]: json({ groups: ['ops'], permissions: ['deploy'] }), ...replies,
  })
  const upstream = providersWith({ GATEHOUSE_MODE: 'development', PROVIDER_SIMULATOR_URL: url }, [{ ...enterprise, ...changes }]).find('enterprise')
  return { upstream, calls, url, identify: async () => upstream?.identify({ ...attempt, code: 'CODE' }) }
}

test('settings and list know the same providers, each well formed', () => {
  expect([...builtInProviders.map(({ id }) => id)].sort()).toEqual(Object.keys(knownToSettings).sort())
  for (const { id, label, icon } of builtInProviders) {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/)
    expect([label, icon]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^[a-z0-9-]+$/)])
  }
})

test('the built-in ones come first, in their order, then those of the file in theirs', () => {
  const second = { ...enterprise, id: 'another' }
  const providers = providersWith({ PROVIDER_GITHUB_CLIENT_ID: 'a', PROVIDER_GITHUB_CLIENT_SECRET: 'b', PROVIDER_QQ_CLIENT_ID: '1', PROVIDER_QQ_CLIENT_SECRET: '2' }, [enterprise, second])
  expect(providers.list().map(({ id }) => id)).toEqual(['qq', 'github', 'enterprise', 'another'])
  expect(providers.list()[0]).toEqual({ id: 'qq', label: 'QQ', icon: 'qq' })
  expect(providers.find('github')).toMatchObject({ id: 'github', provisioning: 'bind', callback: 'web' })
  expect(providers.find('enterprise')).toMatchObject({ provisioning: 'create', callback: 'api' })
  for (const id of ['weibo', 'toString', '__proto__', '']) expect(providers.find(id)).toBeNull()
})

test('the operator decides the order; who is not named comes after those who are', () => {
  const named = { PROVIDER_GITHUB_CLIENT_ID: 'a', PROVIDER_GITHUB_CLIENT_SECRET: 'b', PROVIDER_QQ_CLIENT_ID: '1', PROVIDER_QQ_CLIENT_SECRET: '2' }
  const order = (PROVIDER_ORDER: string) => providersWith({ ...named, PROVIDER_ORDER }, [enterprise, { ...enterprise, id: 'another' }]).list().map(({ id }) => id)
  expect(order('enterprise,google,github')).toEqual(['enterprise', 'github', 'qq', 'another'])
  expect(order('another')).toEqual(['another', 'qq', 'github', 'enterprise'])
})

test('every provider has a callback address of its own', async () => {
  const at = async (callback: string) => {
    const providers = providersWith({ GATEHOUSE_MODE: 'development', PROVIDER_QQ_CALLBACK: callback, PROVIDER_GITHUB_CALLBACK: callback })
    return Promise.all(['qq', 'github'].map(async id => new URL(await providers.find(id)?.loginUrl(attempt) ?? '').searchParams.get('redirect_uri')))
  }
  expect(await at('web')).toEqual([`${webUrl}/oauth/callback/qq`, `${webUrl}/oauth/callback/github`])
  expect(await at('api')).toEqual([`${apiUrl}/oauth/qq/callback`, `${apiUrl}/oauth/github/callback`])
})

test('with the simulator, browsers are sent there too', async () => {
  const providers = providersWith({ GATEHOUSE_MODE: 'development', SIMULATOR_PORT: '4007' })
  expect(await providers.find('wechat')?.loginUrl(attempt)).toMatch(/^http:\/\/localhost:4007\/open\.weixin\.qq\.com\/connect\/qrconnect\?appid=wx.*#wechat_redirect$/)
})

test('with PROVIDER_PROXY, providers are called through it, except for what NO_PROXY names', async () => {
  const { url, calls } = await replay({ 'POST token': json({ access_token: 'T' }), 'GET me': json({ id: 'lan' }) })
  const proxy = await startProxy()
  const entry = { ...enterprise, authorizeUrl: `${url}/authorize`, tokenUrl: `${url}/token`, userUrl: `${url}/me`, permissionsUrl: undefined, fields: { subject: 'id' } }
  const settings = { GATEHOUSE_MODE: 'development', PROVIDER_ALLOWED_NETWORKS: '127.0.0.0/8', PROVIDER_PROXY: proxy.url }
  for (const NO_PROXY of ['other.example', '127.0.0.0/8']) {
    await providersWith({ ...settings, NO_PROXY }, [entry]).find('enterprise')?.identify({ ...attempt, code: 'CODE' })
  }
  expect([calls.length, proxy.asked.map(({ authority }) => `http://${authority}`)]).toEqual([4, [url, url]])
})

describe('a plain OAuth2 server from the file', () => {
  test('is asked for a code at its own address', async () => {
    const { upstream, url } = await enterpriseSignIn({})
    expect(await upstream?.loginUrl(attempt)).toBe(`${url}/ops.example.com/o/authorize/?tenant=a&response_type=code&client_id=gatehouse&redirect_uri=https%3A%2F%2Fapi.example.com%2Foauth%2Fenterprise%2Fcallback&scope=profile%20email%20permissions&state=State0123456789`)
  })

  test('says who somebody is and what they may do', async () => {
    const { identify, calls } = await enterpriseSignIn({})
    expect(await identify()).toEqual({
      keys: [{ scope: 'enterprise', subject: 'lan' }], displayName: '岚', avatarUrl: null, email: { address: 'lan@example.com', verified: false }, username: 'lan',
      roles: { groups: ['ops'], permissions: ['deploy'] },
    })
    expect(calls).toEqual([
      'POST ops.example.com/o/token/?tenant=a grant_type=authorization_code&code=CODE&redirect_uri=https%3A%2F%2Fapi.example.com%2Foauth%2Fenterprise%2Fcallback&client_id=gatehouse&client_secret=hush',
      `${user} Bearer T`, `${permissions} Bearer T`,
    ])
  })

  test('may have its fields anywhere, flags and long numbers included', async () => {
    const { identify, calls } = await enterpriseSignIn(
      { [user]: { body: '{"data":{"user":{"id":90071992547409931234,"mail":"lan@example.com","ok":true,"pic":"http://x.example/a.png"}}}' } },
      { emails: 'trust', permissionsUrl: undefined, accessTokenIn: 'query', userUrl: 'https://ops.example.com/base_info?full=1', fields: { subject: 'data.user.id', email: 'data.user.mail', emailVerified: 'data.user.ok', avatarUrl: 'data.user.pic' } })
    expect(await identify()).toEqual({
      keys: [{ scope: 'enterprise', subject: '90071992547409931234' }], displayName: null, avatarUrl: 'https://x.example/a.png', email: { address: 'lan@example.com', verified: true }, username: null,
    })
    expect(calls.at(-1)).toBe(`${user}?full=1&access_token=T`)
  })

  test.each([['constructor.name'], ['name.length'], ['nothing'], ['__proto__.x']])('has nobody at %s', async (subject) => {
    const { identify } = await enterpriseSignIn({}, { fields: { subject } })
    await expect(identify()).rejects.toMatchObject({ kind: 'misconfigured', error: 'no_subject' })
  })

  test.each(['false', 'true', 'null', '""', '"  "', '"\\u3000"', '1.5', '1e400', '1e30', '[]', '{}', '["lan"]'])('identifies nobody by %s', async (name) => {
    const { identify } = await enterpriseSignIn({ [user]: { body: `{"name":${name}}` } })
    await expect(identify()).rejects.toMatchObject({ kind: 'misconfigured', error: 'no_subject' })
  })

  test.each([['"false"', 'false'], ['0', '0'], ['-7', '-7'], ['9007199254740993', '9007199254740993']])('identifies somebody by %s', async (name, subject) => {
    const { identify } = await enterpriseSignIn({ [user]: { body: `{"name":${name}}` } })
    expect((await identify())?.keys).toEqual([{ scope: 'enterprise', subject }])
  })

  test.each([['trust', true], ['ignore', false]])('with emails: %s', async (emails, verified) => {
    const fields = { subject: 'name', email: 'email', emailVerified: 'ok' }
    for (const [flag, isTrue] of [['true', true], ['"true"', true], ['"false"', false], ['false', false]] as const) {
      const { identify } = await enterpriseSignIn({ [user]: { body: `{"name":"lan","email":"lan@example.com","ok":${flag}}` } }, { emails, fields })
      expect((await identify())?.email).toEqual({ address: 'lan@example.com', verified: verified && isTrue })
    }
  })

  test('may keep permissions to itself', async () => {
    const { identify } = await enterpriseSignIn({ [permissions]: json({ detail: 'no' }, 403) })
    expect(await identify()).not.toHaveProperty('roles')
  })

  test.each<[string, Replies, object]>([
    ['a code that is refused', { [token]: json({ error: 'invalid_grant' }, 400) }, { kind: 'expired', status: 400, error: 'invalid_grant', address: 'ops.example.com/o/token/' }],
    ['a client that is refused', { [token]: json({ error: 'invalid_client' }, 401) }, { kind: 'misconfigured', status: 401, error: 'invalid_client' }],
    ['an error with status 200', { [user]: json({ error: 'expired' }) }, { kind: 'refused', status: 200, error: 'expired' }],
    ['a token that is refused', { [user]: json({ detail: 'Authentication credentials were not provided.' }, 401) }, { kind: 'refused', status: 401 }],
    ['a list instead of a person', { [user]: json([1]) }, { kind: 'unavailable', error: 'unexpected_reply' }],
  ])('answers with %s', async (_name, replies, failure) => {
    const { identify } = await enterpriseSignIn(replies)
    await expect(identify()).rejects.toMatchObject(failure)
  })

  test('can take credentials as Basic, and a challenge', async () => {
    const { upstream, identify, calls } = await enterpriseSignIn({}, { credentialsIn: 'header', pkce: true, scopeSeparator: ',' })
    expect(await upstream?.loginUrl(attempt)).toMatch(/&scope=profile%2Cemail%2Cpermissions&state=State0123456789&code_challenge=[\w-]{43}&code_challenge_method=S256$/)
    await identify()
    expect(calls[0]).toMatch(new RegExp(`&code_verifier=${attempt.verifier} Basic ${Buffer.from('gatehouse:hush').toString('base64')}$`))
  })
})

describe('the circuit breaker of a provider', () => {
  async function watched(reply: Replies[string]) {
    const { url, calls } = await replay({ [token]: reply })
    const clock = createClock()
    const logged: { fields: object, message: string }[] = []
    const note = (fields: object, message: string) => { logged.push({ fields, message }) }
    const entry = { ...enterprise, scopes: [], scopeSeparator: ' ', pkce: false, credentialsIn: 'body', bodyFormat: 'form', accessTokenIn: 'header', icon: 'key' } satisfies object
    const config = providersOf(readSettings({ GATEHOUSE_MODE: 'development', PROVIDER_SIMULATOR_URL: url, PROVIDERS_FILE: 'x' }), () => JSON.stringify({ providers: [entry] }))
    const upstream = createProviders({ config, apiUrl, webUrl, clock, log: { info: note, warn: note, error: note } }).find('enterprise')
    const sign = async (browser: string, code = 'CODE') => upstream?.identify({ ...attempt, code, browser }).catch((error: unknown) => error)
    return { calls, clock, logged, sign }
  }

  test('opens when several browsers find it down, says so once, and lets several calls through after the rest', async () => {
    const { calls, clock, logged, sign } = await watched(json({}, 503))
    for (const browser of ['a', 'b', 'c', 'd', 'e']) expect(await sign(browser)).toMatchObject({ kind: 'unavailable', status: 503 })
    expect(await sign('f')).toMatchObject({ kind: 'unavailable', error: 'circuit_open' })
    expect(calls.length).toBe(5)
    expect(logged).toEqual([{ fields: { provider: 'enterprise', state: 'open' }, message: 'provider circuit breaker opened: calls are suspended for 30 s' }])
    clock.advance(30)
    expect(await Promise.all(['a', 'b', 'c'].map(browser => sign(browser)))).toMatchObject([{ status: 503 }, { status: 503 }, { status: 503 }])
    expect(await sign('d')).toMatchObject({ error: 'circuit_open' })
    expect(calls.length).toBe(8)
  })

  test('stays closed when one browser tries again and again', async () => {
    const { calls, logged, sign } = await watched(json({}, 503))
    for (let turn = 0; turn < 12; turn++) expect(await sign('a')).toMatchObject({ status: 503 })
    expect([calls.length, logged]).toEqual([12, []])
  })

  test.each([
    ['a firewall\'s page', text('<html>Request blocked</html>', 'text/html', 403)], ['a page that is not there', text('404 page not found', 'text/plain', 404)],
    ['too many requests', json({ message: 'slow down' }, 429)], ['a login page of the network', text('<html>Welcome</html>', 'text/html', 200)],
  ])('stays closed when strange codes are answered with %s, whoever sends them', async (_what, reply) => {
    const { calls, logged, sign } = await watched(reply)
    for (const browser of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) expect(await sign(browser, '<script>')).not.toMatchObject({ error: 'circuit_open' })
    expect([calls.length, logged]).toEqual([7, []])
  })
})
