import type { AccountExport } from '@gatehouse/contracts/personal-data'
import type { Visitor } from '../../lib/visitor.ts'
import { recordAlone } from '../audit/audit.ts'
import type { Applications } from '../applications/applications.ts'
import type { Consents } from '../consents/consents.ts'
import type { Dependencies } from '../dependencies.ts'
import { toEntry } from '../sessions/sessions.ts'
import type { UserOf } from '../users/users.ts'
import type { Account, Owner } from './account.ts'

/** Events handed out at most; what is older is kept for operators only. */
const events = 1000

type Needs = Pick<Dependencies, 'store' | 'clock'> & { account: Account, applications: Applications, consents: Consents, userOf: UserOf }

/** Everything held about a person, for that person. */
export function createExport({ store, clock, account, applications, consents, userOf }: Needs) {
  async function identitiesOf(userId: string) {
    const keys = await store.identities.listKeysByUser(userId)
    return (await store.identities.listByUser(userId)).map(row => ({
      ...row,
      roles: row.roles && { groups: [...row.roles.groups], permissions: [...row.roles.permissions] },
      keys: keys.filter(({ identityId }) => identityId === row.id),
    }))
  }

  return async function exportData({ userId, sessionId }: Owner, visitor: Visitor): Promise<AccountExport> {
    const now = clock.now()
    const user = await account.find(userId)
    await recordAlone(store, visitor, { action: 'account.exported', result: 'success', userId, sessionId, at: now })
    return {
      exportedAt: now,
      user: userOf(user),
      avatar: { identityId: user.avatarIdentityId, isChosen: user.avatarChosen },
      terms: { version: user.termsVersion, acceptedAt: user.termsAcceptedAt },
      privacy: { version: user.privacyVersion, acceptedAt: user.privacyAcceptedAt },
      password: { changedAt: user.passwordChangedAt },
      sessions: (await store.sessions.listKept(userId)).map(row => toEntry(row, sessionId)),
      identities: await identitiesOf(userId),
      knownDevices: await store.knownDevices.listByUser(userId),
      verificationCodes: (await store.verificationCodes.listByUser(user)).map(row => ({ ...row, requestedAt: row.createdAt })),
      groups: [...new Set((await store.permissions.rightsOf(userId)).groups)].sort(),
      applications: (await applications.list(userId)).applications,
      consents: (await consents.list(userId)).map(({ application: { clientId, name }, ...consent }) => ({ clientId, name, ...consent })),
      events: await store.reading.audit.listByUser(userId, events),
    }
  }
}
