import { oidc } from './oidc.ts'

/** https://developers.google.com/identity/openid-connect. Older ID tokens name the issuer without its scheme. */
export const google = oidc({
  id: 'google',
  label: 'Google',
  icon: 'google',
  issuer: 'https://accounts.google.com',
  tokenIssuers: ['https://accounts.google.com', 'accounts.google.com'],
  authorizeParams: { prompt: 'select_account' },
  // It refuses `prompt=login`, and leaves `auth_time` out of its ID tokens.
  provesFreshness: false,
  emails: 'trust',
})
