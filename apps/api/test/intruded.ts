import * as oidc from 'openid-client'
import { expect } from 'vitest'
import type { Browser } from './browser.ts'
import { relyingParty } from './relying-party.ts'

export const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }
export const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
export const offline = { scope: 'openid profile offline_access', prompt: 'consent' }

/** Ann, whose account somebody else has used too: at a program that may go on without them, and on two devices. */
export async function intruded() {
  const app = await relyingParty({}, { grantTypes: ['authorization_code', 'refresh_token', device] })
  const ann = await app.register('ann-lee')
  const intruder = app.browser()
  await intruder.post('/users/authorizations', { username: 'ann-lee', password: ann.password })
  const { tokens: program } = await app.signIn(intruder, offline)

  async function allowDevice(who: Browser) {
    const waiting = await oidc.initiateDeviceAuthorization(app.client, { scope: 'openid profile' })
    expect((await who.post('/o/device/decision', { userCode: waiting.user_code, decision: 'allow' })).status).toBe(200)
    return () => oidc.genericGrantRequest(app.client, device, { device_code: waiting.device_code })
  }
  const television = await (await allowDevice(intruder))()
  const collectLater = await allowDevice(intruder)

  const refused = { error: 'invalid_grant' }
  return {
    ...app, ann, intruder, program, television, collectLater, allowDevice,
    renew: (tokens: { refresh_token?: string }) => oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? ''),
    isActive: async (token: string | undefined) => (await oidc.tokenIntrospection(app.client, token ?? '')).active,
    userinfo: async (token: string) => (await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${token}` } })).statusCode,
    baseInfo: async (token: string) => (await app.app.inject({ url: '/public-api/current_user/base_info', headers: { authorization: `Bearer ${token}` } })).statusCode,
    artifacts: async () => (await app.rows('authorization_artifacts')).filter(row => row['user_id'] === ann.id).map(row => row['kind']),

    async expectNothingOf(tokens: oidc.TokenEndpointResponse) {
      await expect(oidc.refreshTokenGrant(app.client, tokens.refresh_token ?? '')).rejects.toMatchObject(refused)
      expect((await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${tokens.access_token}` } })).statusCode).toBe(401)
      expect((await oidc.tokenIntrospection(app.client, tokens.access_token)).active).toBe(false)
    },
    async resetBy(who: Browser) {
      const code = await app.requestCode(who, ann.email, 'reset-password')
      expect((await who.post('/users/password-resets', { email: ann.email, ...code, ...fresh })).status).toBe(204)
    },
  }
}
