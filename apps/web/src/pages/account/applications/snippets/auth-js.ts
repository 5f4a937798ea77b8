import { hasSecret, lines, quoted, type Snippet } from './snippet.ts'

/** Auth.js 5, as Next.js uses it; other frameworks take the same provider. */
export const authJs: Snippet = {
  id: 'auth-js',
  name: 'Auth.js',
  fits: facts => facts.flow === 'code' && hasSecret(facts),
  write: ({ issuer, clientId, method, scope, usesPkce }) => lines(
    '// auth.ts. The redirect URI ends in /api/auth/callback/gatehouse.',
    'import NextAuth from \'next-auth\'',
    '',
    'export const { handlers, auth, signIn, signOut } = NextAuth({',
    '  providers: [{',
    '    id: \'gatehouse\',',
    '    name: \'Gatehouse\',',
    '    type: \'oidc\',',
    `    issuer: ${quoted(issuer)},`,
    `    clientId: ${quoted(clientId)},`,
    '    clientSecret: process.env.CLIENT_SECRET,',
    method === 'client_secret_post' && '    client: { token_endpoint_auth_method: \'client_secret_post\' },',
    '    // The ID token contains only the account; name and e-mail address come from userinfo.',
    '    idToken: false,',
    `    authorization: { params: { scope: ${quoted(scope)} } },`,
    `    checks: [${usesPkce ? '\'pkce\', ' : ''}'state'],`,
    '  }],',
    '})',
  ),
}
