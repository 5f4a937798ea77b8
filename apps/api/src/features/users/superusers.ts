import { newId } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import { foldUsername } from '../../lib/username.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import { checkAll, type CredentialRules } from '../credentials/credentials.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from './users.ts'

type Needs = Pick<Dependencies, 'store' | 'hasher' | 'clock'> & { credentials: CredentialRules }

/** Making superusers, and taking it back: for whoever has the machine, and so needs to prove nothing else. */
export function createSuperusers({ store, hasher, clock, credentials }: Needs) {
  async function set(username: string, isSuperuser: boolean, visitor: Visitor): Promise<UserRow | null> {
    const now = clock.now()
    return store.transaction(async (queries) => {
      const user = await queries.users.findByUsernameKey(foldUsername(username).key)
      if (!user) return null
      if (await queries.users.setSuperuser(user.id, isSuperuser, now)) {
        await record(queries, visitor, { action: isSuperuser ? 'superuser.granted' : 'superuser.revoked', result: 'success', userId: user.id, at: now })
      }
      return user
    })
  }

  return {
    /**
     * Makes an account that may do everything. Its address counts as proved.
     *
     * @throws Refusal `validation_failed`, `username_taken`, `email_taken`
     */
    async create(input: { username: string, email: string, password: string }, visitor: Visitor): Promise<UserRow> {
      await checkAll(
        () => credentials.username(input.username),
        () => credentials.email(input.email),
        () => credentials.newPasswordLength(input.password),
      )
      await credentials.newPassword(input.password, [input.username, input.email], visitor)
      const name = credentials.username(input.username)
      const email = credentials.email(input.email)
      const passwordHash = await hasher.hash(input.password, visitor)
      const now = clock.now()
      return store.transaction(async (queries) => {
        const user = await queries.users.insert({
          id: newId(), username: name.shown, usernameKey: name.key, usernameSkeleton: name.skeleton,
          email: email.address, emailKey: email.key, emailVerifiedAt: now, displayName: name.shown, locale: visitor.locale,
          passwordHash, passwordChangedAt: now, isSuperuser: true, createdAt: now, updatedAt: now,
        })
        if (!user) throw new Refusal(await queries.users.findByUsername(name) ? 'username_taken' : 'email_taken')
        await record(queries, visitor, { action: 'account.registered', result: 'success', userId: user.id, at: now, method: 'password' })
        await record(queries, visitor, { action: 'superuser.granted', result: 'success', userId: user.id, at: now })
        return user
      })
    },

    /** Makes the account of this name a superuser; `null` when there is none. */
    promote: (username: string, visitor: Visitor) => set(username, true, visitor),

    /** The reverse; the account stays. */
    demote: (username: string, visitor: Visitor) => set(username, false, visitor),
  }
}
export type Superusers = ReturnType<typeof createSuperusers>
