import { watch } from 'vue'
import { useDependencies } from '../dependencies.ts'

const key = 'gatehouse-account-draft'

interface Draft { username: string, email: string }

/**
 * What people typed before they left the page to read their mail survives a reload of this tab; passwords and codes do not.
 */
export function useAccountDraft() {
  const { tabMemory } = useDependencies()

  return {
    read: () => parse(tabMemory.read(key)),
    keep(values: Draft) {
      watch(() => [values.username, values.email], ([username, email]) => tabMemory.write(key, JSON.stringify({ username, email })))
    },
    forget: () => tabMemory.write(key, null),
  }
}

function parse(text: string | null): Draft {
  try {
    const draft: unknown = JSON.parse(text ?? 'null')
    if (isDraft(draft)) return { username: draft.username, email: draft.email }
  } catch {
    // Somebody else's, then.
  }
  return { username: '', email: '' }
}

const isDraft = (value: unknown): value is Draft => typeof value === 'object' && value !== null
  && 'username' in value && typeof value.username === 'string' && 'email' in value && typeof value.email === 'string'
