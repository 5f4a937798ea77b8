import { createAccount } from './account/account.ts'
import { createExport } from './account/export.ts'
import { createAvailability } from './availability/availability.ts'
import { createCredentialRules } from './credentials/credentials.ts'
import type { Dependencies } from './dependencies.ts'
import { createNotices } from './notices/notices.ts'
import { createRecovery } from './recovery/recovery.ts'
import { createRegistration } from './registration/registration.ts'
import { createEndedSessions } from './sessions/ended-sessions.ts'
import { createRefresh } from './sessions/refresh.ts'
import { createSessions } from './sessions/sessions.ts'
import { createReauthentication } from './sign-in/reauthentication.ts'
import { createSignIn } from './sign-in/sign-in.ts'
import { createThrottle } from './sign-in/throttle.ts'
import { createVerificationCodes } from './verification-codes/verification-codes.ts'

/** Every rule of the program, wired by hand: who needs whom can be read here. */
export function createFeatures(dependencies: Dependencies) {
  const ended = createEndedSessions(dependencies)
  const credentials = createCredentialRules(dependencies.settings, dependencies.hasher)
  const notices = createNotices(dependencies)
  const sessions = createSessions({ ...dependencies, ended })
  const refresh = createRefresh({ ...dependencies, sessions, notices })
  const codes = createVerificationCodes(dependencies)
  const throttle = createThrottle(dependencies)
  const signIn = createSignIn({ ...dependencies, sessions, throttle, credentials })
  const reauthentication = createReauthentication({ ...dependencies, signIn, codes, sessions })
  const register = createRegistration({ ...dependencies, codes, credentials, sessions, notices })
  const resetPassword = createRecovery({ ...dependencies, codes, credentials, sessions, throttle, notices })
  const availability = createAvailability({ ...dependencies, credentials })
  const account = createAccount({ ...dependencies, credentials, codes, sessions, signIn, notices })
  const exportData = createExport({ ...dependencies, account })

  return {
    ended, credentials, sessions, refresh, codes, signIn, reauthentication, register, resetPassword, availability, account, exportData,
  }
}
export type Features = ReturnType<typeof createFeatures>
