import { maskEmail } from '../lib/email.ts'
import type { Notice } from '../jobs/kinds.ts'
import { accountDeleted } from './templates/account-deleted.ts'
import { emailChanged } from './templates/email-changed.ts'
import { identityBound } from './templates/identity-bound.ts'
import { identityUnbound } from './templates/identity-unbound.ts'
import type { Translated } from './templates/message.ts'
import { passwordChanged } from './templates/password-changed.ts'
import { passwordReset } from './templates/password-reset.ts'
import { sessionReused } from './templates/session-reused.ts'
import { usernameChanged } from './templates/username-changed.ts'
import { welcome } from './templates/welcome.ts'
import { linksOf } from './links.ts'

/** The mail for something that has happened to an account. @param takesAnswers whether somebody reads answers to it. */
export function composeNotice(message: Notice['message'], { webUrl, takesAnswers }: { webUrl: string, takesAnswers: boolean }): Translated {
  const { accountUrl, resetUrl, securityUrl } = linksOf(webUrl)
  switch (message.name) {
    case 'welcome': return welcome({ ...message, accountUrl, takesAnswers })
    case 'password-changed': return passwordChanged({ ...message, resetUrl, securityUrl })
    case 'password-reset': return passwordReset({ ...message, resetUrl, securityUrl })
    case 'username-changed': return usernameChanged({ ...message, resetUrl })
    case 'email-changed': return emailChanged({ ...message, newEmail: maskEmail(message.newEmail), takesAnswers })
    case 'identity-bound': return identityBound({ ...message, accountUrl })
    case 'identity-unbound': return identityUnbound({ ...message, resetUrl })
    case 'session-reused': return sessionReused({ ...message, accountUrl })
    case 'account-deleted': return accountDeleted({ ...message, takesAnswers })
  }
}
