import { adminApplications } from './admin-applications.ts'
import { adminAudit } from './admin-audit.ts'
import { adminGroups } from './admin-groups.ts'
import { adminJobs } from './admin-jobs.ts'
import { adminOverview } from './admin-overview.ts'
import { adminUsers } from './admin-users.ts'

export * from './admin-applications.ts'
export * from './admin-audit.ts'
export * from './admin-groups.ts'
export * from './admin-jobs.ts'
export * from './admin-overview.ts'
export * from './admin-users.ts'
export * from './audit-actions.ts'

/** Every endpoint of the console, by what it is about; for superusers only. */
export const consoleContracts = { adminApplications, adminAudit, adminGroups, adminJobs, adminOverview, adminUsers }
