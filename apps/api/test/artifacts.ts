import * as postgresTables from '../src/db/tables.postgres.ts'
import * as sqliteTables from '../src/db/tables.sqlite.ts'
import type { Tables } from '../src/db/tables.ts'
import type { Harness } from './harness.ts'

/** Something that the authorization server keeps, without going through it. */
export async function keepArtifact({ database: { dialect, executor } }: Pick<Harness, 'database'>, kind: string, userId: string | null, applicationId: string | null) {
  const { authorizationArtifacts }: Tables = dialect === 'sqlite' ? sqliteTables : postgresTables
  await executor.insert(authorizationArtifacts).values({ key: `${kind}:${userId} ${applicationId}`, kind, payload: '{}', userId, applicationId })
}
