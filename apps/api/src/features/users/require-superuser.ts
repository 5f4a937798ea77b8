import { Refusal } from '../../lib/refusal.ts'
import type { Dependencies } from '../dependencies.ts'

/** Lets superusers pass, by what the database says now: whoever ceases to be one ceases at once. */
export function createRequireSuperuser({ store }: Pick<Dependencies, 'store'>) {
  /** @throws Refusal `forbidden` */
  return async function requireSuperuser(userId: string) {
    const user = await store.users.findById(userId)
    if (!user?.isSuperuser || user.disabledAt) throw new Refusal('forbidden')
  }
}
