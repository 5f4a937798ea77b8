import type { Memory } from '@gatehouse/client/memory'
import type { ProviderEntry } from '@gatehouse/contracts'

const key = 'gatehouse-last-provider'

/** The id of the provider that last signed somebody in from this browser. */
export const readLastUsed = (memory: Memory) => memory.read(key)
export const keepLastUsed = (memory: Memory, provider: string) => memory.write(key, provider)

/** The one that was used last, then the others as they are. */
export const lastUsedFirst = (providers: readonly ProviderEntry[], last: string | null) =>
  [...providers.filter(({ id }) => id === last), ...providers.filter(({ id }) => id !== last)]
