import type { Memory } from '@gatehouse/client/memory'

const key = 'gatehouse-linked'

/** Leaves for the next page that a provider was linked just now; by its name. */
export const keepLinked = (tabMemory: Memory, label: string) => tabMemory.write(key, label)

/** Says so once. */
export function takeLinked(tabMemory: Memory) {
  const label = tabMemory.read(key)
  tabMemory.write(key, null)
  return label
}
