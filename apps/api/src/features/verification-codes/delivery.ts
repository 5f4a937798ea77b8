import type { CodePurpose, Locale } from '@gatehouse/contracts'
import type { JobOf } from '../../jobs/kinds.ts'
import type { Clock } from '../../lib/clock.ts'
import { linksOf } from '../../mail/links.ts'
import { addressInUse } from '../../mail/templates/address-in-use.ts'
import { alreadyRegistered } from '../../mail/templates/already-registered.ts'
import { changeEmailCode } from '../../mail/templates/change-email-code.ts'
import type { Translated } from '../../mail/templates/message.ts'
import { operatorResetCode } from '../../mail/templates/operator-reset-code.ts'
import { reauthenticationCode } from '../../mail/templates/reauthentication-code.ts'
import { registrationCode } from '../../mail/templates/registration-code.ts'
import { resetCode } from '../../mail/templates/reset-code.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from '../users/users.ts'
import type { VerificationCodeRow } from './queries.ts'

/** A mail to write: to whom, in which language, what. `null`: there is nobody to write to. */
export type Letter = { to: string, locale: Locale, message: Translated } | null

type Needs = Pick<Dependencies, 'settings' | 'store'> & { clock: Clock, webUrl: string }

/** Decides, when it is sent, what the owner of an address is told about a requested code. */
export function createDelivery({ settings, store, clock, webUrl }: Needs) {
  const { resetUrlFor, ...links } = linksOf(webUrl)
  const minutes = Math.round(settings.CODE_LIFETIME_SECONDS / 60)

  type Facts = { code: string, minutes: number, onBehalf: boolean }
  type Write = (row: VerificationCodeRow, facts: Facts, owner: UserRow | null, asker: UserRow | null) => Letter

  const letters: Record<CodePurpose, Write> = {
    'register': (row, facts, owner) => owner
      ? toOwner(owner, alreadyRegistered({ username: owner.username, ...links }))
      : { to: row.email, locale: row.locale, message: registrationCode(facts) },

    'reset-password': (row, facts, owner) => {
      if (!owner || owner.disabledAt) return null
      const { username } = owner
      const seconds = Math.ceil((row.expiresAt.getTime() - clock.now().getTime()) / 1000)
      const url = resetUrlFor({ request: row.id, email: row.email, seconds })
      return toOwner(owner, facts.onBehalf ? operatorResetCode({ ...facts, username, url }) : resetCode({ ...facts, username }))
    },

    'change-email': (row, facts, owner, asker) => {
      if (owner) return toOwner(owner, addressInUse({ username: owner.username }))
      return asker && { to: row.email, locale: asker.locale, message: changeEmailCode({ ...facts, username: asker.username }) }
    },

    'reauthenticate': (_row, facts, _owner, asker) => asker && toOwner(asker, reauthenticationCode({ ...facts, username: asker.username })),
  }

  return async function compose({ codeId, code, onBehalf = false }: JobOf<'verification-code'>): Promise<Letter> {
    const row = await store.verificationCodes.find(codeId)
    if (!row || row.usedAt || row.voidedAt || row.expiresAt <= clock.now()) return null
    const owner = await store.users.findByEmailKey(row.emailKey)
    const asker = row.userId ? await store.users.findById(row.userId) : null
    return letters[row.purpose](row, { code, minutes, onBehalf }, owner, asker)
  }
}

/** To the address as its owner registered it, not as somebody typed it. */
const toOwner = (owner: UserRow, message: Translated): Letter =>
  owner.email === null ? null : { to: owner.email, locale: owner.locale, message }
