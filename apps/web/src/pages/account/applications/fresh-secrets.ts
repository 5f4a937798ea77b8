import { defineStore } from 'pinia'

/**
 * Secrets on their way from the page that made them to the page that shows them, in memory only: a secret is in no address and in
 * no history, and after a reload it is gone.
 */
export const useFreshSecrets = defineStore('fresh-secrets', () => {
  const secrets = new Map<string, string>()
  return {
    keep: (clientId: string, secret: string) => { secrets.set(clientId, secret) },

    /** The secret, once. */
    take(clientId: string): string | null {
      const secret = secrets.get(clientId) ?? null
      secrets.delete(clientId)
      return secret
    },
  }
})
