import type { Application } from '@gatehouse/contracts/programs'

/** An application of a web server, as the API tells of it. */
export const application = (more: Partial<Application> = {}): Application => ({
  clientId: 'client-1',
  name: 'Tea house',
  clientType: 'confidential',
  applicationType: 'web',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://tea.example.com/callback'],
  postLogoutRedirectUris: [],
  allowedOrigins: [],
  scopes: ['openid', 'profile', 'email'],
  requirePkce: true,
  skipConsent: false,
  backchannelLogoutUri: null,
  homepageUrl: null,
  jwks: null,
  idTokenSignedResponseAlg: 'RS256',
  idTokenClaims: false,
  resourceServer: null,
  logoUrl: null,
  disabled: false,
  secrets: [{ id: '019a0000-0000-7000-8000-000000000001', hint: 'aaaa', createdAt: new Date('2026-01-01T00:00:00.000Z') }],
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
  updatedAt: new Date('2026-01-01T00:00:00.000Z'),
  ...more,
})

/** The same as it travels. */
export function wireApplication(more: Partial<Application> = {}) {
  const { createdAt, updatedAt, secrets, ...plain } = application(more)
  return {
    ...plain, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(),
    secrets: secrets.map(secret => ({ ...secret, createdAt: secret.createdAt.toISOString() })),
  }
}
