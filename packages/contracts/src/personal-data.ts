import * as z from 'zod/mini'
import { endpoint, get } from './endpoint.ts'
import { instant } from './fields.ts'
import { SessionEntry } from './sessions.ts'
import { User } from './user.ts'

const texts = z.array(z.string())
const accepted = z.object({ version: z.nullable(z.string()), acceptedAt: z.nullable(instant) })

/** Something that happened to an account: who did what, from where, and how it ended. */
export const AuditEntry = z.object({
  at: instant,
  action: z.string(),
  result: z.string(),
  ip: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
})

/** Everything held about a person. Secrets are left out: they are kept as hashes nobody can read. */
export const AccountExport = z.object({
  exportedAt: instant,
  user: User,
  /** Which linked account the picture comes from, and whether the person has chosen it (or that there is none). */
  avatar: z.object({ identityId: z.nullable(z.string()), isChosen: z.boolean() }),
  /** Which version of each document was accepted last, and when. */
  terms: accepted,
  privacy: accepted,
  password: z.object({ changedAt: z.nullable(instant) }),
  sessions: z.array(SessionEntry),
  identities: z.array(z.object({
    id: z.string(), provider: z.string(), displayName: z.nullable(z.string()), email: z.nullable(z.string()), avatarUrl: z.nullable(z.string()),
    createdAt: instant, lastUsedAt: instant,
    keys: z.array(z.object({ scope: z.string(), subject: z.string() })),
    roles: z.nullable(z.object({ groups: texts, permissions: texts })),
  })),
  knownDevices: z.array(z.object({ firstSeenAt: instant, lastSeenAt: instant })),
  verificationCodes: z.array(z.object({ purpose: z.string(), email: z.string(), requestedAt: instant, usedAt: z.nullable(instant) })),
  groups: texts,
  applications: z.array(z.object({
    clientId: z.string(), name: z.string(), clientType: z.string(), grantTypes: texts, redirectUris: texts, postLogoutRedirectUris: texts, allowedOrigins: texts,
    scopes: texts, backchannelLogoutUri: z.nullable(z.string()), homepageUrl: z.nullable(z.string()), logoUrl: z.nullable(z.string()), createdAt: instant, updatedAt: instant,
  })),
  consents: z.array(z.object({ clientId: z.string(), name: z.string(), scopes: texts, createdAt: instant, updatedAt: instant })),
  events: z.array(AuditEntry),
})
export type AccountExport = z.output<typeof AccountExport>

/** What is held about whoever is signed in. Large, and wanted by few: no first visit loads it. */
export const personalDataContracts = {
  personalData: {
    exportData: endpoint({
      ...get, path: '/users/me/export', access: 'fresh-session',
      summary: 'Export all personal data of the account as one document',
      response: AccountExport,
    }),
  },
}
