import { SettingsError } from '@gatehouse/settings'

/** Why the program cannot run, in one line for whoever started it. */
export function explain(error: unknown) {
  if (error instanceof SettingsError) return error.message
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) return `WEB_PORT: port ${String(error.port)} is taken by another program`
  return `cannot start: ${error.message}`
}
