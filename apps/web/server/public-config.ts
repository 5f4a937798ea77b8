import { createHash } from 'node:crypto'
import type { Addresses, Settings } from '@gatehouse/settings'

/** What the pages need to know of this deployment; everybody may read it. */
export function publicConfig({ apiUrl, webUrl }: Addresses, settings: Settings) {
  return {
    apiUrl,
    webUrl,
    documents: { terms: settings.TERMS_URL ?? null, privacy: settings.PRIVACY_URL ?? null },
    policy: {
      usernameMinLength: settings.USERNAME_MIN_LENGTH,
      usernameMaxLength: settings.USERNAME_MAX_LENGTH,
      passwordMinLength: settings.PASSWORD_MIN_LENGTH,
      passwordMaxLength: settings.PASSWORD_MAX_LENGTH,
    },
    /** Draws the lattice window: every deployment has its own. */
    seed: createHash('sha256').update(webUrl).digest('hex').slice(0, 16),
  }
}
export type PublicConfig = ReturnType<typeof publicConfig>
