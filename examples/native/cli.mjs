// Native application (RFC 8252): signs in with the system browser and receives the redirect on a loopback port.
// CLIENT_ID=… node examples/native/cli.mjs
import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oidc from 'openid-client'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID } = process.env
const issuer = new URL(GATEHOUSE_ISSUER)
// A native application cannot keep a secret; it is a public client and uses PKCE.
const config = await oidc.discovery(issuer, CLIENT_ID, undefined, oidc.None(), { execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [] })

// The redirect URI is registered without a port, so any port can be used. Use the IP address, because a name may resolve differently.
const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const redirectUri = `http://127.0.0.1:${server.address().port}/callback`

const checks = { expectedState: oidc.randomState(), pkceCodeVerifier: oidc.randomPKCECodeVerifier() }
const url = oidc.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri, scope: 'openid profile', state: checks.expectedState,
  code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256',
})
console.log(`Open ${url.href}`)

const [request, response] = await once(server, 'request')
response.setHeader('connection', 'close').end('You can close this window.')
server.close()

const tokens = await oidc.authorizationCodeGrant(config, new URL(request.url, redirectUri), checks)
const { sub } = tokens.claims()
const person = await oidc.fetchUserInfo(config, tokens.access_token, sub)
console.log(`Signed in as ${person.preferred_username}`)
