import type { Database, Executor } from '../db/executor.ts'
import { createStore as createStoreOver, type StoreOf } from '../db/store.ts'
import type { Tables } from '../db/tables.ts'
import * as postgresTables from '../db/tables.postgres.ts'
import * as sqliteTables from '../db/tables.sqlite.ts'
import { jobQueries } from '../jobs/queries.ts'
import { signingKeyQueries } from '../keys/queries.ts'
import { applicationQueries } from './applications/queries.ts'
import { adminApplicationQueries } from './admin/application-queries.ts'
import { adminGroupQueries } from './admin/group-queries.ts'
import { overviewQueries } from './admin/overview-queries.ts'
import { adminUserQueries } from './admin/user-queries.ts'
import { auditCountQueries } from './audit/count-queries.ts'
import { auditQueries } from './audit/queries.ts'
import { consentQueries } from './consents/queries.ts'
import { authorizationQueries } from './authorization-server/queries.ts'
import { federationQueries } from './federation/queries.ts'
import { idempotencyQueries } from './idempotency/queries.ts'
import { identityQueries } from './identities/queries.ts'
import { permissionQueries } from './permissions/queries.ts'
import { sessionQueries } from './sessions/queries.ts'
import { knownDeviceQueries, signInFailureQueries } from './sign-in/queries.ts'
import { avatarQueries } from './users/avatar-queries.ts'
import { userSearchQueries } from './users/search-queries.ts'
import { userQueries } from './users/queries.ts'
import { windowQueries, verificationCodeQueries } from './verification-codes/queries.ts'

const queriesOver = (db: Executor, tables: Tables, dialect: Database['dialect']) => ({
  users: userQueries(db, tables, dialect),
  avatars: avatarQueries(db, tables),
  userSearch: userSearchQueries(db, tables, dialect),
  sessions: sessionQueries(db, tables),
  signInFailures: signInFailureQueries(db, tables),
  knownDevices: knownDeviceQueries(db, tables),
  verificationCodes: verificationCodeQueries(db, tables),
  mailQuotas: windowQueries(db, tables.mailQuotas),
  codeFailures: windowQueries(db, tables.codeFailures),
  idempotency: idempotencyQueries(db, tables),
  identities: identityQueries(db, tables),
  federation: federationQueries(db, tables),
  applications: applicationQueries(db, tables),
  consents: consentQueries(db, tables),
  permissions: permissionQueries(db, tables),
  authorization: authorizationQueries(db, tables),
  audit: auditQueries(db, tables, dialect),
  auditCounts: auditCountQueries(db, tables, dialect),
  adminUsers: adminUserQueries(db, tables, dialect),
  adminGroups: adminGroupQueries(db, tables),
  adminApplications: adminApplicationQueries(db, tables),
  overview: overviewQueries(db, tables),
  jobs: jobQueries(db, tables, dialect),
  signingKeys: signingKeyQueries(db, tables),
})

/** Every query of every feature, over the database or over one transaction. */
export type Queries = ReturnType<typeof queriesOver>
export type Store = StoreOf<Queries>

export function createStore(database: Database): Store {
  const tables: Tables = database.dialect === 'sqlite' ? sqliteTables : postgresTables
  return createStoreOver(database, executor => queriesOver(executor, tables, database.dialect))
}
