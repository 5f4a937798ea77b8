import { z } from 'zod'
import { oauth } from './provider.ts'
import { optionalText } from './shapes.ts'

const Token = z.object({ accessToken: z.string().min(1) })
const User = z.object({ unionId: optionalText, openId: optionalText, nick: optionalText, avatarUrl: optionalText, email: optionalText })

/**
 * https://open.dingtalk.com. Its token request is JSON with names of its own, and the code is called `authCode` on the way back.
 * Addresses come without a flag.
 */
export const dingtalk = oauth({
  id: 'dingtalk',
  label: 'DingTalk',
  icon: 'dingtalk',
  authorizeUrl: 'https://login.dingtalk.com/oauth2/auth',
  tokenUrl: 'https://api.dingtalk.com/v1.0/oauth2/userAccessToken',
  scopes: ['openid'],
  authorizeParams: { prompt: 'consent' },
  errorOf: ({ code, errcode }) => typeof code === 'string' ? code : typeof errcode === 'number' && errcode !== 0 ? errcode : null,
  errors: {
    misconfigured: ['invalidClientIdOrSecret', 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
    expired: ['invalidParameter.authCode.notFound'],
  },

  async exchange({ code, client, post }) {
    const { accessToken } = await post('https://api.dingtalk.com/v1.0/oauth2/userAccessToken', {
      clientId: client.id, clientSecret: client.secret, code, grantType: 'authorization_code',
    }, Token)
    return { access_token: accessToken }
  },

  async identify(read, { accessToken, clientId }) {
    const user = await read('https://api.dingtalk.com/v1.0/contact/users/me', User, { 'x-acs-dingtalk-access-token': accessToken })
    return {
      keys: [{ scope: 'union', subject: user.unionId }, { scope: clientId, subject: user.openId }],
      displayName: [user.nick],
      avatarUrl: user.avatarUrl,
      email: { address: user.email, verified: false },
    }
  },
})
