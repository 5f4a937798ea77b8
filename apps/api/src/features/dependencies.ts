import type { LegalDocuments, Settings } from '@gatehouse/settings'
import type { Outbox } from '../jobs/outbox.ts'
import type { SigningKeys } from '../keys/signing-keys.ts'
import type { Clock } from '../lib/clock.ts'
import type { Keyring } from '../lib/keyring.ts'
import type { Log } from '../lib/log.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { Hasher } from '../passwords/hasher.ts'
import type { Judge } from '../passwords/judge.ts'
import type { Providers } from '../providers/providers.ts'
import type { Store } from './store.ts'

/** What rules are made of; each feature takes what it needs. */
export interface Dependencies {
  settings: Settings
  /** Origin under which browsers reach the API. */
  apiUrl: string
  /** Origin under which they reach the front end. */
  webUrl: string
  development: boolean
  /** What people accept, as the settings say. */
  legalDocuments: LegalDocuments
  store: Store
  hasher: Hasher
  judge: Judge
  limiter: Limiter
  keyring: Keyring
  outbox: Outbox
  providers: Providers
  keys: SigningKeys
  clock: Clock
  log: Log
  /** Says that a committed transaction has left jobs to do. */
  wakeJobs: () => void
}
