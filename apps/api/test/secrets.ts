import * as oidc from 'openid-client'
import { expect } from 'vitest'
import { createFakeProviders } from './fake-providers.ts'
import { mei } from './federated.ts'
import { relyingParty } from './relying-party.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
/** Nothing but the purpose of a secret may be what refuses it. */
const unlimited = {
  TOKEN_FAILURES_PER_NETWORK_PER_MINUTE: '10000', DEVICE_CODES_PER_NETWORK_PER_MINUTE: '10000', CODE_TRIES_PER_NETWORK_PER_MINUTE: '10000',
  FEDERATION_PER_NETWORK_PER_MINUTE: '10000',
}

/** One of each kind of secret, all of one person in one browser, none of them used up. */
export async function secretsOfAnn() {
  const providers = createFakeProviders()
  const app = await relyingParty({ providers, settings: unlimited }, { grantTypes: ['authorization_code', 'refresh_token', device], postLogoutRedirectUris: ['https://app.example.com/bye'] })
  await app.store.users.setSuperuser(app.dev.id, true, app.clock.now())
  const { browser: who, email, id } = await app.register('ann-lee')
  app.clock.advance(61)

  const begin = async (provider: string) => {
    const { body } = await who.post(`/oauth/${provider}/authorization`, {})
    const state = new URL(body.loginUrl).searchParams.get('state') ?? ''
    return { state, code: providers.agree(state, mei) }
  }
  const arrived = await begin('github')
  expect((await who.post('/oauth/github/callback', arrived)).body.outcome).toBe('unbound')
  const handedOn = await begin('legacy')
  const redirect = await app.browser().get(`/oauth/legacy/callback?${new URLSearchParams(handedOn).toString()}`, { headers: { origin: undefined } })
  const attempt = await begin('github')

  const { tokens } = await app.signIn(who, { scope: 'openid profile email permissions offline_access', prompt: 'consent' })
  const asking = await app.request({ scope: 'openid profile' })
  const { url: landed } = await app.journey(who, asking.url)
  const waiting = await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid profile' })
  const pushed = await oidc.buildAuthorizationUrlWithPAR(app.client, (await app.request({ scope: 'openid profile' })).parameters)
  const page = await who.visit(await app.request({ prompt: 'login' }).then(({ url }) => url.pathname + url.search))

  const mailed = async (purpose: string, address: string) => ({ ...await app.requestCode(who, address, purpose), email: address })
  const secrets = {
    'refresh token': who.refreshToken, 'access token': who.accessToken, 'mark of the browser': who.cookies.get('gatehouse-3000-device'),
    'binding ticket': who.cookies.get('gatehouse-3000-binding'), 'state': attempt.state, 'code of a provider': attempt.code,
    'handoff key': String(redirect.headers.location).split('#key=')[1], 'authorization code': landed.searchParams.get('code'),
    'access token of a program': tokens.access_token, 'refresh token of a program': tokens.refresh_token, 'ID token': tokens.id_token,
    'secret of a program': app.registered.clientSecret, 'device code': waiting.device_code, 'user code': waiting.user_code,
    'pushed request': pushed.searchParams.get('request_uri')?.split(':').at(-1), 'interaction': page.location?.split('/').at(-1),
    'cursor': (await app.dev.browser.get('/admin/users?limit=1')).body.nextCursor,
  }
  const codes = {
    'code to register': await mailed('register', 'new@example.com'), 'code to reset': await mailed('reset-password', email),
    'code to move': await mailed('change-email', 'moved@example.com'), 'code to prove': await mailed('reauthenticate', email),
  }
  return { ...app, who, email, id, secrets, codes, asking, callbackCode: attempt.code }
}
