// Signing in from a page without a server: a public client, PKCE, and calls from the page's own origin.
import * as oauth from 'oauth4webapi'

/** Plain http is for one's own machine only. */
const optionsFor = issuer => ({ [oauth.allowInsecureRequests]: issuer.startsWith('http:') })

async function discover(issuer) {
  return oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), optionsFor(issuer)))
}

/** Remembers what the answer must fit to, and says where to go. */
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

/** Exchanges the code and asks who it is. The token stays in memory: what is in storage is anybody's who gets a script onto the page. */
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
