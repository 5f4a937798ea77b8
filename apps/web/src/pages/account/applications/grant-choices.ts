import { grantTypes, legacyGrantTypes, type Application, type GrantType } from '@gatehouse/contracts/programs'
import { deviceGrant } from './kinds.ts'

const names = {
  'authorization_code': 'authorizationCode', 'refresh_token': 'refreshToken', 'client_credentials': 'clientCredentials',
  [deviceGrant]: 'device', 'implicit': 'implicit', 'password': 'password',
} as const satisfies Record<GrantType, string>

/** The keys of the words about a grant. */
export const grantKey = (grant: GrantType) => `applications.grants.${names[grant]}` as const

export const isLegacy = (grant: GrantType) => legacyGrantTypes.includes(grant)

/** What an application can choose of: what its kind and the server allow, and what it has already. */
export function grantsOffered({ clientType, grantTypes: chosen }: Application, legacyGrants: boolean) {
  return grantTypes.filter(grant => chosen.includes(grant)
    || ((legacyGrants || !isLegacy(grant)) && (clientType === 'confidential' || grant !== 'client_credentials')))
}
