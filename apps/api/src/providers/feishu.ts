import { z } from 'zod'
import { oauth } from './provider.ts'
import { bearer, optionalText } from './shapes.ts'

const UserInfo = z.object({
  data: z.object({
    open_id: z.string().min(1), union_id: optionalText, tenant_key: optionalText,
    name: optionalText, en_name: optionalText, avatar_url: optionalText, email: optionalText, enterprise_email: optionalText,
  }),
})

/**
 * https://open.feishu.cn, the third generation of its token endpoint. `code` is an error there, and 0 is none. Addresses are
 * entered by an administrator, and never verified.
 */
export const feishu = oauth({
  id: 'feishu',
  label: 'Feishu',
  icon: 'feishu',
  authorizeUrl: 'https://accounts.feishu.cn/open-apis/authen/v1/authorize',
  tokenUrl: 'https://accounts.feishu.cn/oauth/v3/token',
  scopes: [],
  pkce: true,
  errorOf: ({ code, error }) => (typeof code === 'number' || typeof code === 'string') && String(code) !== '0' ? code : typeof error === 'string' ? error : null,
  errors: {
    misconfigured: ['20002', '20024', '20027', '20067', '20068', '20070', '20071', '99991672', '99991679'],
    unavailable: ['20050', '20072'],
    expired: ['20003', '20004', '20065'],
    // Not among those whom the organisation lets use the application.
    not_allowed: ['20010'],
  },

  async identify(read, { accessToken, clientId }) {
    const { data: user } = await read('https://open.feishu.cn/open-apis/authen/v1/user_info', UserInfo, bearer(accessToken))
    return {
      keys: [...(user.tenant_key ? [{ scope: user.tenant_key, subject: user.union_id }] : []), { scope: clientId, subject: user.open_id }],
      displayName: [user.name, user.en_name],
      avatarUrl: user.avatar_url,
      email: { address: user.enterprise_email || user.email, verified: false },
    }
  },
})
