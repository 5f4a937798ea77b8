import { z } from 'zod'
import { clockTolerance, later } from '../lib/clock.ts'
import { discover, type Metadata } from './discovery.ts'
import { createIdTokens, type Claims } from './id-token.ts'
import type { Person } from './identity.ts'
import type { Network, Provider, Read } from './provider.ts'
import { bearer, optionalText, parse } from './shapes.ts'
import { UpstreamError } from './upstream-error.ts'

interface OidcOptions {
  id: string
  label: string
  icon: string
  /** Letter by letter; discovery and `iss` are compared with it. */
  issuer: string
  /** How the issuer is spelled in ID tokens, where it has several spellings. */
  tokenIssuers?: readonly string[]
  scopes?: readonly string[]
  authorizeParams?: Readonly<Record<string, string>>
  /** Whether it knows `prompt=login` and `max_age`, and says `auth_time` then, as section 3.1.2.1 asks; yes unless said. */
  provesFreshness?: boolean
  emails?: 'ignore' | 'trust'
}

const Token = z.object({ id_token: z.string().min(1) })

const optionalNames = z.array(z.string()).nullish().catch(null)

/** OpenID Connect Core section 5.1, and what company servers say of roles. Some write the flag as text. */
const Profile = z.object({
  name: optionalText, preferred_username: optionalText, nickname: optionalText, picture: optionalText, email: optionalText,
  email_verified: z.union([z.boolean(), z.literal('true').transform(() => true)]).nullish().catch(null),
  groups: optionalNames, permissions: optionalNames,
})
type Profile = z.output<typeof Profile>
const UserInfo = Profile.extend({ sub: z.union([z.string(), z.number().int()]).transform(String) })

/** A provider that speaks OpenID Connect: it describes itself, and vouches for people in signed ID tokens. */
export function oidc({ id, label, icon, issuer, tokenIssuers = [issuer], scopes = ['openid', 'email', 'profile'], authorizeParams = {}, provesFreshness = true, emails = 'ignore' }: OidcOptions): Provider {
  // Nobody's roles are read that were not asked for.
  const withRoles = scopes.includes('permissions')
  return {
    id, label, icon, issuer, discovered: true, provesFreshness, emails,
    async describe({ send, read, at, clock, deadline, clientId }: Network) {
      const metadata = await discover(issuer, read)
      const idTokens = createIdTokens({
        clientId, issuers: tokenIssuers, jwksUri: at(metadata.jwks_uri), algorithms: metadata.id_token_signing_alg_values_supported, send, clock, deadline,
      })
      return {
        authorizeUrl: metadata.authorization_endpoint,
        tokenUrl: metadata.token_endpoint,
        scopes, authorizeParams, issuer, ...(provesFreshness && { freshParams: { prompt: 'login', max_age: '0' } }),
        issuerRequired: metadata.authorization_response_iss_parameter_supported === true,
        pkce: true,
        nonce: true,
        // Silence means Basic (OpenID Connect Discovery section 3).
        credentialsIn: metadata.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? 'body' : 'header',
        async identify(read, { accessToken, reply, nonce }) {
          const claims = await idTokens.verify(parse(reply, Token).id_token, { nonce, accessToken })
          const profile = await profileOf(claims, metadata, read, { accessToken, withRoles })
          const authenticatedAt = authenticationOf(claims, clock.now())
          return { ...personOf(issuer, claims, profile), ...(authenticatedAt && { authenticatedAt }), ...(withRoles && rolesOf(profile)) }
        },
      }
    },
  }
}

/** Many put the profile into the ID token; the others are asked for it (section 5.3), and must speak of the same person. */
async function profileOf(
  claims: Claims, { userinfo_endpoint: url }: Metadata, read: Read, { accessToken, withRoles }: { accessToken: string, withRoles: boolean },
): Promise<Profile> {
  const profile = Profile.parse(claims)
  if (!url || (profile.name && profile.email && (!withRoles || (profile.groups && profile.permissions)))) return profile
  const info = await read(url, UserInfo, bearer(accessToken))
  if (info.sub !== claims.sub) throw new UpstreamError('refused', { error: 'userinfo.sub' })
  return {
    name: profile.name || info.name, nickname: profile.nickname || info.nickname,
    preferred_username: profile.preferred_username || info.preferred_username, picture: profile.picture || info.picture,
    groups: profile.groups ?? info.groups, permissions: profile.permissions ?? info.permissions,
    // A flag belongs to the address beside it.
    ...(profile.email ? { email: profile.email, email_verified: profile.email_verified } : { email: info.email, email_verified: info.email_verified }),
  }
}

/** When the person signed in there (section 2, `auth_time` in seconds); `null` for what is no such time, or lies ahead. */
function authenticationOf({ auth_time: seconds }: Claims, now: Date) {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return null
  const at = new Date(seconds * 1000)
  return at <= later(now, clockTolerance) ? at : null
}

/** `null` when the server says nothing of either. */
const rolesOf = ({ groups, permissions }: Profile) =>
  groups || permissions ? { roles: { groups: groups ?? [], permissions: permissions ?? [] } } : null

const personOf = (issuer: string, { sub }: Claims, profile: Profile): Person => ({
  keys: [{ scope: issuer, subject: sub }],
  displayName: [profile.name, profile.nickname, profile.preferred_username],
  avatarUrl: profile.picture,
  email: { address: profile.email, verified: profile.email_verified === true },
  username: profile.preferred_username,
})
