import { lines, quoted, type ClientFacts, type Snippet } from './snippet.ts'

/** openid-client 6, for Node.js. */
export const openidClient: Snippet = {
  id: 'openid-client',
  name: 'openid-client',
  fits: ({ isPage }) => !isPage,
  write: facts => lines('import * as client from \'openid-client\'', '', ...discovery(facts), '', ...asking[facts.flow](facts)),
}

const proofs: Record<ClientFacts['method'], string> = {
  client_secret_basic: 'client.ClientSecretBasic(process.env.CLIENT_SECRET)',
  client_secret_post: 'client.ClientSecretPost(process.env.CLIENT_SECRET)',
  private_key_jwt: 'client.PrivateKeyJwt(privateKey)',
  none: 'client.None()',
}

const discovery = (facts: ClientFacts) => [
  ...(facts.method === 'private_key_jwt' ? [
    '// The private key of a registered key, as a JWK.',
    'const jwk = JSON.parse(process.env.PRIVATE_JWK)',
    'const privateKey = await crypto.subtle.importKey(\'jwk\', jwk, { name: \'ECDSA\', namedCurve: \'P-256\' }, false, [\'sign\'])',
    '',
  ] : []),
  `const server = await client.discovery(new URL(${quoted(facts.issuer)}), ${quoted(facts.clientId)}, undefined, ${proofs[facts.method]}`
  // It refuses to speak to a server without TLS unless it is told to.
  + `${facts.issuer.startsWith('http:') ? ', {\n  execute: [client.allowInsecureRequests],\n}' : ''})`,
]

/** An address of one's own machine that is registered without a port (RFC 8252). */
const ownMachine = /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?![^/?])/
const fitsAnyPort = (redirectUri: string) => ownMachine.test(redirectUri)

function withPort(redirectUri: string) {
  const [host = ''] = ownMachine.exec(redirectUri) ?? []
  return `${quoted(`${host}:`)} + port + ${quoted(redirectUri.slice(host.length))}`
}

const asking: Record<ClientFacts['flow'], (facts: ClientFacts) => (string | false)[]> = {
  code: ({ redirectUri, scope, usesPkce }) => [
    fitsAnyPort(redirectUri) && '// `port` is a free port of this machine, on which you listen for the redirect.',
    '// Redirect the browser to `redirectTo`; store the other values in the session of the user.',
    `export async function begin(${fitsAnyPort(redirectUri) ? 'port' : ''}) {`,
    usesPkce && '  const codeVerifier = client.randomPKCECodeVerifier()',
    '  const state = client.randomState()',
    '  const redirectTo = client.buildAuthorizationUrl(server, {',
    `    redirect_uri: ${fitsAnyPort(redirectUri) ? withPort(redirectUri) : quoted(redirectUri)},`,
    `    scope: ${quoted(scope)},`,
    usesPkce && '    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),',
    usesPkce && '    code_challenge_method: \'S256\',',
    '    state,',
    '  })',
    `  return { redirectTo, ${usesPkce ? 'codeVerifier, ' : ''}state }`,
    '}',
    '',
    '// `currentUrl` is the complete URL of the callback request, as a URL object.',
    `export async function finish(currentUrl, { ${usesPkce ? 'codeVerifier, ' : ''}state }) {`,
    `  const tokens = await client.authorizationCodeGrant(server, currentUrl, {${usesPkce ? ' pkceCodeVerifier: codeVerifier,' : ''} expectedState: state })`,
    '  const { sub } = tokens.claims()',
    '  return client.fetchUserInfo(server, tokens.access_token, sub)',
    '}',
  ],
  machine: ({ scope }) => [`const tokens = await client.clientCredentialsGrant(server${scope === '' ? '' : `, { scope: ${quoted(scope)} }`})`],
  device: ({ scope }) => [
    `const device = await client.initiateDeviceAuthorization(server, { scope: ${quoted(scope)} })`,
    'console.log(`Open ${device.verification_uri} and enter ${device.user_code}`)',
    '',
    '// Resolves when the user has authorized the device.',
    'const tokens = await client.pollDeviceAuthorizationGrant(server, device)',
  ],
}
