import { SettingsError, type Settings } from '@gatehouse/settings'
import { sqlitePath } from '../db/places.ts'
import { secretBeside } from './secret-file.ts'

type Secrets = readonly [Buffer, ...Buffer[]]

/** The secrets of the settings, newest first; `null` when they are kept in a file beside the database. @throws SettingsError */
export function secretsInSettings({ SECRET_KEY, DATABASE_URL }: Settings): Secrets | null {
  const [newest, ...older] = SECRET_KEY ?? []
  if (newest) return [newest, ...older]
  if (DATABASE_URL.startsWith('postgres')) throw new SettingsError('SECRET_KEY: is required with Postgres (openssl rand -base64 32)')
  return null
}

/** The secret of the file beside the database, made if it is time for that; `null` with Postgres, or when the settings have one. @throws SettingsError */
export const secretKeptInFile = ({ SECRET_KEY, DATABASE_URL }: Settings) =>
  SECRET_KEY?.length || DATABASE_URL.startsWith('postgres') ? null : secretBeside(sqlitePath(DATABASE_URL))

/** The secrets of the settings or of the file. @throws SettingsError */
export const secretsOf = (settings: Settings): Secrets => secretsInSettings(settings) ?? [secretBeside(sqlitePath(settings.DATABASE_URL))]
