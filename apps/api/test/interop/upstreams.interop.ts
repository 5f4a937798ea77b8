import { providersOf, readSettings } from '@gatehouse/settings'
import { expect, test } from 'vitest'
import { freePort } from '../../../../scripts/ports.mjs'
import { systemClock } from '../../src/lib/clock.ts'
import { createProviders } from '../../src/providers/providers.ts'
import type { Browser } from '../browser.ts'
import { harness } from '../harness.ts'
import { visitorOf } from '../interoperability/site-visitor.ts'
import { dataFolder, python, startProgram } from './outside-site.ts'

const client = { clientId: 'gatehouse', clientSecret: 'a-secret-of-the-upstream-server' }
const [webUrl, apiUrl] = ['http://localhost:5173', 'http://localhost:3000']

/** A deployment whose people come from a django-oauth-toolkit server, by an entry of the providers' file. */
async function upstream(entry: (origin: string) => object) {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const { command, args, env } = python('django_oauth_toolkit.py')
  const told = {
    CLIENT_ID: client.clientId, CLIENT_SECRET: client.clientSecret, REDIRECT_URIS: `${webUrl}/oauth/callback/company`, PORT: String(port), SITE_DATA: dataFolder(), ...env,
  }
  const { said } = await startProgram({ command, args, env: told }, origin)
  const settings = readSettings({ GATEHOUSE_MODE: 'development', PROVIDERS_FILE: 'x', PROVIDER_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128' })
  const config = providersOf(settings, () => JSON.stringify({ providers: [{ id: 'company', label: 'Company', ...client, provisioning: 'create', ...entry(origin) }] }))
  const providers = createProviders({ config, apiUrl, webUrl, clock: systemClock, log: { info() {}, warn() {}, error() {} }, deadline: 60_000 })
  const app = await harness({ providers })

  /** From the button to the account, by way of the server, which signs everybody in as the same person. */
  async function signIn(who: Browser) {
    const begun = await who.post('/oauth/company/authorization', {})
    const visit = visitorOf(origin)
    let url = new URL(String(begun.body.loginUrl))
    for (let hop = 0; hop < 8 && url.origin === origin; hop++) {
      const { location, status, body } = await visit(url)
      if (location === null) throw new Error(`${url.pathname} ${status}: ${body.slice(0, 500)} ${said()}`)
      url = new URL(location, url)
    }
    return who.post('/oauth/company/callback', Object.fromEntries(url.searchParams))
  }
  return { ...app, signIn }
}

test.each([
  ['OpenID Connect', (origin: string) => ({ kind: 'oidc', issuer: `${origin}/o`, discoveryUrl: `${origin}/o/.well-known/openid-configuration/` }), '岚'],
  ['plain OAuth 2', (origin: string) => ({
    kind: 'oauth2', authorizeUrl: `${origin}/o/authorize/`, tokenUrl: `${origin}/o/token/`, userUrl: `${origin}/api/me`, scopes: ['read'],
    fields: { subject: 'data.id', username: 'data.login', displayName: 'data.login', email: 'data.emails.0' },
  }), 'lan-lee'],
])('people of a django-oauth-toolkit server sign in by %s, and are the same next time', async (_how, entry, displayName) => {
  const app = await upstream(entry)
  const first = app.browser()
  expect(await app.signIn(first)).toMatchObject({ status: 200, body: { outcome: 'signed_in' } })
  expect((await first.get('/users/me')).body).toMatchObject({ username: 'lan-lee', displayName })
  expect(await app.signIn(app.browser())).toMatchObject({ status: 200, body: { outcome: 'signed_in' } })
  expect(await app.rows('identities')).toMatchObject([{ email: 'lan@example.com' }])
  expect(await app.rows('users')).toHaveLength(1)
})
