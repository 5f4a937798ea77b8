import { ok, problem, type Answer } from './state.ts'

export const moment = '2026-11-20T08:12:05.000Z'
export const now = '2026-11-29T09:30:00.000Z'
export const idOf = (last: number) => `019a0000-0000-7000-8000-${String(last).padStart(12, '0')}`

export const ann = {
  id: idOf(1), username: 'ann-ashby', email: 'ann.ashby@example.com', emailVerified: true, mobile: null, displayName: 'Ann Ashby', avatarUrl: null, locale: 'en',
  hasPassword: true, isSuperuser: false, createdAt: '2026-01-05T00:00:00.000Z', pendingDocuments: [],
}
export const root = { ...ann, username: 'root', displayName: 'Root', isSuperuser: true }
/** As long as names and addresses get. */
export const longNamed = {
  ...ann, username: 'wolfeschlegelsteinha', displayName: 'Wolfeschlegelsteinhausenbergerdorff von Hohenlohe', email: `${'a-very-long-address'.repeat(3)}@mail.department.example.com`,
}
export const sessionOf = (user: object) => ({ accessToken: 'token', tokenType: 'Bearer', expiresIn: 600, user })

export const providers = [
  ['qq', 'QQ'], ['wechat', '微信'], ['weibo', '微博'], ['github', 'GitHub'], ['google', 'Google'], ['gitee', 'Gitee'], ['feishu', '飞书'], ['company', 'Company'],
].map(([id, label]) => ({ id, label, icon: id }))

/** A linked account. */
export const identity = { id: idOf(60), provider: 'github', label: 'GitHub', displayName: 'ann', avatarUrl: null, createdAt: moment, lastUsedAt: now }

export const program = { clientId: 'client-1', name: 'The book shop', logoUrl: null, homepageUrl: 'https://books.example.com' }
export const application = {
  clientId: 'client-1', name: 'The book shop', clientType: 'confidential', applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://books.example.com/callback'], postLogoutRedirectUris: [], allowedOrigins: [],
  scopes: ['openid', 'profile', 'email'], requirePkce: true, skipConsent: false, backchannelLogoutUri: null, homepageUrl: 'https://books.example.com', jwks: null,
  idTokenSignedResponseAlg: 'RS256', idTokenClaims: false, resourceServer: null, logoUrl: null, disabled: false, secrets: [{ id: idOf(70), hint: 'a1b2', createdAt: moment }],
  createdAt: moment, updatedAt: moment,
}

/** What every page may ask for, whoever is there. */
export function usual(user: object | undefined): Record<string, Answer> {
  return {
    'POST /sessions/refresh': user ? ok(sessionOf(user)) : { status: 204 },
    'GET /oauth/providers': ok({ providers }),
    'GET /users/me/identities': ok({ identities: [] }),
    'GET /sessions/current/reauthentication': ok({ password: true, emailCode: true, providers: [] }),
    'POST /verification-codes': { status: 202, data: { requestId: idOf(80), resendAfter: 60, expiresIn: 600 } },
    'DELETE /sessions/current': { status: 204 },
    // Nothing waits to be linked.
    'GET /oauth/bindings/current': problem(400, 'ticket_invalid'),
  }
}
