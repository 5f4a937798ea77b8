import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { providersOf, readSettings } from '@gatehouse/settings'
import Provider from 'oidc-provider'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../src/lib/clock.ts'
import { createProviders } from '../../src/providers/providers.ts'
import type { Browser } from '../browser.ts'
import { harness } from '../harness.ts'

/** A bare `oidc-provider` signs people in here, with the settings that a server like it needs in the file. */

const client = { clientId: 'gatehouse', clientSecret: 'a secret of the upstream server' }
const [webUrl, apiUrl] = ['http://localhost:5173', 'http://localhost:3000']

async function portOf(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return z.object({ port: z.number() }).parse(server.address()).port
}

/** Serves discovery with a slash at its end only, as django-oauth-toolkit 1.x does, and nests what it says of people. */
async function upstreamServer() {
  const discovery: string[] = []
  const server = createServer()
  const issuer = `http://127.0.0.1:${await portOf(server)}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [`${webUrl}/oauth/callback/company`], grant_types: ['authorization_code'], response_types: ['code'] }],
    cookies: { keys: ['not a secret'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['person'], email: ['mails', 'email_verified'], groups: ['realm_access'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, person: { full: '岚', login: 'lan-lee' }, mails: ['lan@corp.example'], email_verified: true, realm_access: { roles: ['ops', 'staff'] } }),
    }),
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    const { url = '' } = request
    if (url.startsWith('/.well-known/openid-configuration')) discovery.push(url)
    if (url === '/.well-known/openid-configuration') return void response.writeHead(404).end('{}')
    if (url === '/.well-known/openid-configuration/') request.url = url.slice(0, -1)
    void answer(request, response)
  })
  return { issuer, discovery }
}

/** As a browser at the upstream server, which signs in whoever says a name and agrees to whatever is asked, until it leads back to us. */
async function goThere(loginUrl: string, name: string) {
  const cookies = new Map<string, string>()
  let url = new URL(loginUrl)
  const { origin } = url
  let form: URLSearchParams | null = null
  for (let hop = 0; hop < 12 && url.origin === origin; hop++) {
    const answer: Response = await fetch(url, {
      redirect: 'manual', headers: { cookie: [...cookies].map(pair => pair.join('=')).join('; ') }, ...(form && { method: 'POST', body: form }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(key, value)
    }
    const page = await answer.text()
    const location = answer.headers.get('location')
    if (location !== null) url = new URL(location, url)
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (location === null && prompt === undefined) throw new Error(`${url.pathname}: ${answer.status}`)
    form = location === null ? new URLSearchParams({ prompt: prompt ?? '', login: name, password: 'x' }) : null
  }
  return Object.fromEntries(url.searchParams)
}

async function signingInThere(entry: object) {
  const { issuer, discovery } = await upstreamServer()
  const given = z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(entry).replaceAll('ISSUER', issuer)))
  const settings = readSettings({ GATEHOUSE_MODE: 'development', PROVIDERS_FILE: 'x', PROVIDER_ALLOWED_NETWORKS: '127.0.0.0/8' })
  const config = providersOf(settings, () => JSON.stringify({ providers: [{ kind: 'oidc', id: 'company', label: 'Company', ...client, issuer, ...given }] }))
  const providers = createProviders({ config, apiUrl, webUrl, clock: systemClock, log: { info() {}, warn() {}, error() {} }, deadline: 60_000 })
  const app = await harness({ providers })
  async function signIn(who: Browser, name: string, intent = 'sign-in') {
    const begun = await who.post('/oauth/company/authorization', { intent })
    if (begun.status !== 200) return begun
    return who.post('/oauth/company/callback', await goThere(String(begun.body.loginUrl), name))
  }
  return { ...app, issuer, discovery, signIn }
}

const entry = {
  discoveryUrl: 'ISSUER/.well-known/openid-configuration/',
  scopes: ['openid', 'profile', 'email'], groupsScope: 'groups',
  claims: { name: 'person.full', username: 'person.login', email: 'mails.0', groups: 'realm_access.roles' },
  parameters: { ui_locales: 'zh-CN' }, roles: 'trust', provisioning: 'create',
}

test('somebody signs in through it, by the settings of the file, and is the same person next time', async () => {
  const { issuer, discovery, signIn, browser, rows } = await signingInThere(entry)
  const first = browser()
  expect(await signIn(first, 'lan')).toMatchObject({ status: 200, body: { outcome: 'signed_in' } })
  expect((await first.get('/users/me')).body).toMatchObject({ username: 'lan-lee', displayName: '岚' })
  expect(await signIn(browser(), 'lan')).toMatchObject({ body: { outcome: 'signed_in' } })
  expect(await signIn(browser(), 'bo')).toMatchObject({ body: { outcome: 'signed_in' } })
  expect((await rows('identity_keys')).map(({ scope, subject }) => ({ scope, subject }))).toEqual([{ scope: issuer, subject: 'lan' }, { scope: issuer, subject: 'bo' }])
  expect(discovery).toEqual(['/.well-known/openid-configuration/'])
})

test('an address from another claim than the standard one is not believed to be proved, whatever the flag says', async () => {
  const { signIn, browser, rows } = await signingInThere({ ...entry, emails: 'trust' })
  await signIn(browser(), 'lan')
  expect(await rows('identities')).toMatchObject([{ email: 'lan@corp.example', email_verified: expect.toBeOneOf([0, false]) }])
  expect(await rows('users')).toMatchObject([{ email: null }])
})

test('whoever has an account links it, and is signed in by it from then on; proving anew is asked for there', async () => {
  const { signIn, browser, register } = await signingInThere({ ...entry, provisioning: 'bind', roles: 'ignore' })
  const ann = await register('ann-lee')
  expect(await signIn(ann.browser, 'ann', 'bind')).toMatchObject({ status: 200, body: { outcome: 'bound' } })
  const elsewhere = browser()
  expect(await signIn(elsewhere, 'ann')).toMatchObject({ body: { outcome: 'signed_in' } })
  expect((await elsewhere.get('/users/me')).body).toMatchObject({ username: 'ann-lee' })
  expect(await signIn(elsewhere, 'ann', 'reauthenticate')).toMatchObject({ status: 200, body: { outcome: 'signed_in' } })
})

test('without the address of its description, it is not found', async () => {
  const { signIn, browser } = await signingInThere({ ...entry, discoveryUrl: undefined })
  expect((await signIn(browser(), 'lan')).body).toMatchObject({ code: 'provider_misconfigured' })
})
