import { readSettings, type Settings } from '@gatehouse/settings'
import { openDatabase } from '../db/open.ts'
import { createStore, type Store } from '../features/store.ts'
import { secretKeptInFile } from '../keys/secrets.ts'

export interface OpenedStore {
  settings: Settings
  store: Store
  close(): Promise<void>
}

/** Milliseconds. Nobody else waits for what a command does. */
const timeLimit = 30_000

/**
 * Opens the database of the settings, brought up to this release; the server may be using it. What only a server needs, such as a way to
 * send mail, is not asked for.
 *
 * @throws SettingsError
 */
export async function openStore(environment: NodeJS.ProcessEnv): Promise<OpenedStore> {
  const settings = readSettings(environment)
  // Made with the database, and missed before it is opened: a server that finds one without the other refuses to start.
  secretKeptInFile(settings)
  const database = await openDatabase({ url: settings.DATABASE_URL, pool: 1, timeLimit, guarded: true })
  return { settings, store: createStore(database), close: () => database.close() }
}
