import { isReadableName } from '@gatehouse/contracts'
import type { Application, ApplicationFace } from '@gatehouse/contracts/programs'
import { imitatesUs } from '../../lib/imitation.ts'
import type { ApplicationRow, SecretRow } from './queries.ts'

/** An application with all that its answers show. */
export interface Shown { row: ApplicationRow, secrets: readonly Pick<SecretRow, 'id' | 'hint' | 'createdAt'>[] }

/** Where the picture of an application is; the address changes with the picture. */
const logoUrlOf = ({ id, logoVersion }: Pick<ApplicationRow, 'id' | 'logoVersion'>, apiUrl: string) =>
  logoVersion === null ? null : `${apiUrl}/o/applications/${id}/logo?v=${logoVersion}`

/** An application as those see it who may change it. */
export const toApplication = ({ row, secrets }: Shown, apiUrl: string): Application => ({
  clientId: row.id,
  name: row.name,
  clientType: row.clientType,
  applicationType: row.applicationType,
  tokenEndpointAuthMethod: row.tokenEndpointAuthMethod,
  grantTypes: row.grantTypes,
  redirectUris: row.redirectUris,
  postLogoutRedirectUris: row.postLogoutRedirectUris,
  allowedOrigins: row.allowedOrigins,
  scopes: row.scopes,
  requirePkce: row.requirePkce,
  skipConsent: row.skipConsent,
  backchannelLogoutUri: row.backchannelLogoutUri,
  homepageUrl: row.homepageUrl,
  jwks: row.jwks,
  idTokenSignedResponseAlg: row.idTokenSignedResponseAlg,
  idTokenClaims: row.idTokenClaims,
  resourceServer: row.resourceServer,
  logoUrl: logoUrlOf(row, apiUrl),
  disabled: row.disabledAt !== null,
  secrets: secrets.map(({ id, hint, createdAt }) => ({ id, hint, createdAt })),
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

/** A name that people can read and that is not ours; what earlier releases let through is shown as the id instead. */
const shownName = ({ id, name }: Pick<ApplicationRow, 'id' | 'name'>) => isReadableName(name) && !imitatesUs(name) ? name : id

/** An application as those see it whom it asks. */
export const toFace = (row: Pick<ApplicationRow, 'id' | 'name' | 'logoVersion' | 'homepageUrl'>, apiUrl: string): ApplicationFace =>
  ({ clientId: row.id, name: shownName(row), logoUrl: logoUrlOf(row, apiUrl), homepageUrl: row.homepageUrl })
