import type { z } from 'zod'
import { settings, type Settings } from './settings.ts'

/** A setting is missing or wrong; the message is one line for the person who set it. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SettingsError'
  }
}

/**
 * Reads the settings from an environment. A variable that is set but empty counts as not set.
 *
 * @throws SettingsError naming the first setting that cannot be accepted, never its value: it may be a secret.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = settings.safeParse(present)
  if (parsed.success) return parsed.data
  throw new SettingsError(sentence(parsed.error))
}

function sentence(error: z.ZodError) {
  const [issue] = error.issues
  return `${issue?.path[0]?.toString() ?? 'settings'}: ${issue?.message ?? 'cannot be read'}`
}
