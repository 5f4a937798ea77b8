import { z } from 'zod'
import { oauth } from './provider.ts'
import { optionalText, parse, withQuery } from './shapes.ts'

const Token = z.object({ openid: z.string().min(1), unionid: optionalText })
const UserInfo = z.object({ openid: z.string().min(1), unionid: optionalText, nickname: optionalText, headimgurl: optionalText })

/**
 * Sign-in on websites (https://developers.weixin.qq.com). All errors come with status 200, and `errcode` 0 is none. One company's
 * applications share the union id; the open id is the application's own, and outlives a move to another company.
 */
export const wechat = oauth({
  id: 'wechat',
  label: 'WeChat',
  icon: 'wechat',
  authorizeUrl: 'https://open.weixin.qq.com/connect/qrconnect?appid=&redirect_uri=&response_type=&scope=&state=#wechat_redirect',
  tokenUrl: 'https://api.weixin.qq.com/sns/oauth2/access_token',
  tokenMethod: 'GET',
  scopes: ['snsapi_login'],
  scopeSeparator: ',',
  names: { id: 'appid', secret: 'secret' },
  sendsRedirectUri: false,
  errorOf: ({ errcode }) => (typeof errcode === 'number' || typeof errcode === 'string') && String(errcode) !== '0' ? errcode : null,
  errors: { misconfigured: ['40013', '40125', '41002', '41004', '48001'], unavailable: ['-1', '45011'], expired: ['40029', '40163', '42003'] },

  async identify(read, { accessToken, reply, clientId, optional }) {
    const { openid, unionid } = parse(reply, Token)
    const url = withQuery('https://api.weixin.qq.com/sns/userinfo', { access_token: accessToken, openid, lang: 'zh_CN' })
    // Without the union id, somebody who is known by it would be a stranger.
    const user = unionid ? await optional.one(url, UserInfo) : await read(url, UserInfo)
    return {
      keys: [{ scope: 'union', subject: user?.unionid || unionid }, { scope: clientId, subject: user?.openid ?? openid }],
      displayName: [user?.nickname],
      avatarUrl: user?.headimgurl,
      unknown: user ? [] : ['displayName', 'avatarUrl'],
    }
  },
})
