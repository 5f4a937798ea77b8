import { applications } from './applications.ts'
import { consents } from './consents.ts'
import { devices, interactions, signOuts } from './interactions.ts'
import { permissions } from './permissions.ts'

export * from './applications.ts'
export * from './consents.ts'
export * from './interactions.ts'
export * from './permissions.ts'

/** Every endpoint about the programs that sign people in through us, by feature; beside the protocol endpoints themselves. */
export const programContracts = { applications, consents, devices, interactions, permissions, signOuts }
