import { z } from 'zod'
import { oauth } from './provider.ts'
import { idText, optionalText, parse, withQuery } from './shapes.ts'

const Token = z.object({ uid: idText })
const User = z.object({
  id: idText, idstr: z.string().min(1).optional(), screen_name: optionalText, name: optionalText, avatar_large: optionalText, profile_image_url: optionalText,
})

/** https://open.weibo.com/wiki. The e-mail address takes a permission that hardly anybody has, and comes without a flag. */
export const weibo = oauth({
  id: 'weibo',
  label: 'Weibo',
  icon: 'weibo',
  authorizeUrl: 'https://api.weibo.com/oauth2/authorize',
  tokenUrl: 'https://api.weibo.com/oauth2/access_token',
  scopes: [],
  scopeSeparator: ',',
  // Beside the number, `error` is a sentence as often as a name, and the description repeats the code.
  errorOf: ({ error, error_code: code }) => typeof code === 'number' || typeof code === 'string' ? code : typeof error === 'string' ? error : null,
  errors: {
    misconfigured: ['21321', '21322', '21324', '21326', '21328', '21329', '21337'],
    expired: ['21325', '21327'],
    denied: ['21330'],
    unavailable: ['10001', '10002', '10009', '10022', '10023', '10024', '21331'],
  },

  async identify(_read, { accessToken, reply, optional }) {
    const { uid } = parse(reply, Token)
    const user = await optional.one(withQuery('https://api.weibo.com/2/users/show.json', { access_token: accessToken, uid }), User)
    return {
      keys: [{ scope: 'weibo.com', subject: user?.idstr ?? user?.id ?? uid }],
      displayName: [user?.screen_name, user?.name],
      avatarUrl: user?.avatar_large || user?.profile_image_url,
      unknown: user ? [] : ['displayName', 'avatarUrl'],
    }
  },
})
