import type { Application, ApplicationType, ClientType, GrantType } from '@gatehouse/contracts/programs'

/** What developers call their program; each decides how it may ask for tokens. */
export const kinds = ['web', 'spa', 'native', 'machine', 'device'] as const
export type Kind = typeof kinds[number]

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code' satisfies GrantType

interface Terms { clientType: ClientType, applicationType: ApplicationType, grantTypes: GrantType[] }

/** What the kind of a new application stands for in the protocol. */
export const termsOf: Record<Kind, Terms> = {
  web: { clientType: 'confidential', applicationType: 'web', grantTypes: ['authorization_code', 'refresh_token'] },
  spa: { clientType: 'public', applicationType: 'web', grantTypes: ['authorization_code', 'refresh_token'] },
  native: { clientType: 'public', applicationType: 'native', grantTypes: ['authorization_code', 'refresh_token'] },
  machine: { clientType: 'confidential', applicationType: 'web', grantTypes: ['client_credentials'] },
  device: { clientType: 'public', applicationType: 'native', grantTypes: [deviceGrant, 'refresh_token'] },
}

/** People come back to it in their browser. */
export const comesBack = (grants: readonly GrantType[]) => grants.includes('authorization_code') || grants.includes('implicit')

/** What an application is, whatever was changed of it since it was registered. */
export function kindOf({ clientType, applicationType, grantTypes }: Pick<Application, 'clientType' | 'applicationType' | 'grantTypes'>): Kind {
  if (!comesBack(grantTypes) && grantTypes.includes(deviceGrant)) return 'device'
  if (!comesBack(grantTypes) && grantTypes.includes('client_credentials')) return 'machine'
  if (clientType === 'confidential') return 'web'
  return applicationType === 'native' ? 'native' : 'spa'
}

/** Where the pages of these addresses are from; what is no address of the web is left out. */
export function originsOf(addresses: readonly string[]): string[] {
  const origins = addresses.map(address => URL.canParse(address) ? new URL(address).origin : 'null')
  return [...new Set(origins)].filter(origin => /^https?:/.test(origin))
}
