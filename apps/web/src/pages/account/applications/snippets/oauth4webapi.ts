import { lines, quoted, type Snippet } from './snippet.ts'

/** oauth4webapi 3, for pages that have no server of their own. */
export const oauth4webapi: Snippet = {
  id: 'oauth4webapi',
  name: 'oauth4webapi',
  fits: ({ isPage }) => isPage,
  write({ issuer, clientId, redirectUri, scope }) {
    const insecure = issuer.startsWith('http:')
    const options = insecure ? ', options' : ''
    return lines(
      'import * as oauth from \'oauth4webapi\'',
      '',
      `const issuer = new URL(${quoted(issuer)})`,
      `const client = { client_id: ${quoted(clientId)} }`,
      `const redirectUri = ${quoted(redirectUri)}`,
      insecure && 'const options = { [oauth.allowInsecureRequests]: true }',
      `const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer${options}))`,
      '',
      'export async function signIn() {',
      '  const codeVerifier = oauth.generateRandomCodeVerifier()',
      '  const state = oauth.generateRandomState()',
      '  sessionStorage.setItem(\'signing-in\', JSON.stringify({ codeVerifier, state }))',
      '  const address = new URL(server.authorization_endpoint)',
      '  address.search = new URLSearchParams({',
      '    client_id: client.client_id,',
      '    redirect_uri: redirectUri,',
      '    response_type: \'code\',',
      `    scope: ${quoted(scope)},`,
      '    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),',
      '    code_challenge_method: \'S256\',',
      '    state,',
      '  }).toString()',
      '  location.assign(address)',
      '}',
      '',
      '// On the page at the redirect URI.',
      'export async function finishSignIn() {',
      '  const { codeVerifier, state } = JSON.parse(sessionStorage.getItem(\'signing-in\'))',
      '  sessionStorage.removeItem(\'signing-in\')',
      '  const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), state)',
      `  const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, redirectUri, codeVerifier${options})`,
      '  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { requireIdToken: true })',
      '  const { sub } = oauth.getValidatedIdTokenClaims(tokens)',
      `  const answer = await oauth.userInfoRequest(server, client, tokens.access_token${options})`,
      '  return { tokens, person: await oauth.processUserInfoResponse(server, client, sub, answer) }',
      '}',
    )
  },
}
