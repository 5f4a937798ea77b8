import type { Memory } from '@gatehouse/client/memory'

const key = 'gatehouse-last-provider'

/** The id of the provider that last signed somebody in from this browser. */
export const readLastUsed = (memory: Memory) => memory.read(key)
export const keepLastUsed = (memory: Memory, provider: string) => memory.write(key, provider)
