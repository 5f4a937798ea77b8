import { characters } from '@gatehouse/contracts'
import { parseTypedEmail, type EmailAddress } from '../../lib/email.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import { parseUsername, type Username } from '../../lib/username.ts'
import type { Asker } from '../../passwords/asker.ts'
import type { Dependencies } from '../dependencies.ts'

/** What people may call themselves and lock their account with; one place, whichever form it is typed into. */
export function createCredentialRules({ settings, judge }: Pick<Dependencies, 'settings' | 'judge'>) {
  const nameBounds = { min: settings.USERNAME_MIN_LENGTH, max: settings.USERNAME_MAX_LENGTH }

  return {
    /** @throws Refusal of the field `username`. */
    username(text: string): Username {
      const name = parseUsername(text, nameBounds)
      if ('fault' in name) throw refuseField('username', name.fault)
      return name
    },

    /** @throws Refusal of the field `email`. */
    email(text: string): EmailAddress {
      const email = parseTypedEmail(text)
      if (!email) throw refuseField('email', 'email_invalid')
      return email
    },

    /** Whether a text is longer than any password that can have been set: not worth hashing. */
    isTooLong: (password: string) => characters(password) > settings.PASSWORD_MAX_LENGTH,

    /** What costs nothing to say about a password that is to be set. @throws Refusal of the field `password`. */
    newPasswordLength(password: string) {
      const length = characters(password)
      if (length < settings.PASSWORD_MIN_LENGTH) throw refuseField('password', 'too_short')
      if (length > settings.PASSWORD_MAX_LENGTH) throw refuseField('password', 'too_long')
    },

    /**
     * Whether a password is good enough to be set. It takes work: whoever asks has proved before that they may set it.
     *
     * @param personal what a guesser would know about the person.
     * @throws Refusal of the field `password`, with the reason; `overloaded`.
     */
    async newPassword(password: string, personal: string[], asker: Asker) {
      const fault = await judge.judge(password, personal, asker)
      if (fault) throw refuseField('password', fault)
    },
  }
}
export type CredentialRules = ReturnType<typeof createCredentialRules>

/** Runs every check and refuses all faulty fields at once, so that people mend a form in one go. */
export async function checkAll(...checks: (() => unknown)[]) {
  const refusals: Refusal[] = []
  for (const check of checks) {
    try {
      await check()
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'validation_failed') throw error
      refusals.push(error)
    }
  }
  if (refusals.length > 0) throw new Refusal('validation_failed', { fields: refusals.flatMap(refusal => refusal.fields) })
}
