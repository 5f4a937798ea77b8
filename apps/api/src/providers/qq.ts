import { z } from 'zod'
import { oauth, type Grant, type Read } from './provider.ts'
import { idText, optionalText, withQuery } from './shapes.ts'
import { UpstreamError } from './upstream-error.ts'

const Me = z.object({ client_id: idText, openid: z.string().min(1), unionid: optionalText })
const UserInfo = z.object({ nickname: optionalText, figureurl_qq_1: optionalText, figureurl_qq_2: optionalText })

/** What everybody is called who did not agree to show a name. */
const nobody = 'qzuser'

/** https://wiki.connect.qq.com. All errors come with status 200. Gives no e-mail address, ever. */
export const qq = oauth({
  id: 'qq',
  label: 'QQ',
  icon: 'qq',
  authorizeUrl: 'https://graph.qq.com/oauth2.0/authorize',
  tokenUrl: 'https://graph.qq.com/oauth2.0/token',
  tokenMethod: 'GET',
  scopes: ['get_user_info'],
  scopeSeparator: ',',
  tokenParams: { fmt: 'json' },
  errorOf: ({ error, ret }) => typeof error === 'number' || typeof error === 'string' ? error : typeof ret === 'number' && ret !== 0 ? ret : null,
  errors: {
    misconfigured: ['100001', '100002', '100004', '100008', '100009', '100010', '100011', '100031'],
    unavailable: ['13002'],
    expired: ['100019', '100020'],
  },

  async identify(read, { accessToken, clientId, optional }) {
    const me = await whose(read, accessToken)
    // A token that was made for somebody else's application says nothing about who is here.
    if (me.client_id !== clientId) throw new UpstreamError('refused', { error: 'foreign_token' })
    const user = await optional.one(withQuery('https://graph.qq.com/user/get_user_info', { access_token: accessToken, oauth_consumer_key: clientId, openid: me.openid }), UserInfo)
    return {
      keys: [{ scope: 'union', subject: me.unionid }, { scope: clientId, subject: me.openid }],
      displayName: [user?.nickname === nobody ? null : user?.nickname],
      avatarUrl: user?.figureurl_qq_2 || user?.figureurl_qq_1,
      unknown: user ? [] : ['displayName', 'avatarUrl'],
    }
  },
})

/** The union id is given to applications that applied for it; the others are refused for asking. */
async function whose(read: Read, accessToken: Grant['accessToken']) {
  const url = (unionid?: '1') => withQuery('https://graph.qq.com/oauth2.0/me', { access_token: accessToken, unionid, fmt: 'json' })
  try {
    return await read(url('1'), Me)
  } catch (error) {
    if (error instanceof UpstreamError && error.error === '100048') return read(url(), Me)
    throw error
  }
}
