import type { ProviderEntry } from './providers-file.ts'
import { simulatorClients } from './simulator-clients.ts'

/** The simulator's two servers of any company, as a file would describe them. */
export const simulatedEntries = (simulatorUrl: string): ProviderEntry[] => [
  {
    kind: 'oidc', id: 'oidc', label: 'OpenID', icon: 'openid', ...simulatorClients.oidc, provisioning: 'bind', roles: 'ignore', emails: 'trust', callback: 'web',
    issuer: `${simulatorUrl}/openid.example.com`, scopes: ['openid', 'email', 'profile'], parameters: {}, claims: {}, requiredClaims: {}, provesFreshness: true,
  },
  {
    kind: 'oauth2', id: 'enterprise', label: 'Enterprise', icon: 'key', ...simulatorClients.enterprise, provisioning: 'create', roles: 'trust', emails: 'ignore', callback: 'api',
    authorizeUrl: 'https://sso.example.com/o/authorize/', tokenUrl: 'https://sso.example.com/o/token/',
    userUrl: 'https://sso.example.com/public-api/current_user/base_info', permissionsUrl: 'https://sso.example.com/public-api/current_user/all_permissions',
    scopes: ['profile', 'email', 'permissions'], scopeSeparator: ' ', pkce: false, credentialsIn: 'body', bodyFormat: 'form', accessTokenIn: 'header', parameters: {},
    fields: { accessToken: ['access_token'], subject: ['name'], displayName: ['name_cn'], email: ['email'], username: ['name'] },
  },
]
