// drizzle-kit reads this file for SQLite.
import { sqlite } from './columns.ts'
import { defineTables } from './tables.ts'

export const {
  users, sessions, refreshTokens, endedSessions, knownDevices, verificationCodes,
  identities, identityKeys, federationAttempts, handoffs, bindingTickets,
  idempotentRequests, mailQuotas, codeFailures, signInFailures, jobs, signingKeys, userSearch,
  auditEvents, auditCounts, auditCounted,
  applications, applicationLogos, applicationSecrets, consents, authorizationArtifacts, authorizationSessions,
  permissions, groups, groupPermissions, userGroups,
  writeProbes,
} = defineTables(sqlite)
