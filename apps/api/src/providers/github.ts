import { z } from 'zod'
import { oauth } from './provider.ts'
import { bearer, idText, optionalText } from './shapes.ts'

const User = z.object({ id: idText, login: optionalText, name: optionalText, avatar_url: optionalText })
const Email = z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })

/** https://docs.github.com/apps/oauth-apps. Errors of the token endpoint come with status 200, an unknown client with 404. */
export const github = oauth({
  id: 'github',
  label: 'GitHub',
  icon: 'github',
  emails: 'trust',
  authorizeUrl: 'https://github.com/login/oauth/authorize',
  tokenUrl: 'https://github.com/login/oauth/access_token',
  scopes: ['read:user', 'user:email'],
  pkce: true,
  issuer: 'https://github.com/login/oauth',
  errors: { misconfigured: ['incorrect_client_credentials', 'Not Found'], expired: ['bad_verification_code'] },

  async identify(read, { accessToken, optional }) {
    const headers = { ...bearer(accessToken), accept: 'application/vnd.github+json' }
    const user = await read('https://api.github.com/user', User, headers)
    // The address in `/user` is the public one, which nobody vouches for. A page has 30 unless said, and the primary one is anywhere.
    const emails = await optional.rows('https://api.github.com/user/emails?per_page=100', Email, { headers, isPermission: true })
    const primary = emails?.find(email => email.primary && !email.email.endsWith('@users.noreply.github.com'))
    return {
      // Logins are renamed, and taken by others.
      keys: [{ scope: 'github.com', subject: user.id }],
      displayName: [user.name, user.login],
      avatarUrl: user.avatar_url,
      email: primary ? { address: primary.email, verified: primary.verified } : null,
      username: user.login,
      unknown: emails === undefined ? ['email'] : [],
    }
  },
})
