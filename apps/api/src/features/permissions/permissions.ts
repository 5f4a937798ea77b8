import type { Permissions } from '@gatehouse/contracts/programs'
import { Refusal } from '../../lib/refusal.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from '../users/users.ts'

/** Each once, in an order that is the same on every database and machine. */
const sorted = (names: readonly string[]) => [...new Set(names)].sort()

/** What people may do: by their groups here, and by the word of the servers that are trusted with it. */
export function createPermissions({ store, providers }: Pick<Dependencies, 'store' | 'providers'>) {
  /** Whoever is no longer configured, or no longer trusted, is no longer believed: what it said is kept, but not counted. */
  async function trustedRoles(userId: string) {
    const identities = await store.identities.listByUser(userId)
    return identities.flatMap(({ provider, roles }) => roles && providers.find(provider)?.roles === 'trust' ? [roles] : [])
  }

  async function permissionsOf({ id, isSuperuser }: Pick<UserRow, 'id' | 'isSuperuser'>): Promise<Permissions> {
    const [{ groups, codes }, every, roles] = await Promise.all([
      store.permissions.rightsOf(id), isSuperuser ? store.permissions.listCodes() : [], trustedRoles(id),
    ])
    return {
      groups: sorted([...groups, ...roles.flatMap(said => said.groups)]),
      permissions: sorted([...codes, ...every, ...roles.flatMap(said => said.permissions)]),
    }
  }

  async function find(userId: string) {
    const user = await store.users.findById(userId)
    if (!user) throw new Refusal('unauthenticated')
    return user
  }

  return {
    permissionsOf,

    /** @throws Refusal `unauthenticated` when the account has just been deleted. */
    async of(userId: string): Promise<Permissions> {
      return permissionsOf(await find(userId))
    },

    /** Whose token it is, in the words that programs of the same house expect. @throws Refusal `unauthenticated` */
    async baseInfo(userId: string) {
      const { username, displayName, email } = await find(userId)
      return { name: username, name_cn: displayName, email }
    },
  }
}
export type PermissionRules = ReturnType<typeof createPermissions>
