import type { Permissions } from '@gatehouse/contracts/programs'
import type { Account, FindAccount } from 'oidc-provider'
import type { Store } from '../store.ts'
import type { UserRow } from '../users/users.ts'

/** What each scope tells about a person (OpenID Connect Core 1.0 section 5.4, and ours). */
export const claimsByScope = {
  openid: ['sub'],
  profile: ['name', 'preferred_username', 'picture', 'locale', 'updated_at', 'name_cn'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  permissions: ['groups', 'permissions'],
}

interface Needs {
  store: Pick<Store, 'users'>
  /** What a person may do. */
  permissionsOf: PermissionsOf
}
type PermissionsOf = (user: UserRow) => Promise<Permissions>

/** Whom a token is about; nobody when the account is disabled or gone. */
export const createFindAccount = ({ store, permissionsOf }: Needs): FindAccount => async (_ctx, sub) => {
  const user = await store.users.findById(sub)
  return user && !user.disabledAt ? toAccount(user, permissionsOf) : undefined
}

const toAccount = (user: UserRow, permissionsOf: PermissionsOf): Account => ({
  accountId: user.id,
  // Asked for every ID token and every call of userinfo: what takes queries is done when a scope wants it.
  claims: async (_use, scope) => ({
    sub: user.id,
    name: user.displayName,
    name_cn: user.displayName,
    preferred_username: user.username,
    locale: user.locale,
    updated_at: Math.floor(user.updatedAt.getTime() / 1000),
    ...(user.avatarUrl && { picture: user.avatarUrl }),
    ...(user.email && { email: user.email, email_verified: user.emailVerifiedAt !== null }),
    // Numbers are not proved yet.
    ...(user.mobile && { phone_number: user.mobile, phone_number_verified: false }),
    ...(scope.split(' ').includes('permissions') && await permissionsOf(user)),
  }),
})
