import { createBrowserMarks } from '../lib/browser-marks.ts'
import { createCursors } from '../lib/cursors.ts'
import { createAccount } from './account/account.ts'
import { createExport } from './account/export.ts'
import { createApplications } from './applications/applications.ts'
import { createLogos } from './applications/logos.ts'
import { createSecrets } from './applications/secrets.ts'
import { createAuthorizationServer } from './authorization-server/authorization-server.ts'
import { createDevices } from './authorization-server/devices.ts'
import { createInteractions } from './authorization-server/interactions.ts'
import { createLeaving } from './authorization-server/leaving.ts'
import { createSignOuts } from './authorization-server/sign-outs.ts'
import { createAvailability } from './availability/availability.ts'
import { createConsents } from './consents/consents.ts'
import { createAdminApplications } from './admin/admin-applications.ts'
import { createAdminAudit } from './admin/admin-audit.ts'
import { createAdminGroups } from './admin/admin-groups.ts'
import { createAdminJobs } from './admin/admin-jobs.ts'
import { createAdminOverview } from './admin/admin-overview.ts'
import { createAdminUsers } from './admin/admin-users.ts'
import { createAuditExport } from './admin/audit-export.ts'
import { createUserSearch } from './admin/user-search.ts'
import { createFailures } from './audit/failures.ts'
import { createCredentialRules } from './credentials/credentials.ts'
import type { Dependencies } from './dependencies.ts'
import { createDocuments } from './documents/documents.ts'
import { createArrivals } from './federation/arrivals.ts'
import { createAttempts } from './federation/attempts.ts'
import { createBinding } from './federation/binding.ts'
import { createFederation } from './federation/federation.ts'
import { createHandoffs } from './federation/handoffs.ts'
import { createProvisioning } from './federation/provisioning.ts'
import { createTickets } from './federation/tickets.ts'
import { createIdempotency } from './idempotency/idempotency.ts'
import { createOnceSignedIn } from './idempotency/once-signed-in.ts'
import { createIdentities } from './identities/identities.ts'
import { createProofs } from './identities/proofs.ts'
import { createNotices } from './notices/notices.ts'
import { createPermissions } from './permissions/permissions.ts'
import { createRecovery } from './recovery/recovery.ts'
import { createRegistration } from './registration/registration.ts'
import { createEndedSessions } from './sessions/ended-sessions.ts'
import { createRefresh } from './sessions/refresh.ts'
import { createSessions } from './sessions/sessions.ts'
import { createReauthentication } from './sign-in/reauthentication.ts'
import { createSignIn } from './sign-in/sign-in.ts'
import { createThrottle } from './sign-in/throttle.ts'
import { createRequireSuperuser } from './users/require-superuser.ts'
import { toUser, type UserOf } from './users/users.ts'
import { createVerificationCodes } from './verification-codes/verification-codes.ts'

/** Every rule of the program, wired by hand: who needs whom can be read here. */
export function createFeatures(dependencies: Dependencies) {
  const ended = createEndedSessions(dependencies)
  const credentials = createCredentialRules(dependencies)
  const documents = createDocuments(dependencies)
  const userOf: UserOf = row => toUser(row, documents.pendingOf(row))
  const noteFailure = createFailures(dependencies)
  const notices = createNotices(dependencies)
  const signOuts = createSignOuts(dependencies)
  const marks = createBrowserMarks(dependencies.keyring)
  const sessions = createSessions({ ...dependencies, ended, signOuts, marks })
  const refresh = createRefresh({ ...dependencies, sessions, notices })
  const once = createIdempotency(dependencies)
  const onceSignedIn = createOnceSignedIn({ ...dependencies, once, sessions })
  const requireSuperuser = createRequireSuperuser(dependencies)
  const codes = createVerificationCodes({ ...dependencies, noteFailure })
  const throttle = createThrottle(dependencies)
  const signIn = createSignIn({ ...dependencies, sessions, throttle, credentials, noteFailure })
  const reauthentication = createReauthentication({ ...dependencies, signIn, codes, sessions })
  const identities = createIdentities({ ...dependencies, notices, sessions })
  const register = createRegistration({ ...dependencies, codes, credentials, documents, sessions, notices })
  const resetPassword = createRecovery({ ...dependencies, codes, credentials, sessions, throttle, notices, identities })
  const availability = createAvailability({ ...dependencies, credentials })
  const account = createAccount({ ...dependencies, credentials, codes, sessions, signIn, notices, identities })
  const applications = createApplications({ ...dependencies, sessions })
  const applicationSecrets = createSecrets({ ...dependencies, applications })
  const applicationLogos = createLogos({ ...dependencies, applications })
  const consents = createConsents(dependencies)
  const permissions = createPermissions(dependencies)
  const exportData = createExport({ ...dependencies, account, applications, consents, userOf })
  const proofsOf = createProofs(dependencies)
  const provision = createProvisioning({ ...dependencies, identities, sessions, notices })
  const attempts = createAttempts(dependencies)
  const tickets = createTickets(dependencies)
  const handoffs = createHandoffs({ ...dependencies, attempts, noteFailure })
  const arrivals = createArrivals({ ...dependencies, identities, sessions, reauthentication, provision, notices })
  const federation = createFederation({ ...dependencies, attempts, sessions, arrivals, tickets, noteFailure })
  const binding = createBinding({ ...dependencies, tickets, identities, sessions, signIn, register, notices })

  const authorizationServer = createAuthorizationServer({ ...dependencies, signIn, sessions, marks, permissions, documents })
  const { provider } = authorizationServer
  const interactions = createInteractions({ ...dependencies, provider, consents, sessions, marks, documents })
  const devices = createDevices({ ...dependencies, provider, consents, sessions, documents })
  const leaving = createLeaving({ ...dependencies, provider, sessions })
  const cursors = createCursors(dependencies.keyring)
  const searchUsers = createUserSearch({ ...dependencies, cursors })
  const adminUsers = createAdminUsers({ ...dependencies, sessions, codes, permissions })
  const adminGroups = createAdminGroups({ ...dependencies, cursors })
  const adminApplications = createAdminApplications({ ...dependencies, cursors })
  const adminAudit = createAdminAudit({ ...dependencies, cursors })
  const exportAudit = createAuditExport({ ...dependencies, audit: adminAudit })
  const adminJobs = createAdminJobs({ ...dependencies, cursors })
  const overview = createAdminOverview(dependencies)

  return {
    once, onceSignedIn, requireSuperuser, ended, credentials, marks, sessions, refresh, codes, signIn, reauthentication, register, resetPassword, availability, account,
    exportData, documents, userOf,
    identities, proofsOf, federation, binding, handoffs, applications, applicationSecrets, applicationLogos, consents, permissions,
    authorizationServer, interactions, devices, leaving,
    searchUsers, adminUsers, adminGroups, adminApplications, adminAudit, exportAudit, adminJobs, overview,
  }
}
export type Features = ReturnType<typeof createFeatures>
