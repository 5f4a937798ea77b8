import { z } from 'zod'
import { oauth } from './provider.ts'
import { bearer, idText, optionalText } from './shapes.ts'

const User = z.object({ id: idText, login: optionalText, name: optionalText, avatar_url: optionalText })
const Email = z.object({ email: z.string(), state: optionalText, scope: z.array(z.string()).catch([]) })

/** https://gitee.com/api/v5/oauth_doc. Errors of the token endpoint are 401, whatever they are about. */
export const gitee = oauth({
  id: 'gitee',
  label: 'Gitee',
  icon: 'gitee',
  emails: 'trust',
  authorizeUrl: 'https://gitee.com/oauth/authorize',
  tokenUrl: 'https://gitee.com/oauth/token',
  scopes: ['user_info', 'emails'],

  async identify(read, { accessToken, optional }) {
    const headers = bearer(accessToken)
    const user = await read('https://gitee.com/api/v5/user', User, headers)
    // The address in `/user` is the public one, which nobody vouches for.
    const emails = await optional.rows('https://gitee.com/api/v5/emails', Email, { headers, isPermission: true })
    const primary = emails?.find(({ scope }) => scope.includes('primary'))
    return {
      keys: [{ scope: 'gitee.com', subject: user.id }],
      displayName: [user.name, user.login],
      avatarUrl: user.avatar_url,
      email: primary ? { address: primary.email, verified: primary.state === 'confirmed' } : null,
      username: user.login,
      unknown: emails === undefined ? ['email'] : [],
    }
  },
})
