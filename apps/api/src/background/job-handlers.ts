import type { Settings } from '@gatehouse/settings'
import { createDelivery } from '../features/verification-codes/delivery.ts'
import type { Store } from '../features/store.ts'
import type { Clock } from '../lib/clock.ts'
import { composeNotice } from '../mail/compose-notice.ts'
import type { Mailer } from '../mail/mailer.ts'
import { render } from '../mail/templates/render.ts'
import { handler, jobKinds, type Handlers, type JobOf } from '../jobs/kinds.ts'

interface Dependencies {
  settings: Settings
  store: Store
  mailer: Mailer
  clock: Clock
  webUrl: string
  /** Right side of Message-IDs. */
  mailDomain: string
  /** Whether somebody reads answers to our mail. */
  takesAnswers: boolean
  tellSignedOut: (job: JobOf<'backchannel-logout'>) => Promise<void>
}

/** What is done for each kind of job. */
export function createHandlers({ settings, store, mailer, clock, webUrl, mailDomain, takesAnswers, tellSignedOut }: Dependencies): Handlers {
  const compose = createDelivery({ settings, store, clock, webUrl })
  const messageId = (id: string) => `<${id}@${mailDomain}>`

  return {
    'verification-code': handler(jobKinds['verification-code'], async (job, id) => {
      const letter = await compose(job)
      if (letter) await mailer.send({ messageId: messageId(id), to: letter.to, ...render(letter.message[letter.locale], letter.locale) })
    }),
    'notice': handler(jobKinds.notice, async ({ to, locale, message }, id) => {
      await mailer.send({ messageId: messageId(id), to, ...render(composeNotice(message, { webUrl, takesAnswers })[locale], locale) })
    }),
    'backchannel-logout': handler(jobKinds['backchannel-logout'], tellSignedOut),
  }
}
