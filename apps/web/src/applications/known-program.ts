import type { Memory } from '@gatehouse/client/memory'

const key = 'gatehouse-program'

/** The program that has sent somebody here, as its name and picture are shown. */
export interface KnownProgram { name: string, logoUrl: string | null }

/** Keeps for this tab which program an authorization is of: every page on the way to it says so, without asking again. */
export const keepProgram = (tabMemory: Memory, uid: string, { name, logoUrl }: KnownProgram) =>
  tabMemory.write(key, JSON.stringify({ uid, name, logoUrl }))

/** The program of an authorization; `null` when this tab does not know it. */
export function readProgram(tabMemory: Memory, uid: string): KnownProgram | null {
  try {
    const kept: unknown = JSON.parse(tabMemory.read(key) ?? 'null')
    return isProgram(kept) && 'uid' in kept && kept.uid === uid ? kept : null
  } catch {
    return null
  }
}

const isProgram = (value: unknown): value is KnownProgram => typeof value === 'object' && value !== null
  && 'name' in value && typeof value.name === 'string' && 'logoUrl' in value && (value.logoUrl === null || typeof value.logoUrl === 'string')
