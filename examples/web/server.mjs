// Web application: signs users in, shows their profile and permissions, refreshes tokens, signs out.
// CLIENT_ID=… CLIENT_SECRET=… node examples/web/server.mjs
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import * as oidc from 'openid-client'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID, CLIENT_SECRET, PORT = '4100' } = process.env
const home = `http://localhost:${PORT}`
const redirectUri = `${home}/callback`

const issuer = new URL(GATEHOUSE_ISSUER)
// http is allowed for local development only; in production, use https and omit this option.
const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
const config = await oidc.discovery(issuer, CLIENT_ID, undefined, oidc.ClientSecretBasic(CLIENT_SECRET), { execute })

/** Session data by cookie. In production, store it in a database. */
const browsers = new Map()

const pages = {
  async '/'({ tokens, sub }) {
    if (!tokens) return { html: '<a href="/sign-in">Sign in</a>' }
    // Request current values, because permissions may have changed since the sign-in.
    const person = await oidc.fetchUserInfo(config, tokens.access_token, sub)
    return { html: `<pre>${escape(JSON.stringify(person, null, 2))}</pre> <a href="/refresh">Refresh</a> <a href="/sign-out">Sign out</a>` }
  },

  async '/sign-in'(browser) {
    // state binds the response to this browser, the verifier binds the code to this server, the nonce binds the ID token to this sign-in.
    browser.checks = { expectedState: oidc.randomState(), pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedNonce: oidc.randomNonce() }
    return { to: oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri, scope: 'openid profile email permissions', state: browser.checks.expectedState, nonce: browser.checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(browser.checks.pkceCodeVerifier), code_challenge_method: 'S256',
    }).href }
  },

  async '/callback'(browser, url) {
    // Send the code only once: reuse revokes all tokens issued from it.
    const { checks } = browser
    delete browser.checks
    if (!checks) return { to: '/sign-in' }
    browser.tokens = await oidc.authorizationCodeGrant(config, url, checks)
    browser.sub = browser.tokens.claims().sub
    return { to: '/' }
  },

  async '/refresh'(browser) {
    // Store the refresh token of the response: it may have been rotated.
    browser.tokens = await oidc.refreshTokenGrant(config, browser.tokens.refresh_token)
    return { to: '/' }
  },

  async '/sign-out'(browser) {
    const { tokens } = browser
    delete browser.tokens
    // With the ID token, no confirmation is required.
    return { to: tokens ? oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${home}/`, id_token_hint: tokens.id_token }).href : '/' }
  },
}

createServer(async (request, response) => {
  const url = new URL(request.url, home)
  const known = /(?:^|; )example=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
  const id = browsers.has(known) ? known : randomUUID()
  if (id !== known) browsers.set(id, {})
  const answer = await (pages[url.pathname] ?? (async () => ({ html: 'Not found' })))(browsers.get(id), url)
    .catch(error => ({ html: escape(`${error.error ?? error.code}: ${error.error_description ?? error.message}`) }))
  response.writeHead(answer.to ? 303 : 200, {
    'set-cookie': `example=${id}; HttpOnly; SameSite=Lax; Path=/`, 'content-type': 'text/html; charset=utf-8', ...(answer.to && { location: answer.to }),
  }).end(answer.html)
}).listen(Number(PORT), 'localhost', () => console.log(`Open ${home}`))

const escape = text => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
