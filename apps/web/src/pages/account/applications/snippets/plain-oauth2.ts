import { lines, shellQuoted, type ClientFacts, type Snippet } from './snippet.ts'
import { credentials } from './curl.ts'

/** The endpoints themselves, for programs that speak OAuth2 without OpenID Connect, such as clients of django-oauth-toolkit. */
export const plainOAuth2: Snippet = {
  id: 'plain-oauth2',
  name: 'OAuth 2.0',
  fits: ({ flow, method }) => flow === 'code' && method !== 'private_key_jwt',
  write: facts => lines(
    `AUTHORIZE_URL=${shellQuoted(`${facts.issuer}/o/authorize/`)}`,
    `TOKEN_URL=${shellQuoted(`${facts.issuer}/o/token/`)}`,
    `USER_URL=${shellQuoted(`${facts.issuer}/public-api/current_user/base_info`)}`,
    tellsPermissions(facts) && `PERMISSIONS_URL=${shellQuoted(`${facts.issuer}/public-api/current_user/all_permissions`)}`,
    '',
    ...(facts.usesPkce ? [
      '# PKCE: a new verifier for every sign-in.',
      'VERIFIER=$(openssl rand -hex 32)',
      'CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 | tr +/ -_ | tr -d =)',
      '',
    ] : []),
    '# 1. Redirect the browser here; it returns to the redirect URI with ?code=…&state=…',
    'STATE=$(openssl rand -hex 16)',
    `echo "$AUTHORIZE_URL?${question(facts)}&state=$STATE${facts.usesPkce ? '&code_challenge_method=S256&code_challenge=$CHALLENGE' : ''}"`,
    '',
    '# 2. Exchange the code for a token.',
    `curl "$TOKEN_URL" ${credentials(facts)} -d grant_type=authorization_code -d "code=$CODE" \\`,
    `  --data-urlencode ${shellQuoted(`redirect_uri=${facts.redirectUri}`)}${facts.usesPkce ? ' -d "code_verifier=$VERIFIER"' : ''}`,
    '',
    `# 3. Profile${tellsPermissions(facts) ? ' and permissions' : ''} of the user.`,
    'curl "$USER_URL" -H "Authorization: Bearer $ACCESS_TOKEN"',
    tellsPermissions(facts) && 'curl "$PERMISSIONS_URL" -H "Authorization: Bearer $ACCESS_TOKEN"',
  ),
}

const tellsPermissions = ({ scope }: ClientFacts) => scope.split(' ').includes('permissions')

/** Encoded, so that nothing in it means anything to a shell. */
const question = ({ clientId, redirectUri, scope }: ClientFacts) =>
  new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope }).toString()
