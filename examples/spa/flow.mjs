// Single-page application: a public client with PKCE that calls the server from the origin of the page.
import * as oauth from 'oauth4webapi'

/** http is allowed for local development only. */
const optionsFor = issuer => ({ [oauth.allowInsecureRequests]: issuer.startsWith('http:') })

async function discover(issuer) {
  return oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), optionsFor(issuer)))
}

/** Stores the values for validating the response, and returns the authorization URL. */
export async function begin({ issuer, clientId, redirectUri }, storage) {
  const server = await discover(issuer)
  const checks = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() }
  storage.setItem('checks', JSON.stringify(checks))
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid profile email permissions', state: checks.state, nonce: checks.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(checks.verifier), code_challenge_method: 'S256',
  })
  return url.href
}

/** Exchanges the code and requests userinfo. The token is kept in memory, because injected scripts can read storage. */
export async function finish({ issuer, clientId, redirectUri }, url, storage) {
  const { verifier, state, nonce } = JSON.parse(storage.getItem('checks'))
  storage.removeItem('checks')
  const [server, client] = [await discover(issuer), { client_id: clientId }]
  const parameters = oauth.validateAuthResponse(server, client, url, state)
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, redirectUri, verifier, optionsFor(issuer))
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce })
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)
  const userinfo = await oauth.userInfoRequest(server, client, tokens.access_token, optionsFor(issuer))
  return { person: await oauth.processUserInfoResponse(server, client, sub, userinfo), accessToken: tokens.access_token }
}
