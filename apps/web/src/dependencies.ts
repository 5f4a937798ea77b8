import type { Memory } from '@gatehouse/client/memory'
import { inject, type InjectionKey } from 'vue'
import type { Config } from './config.ts'
import type { Connection } from './connection.ts'
import type { Language } from './preferences/language.ts'
import type { Theme } from './preferences/theme.ts'

/** What the front end is given. Tests give it others. */
export interface Dependencies {
  /** The API and the session; the same connection every time. */
  connect: () => Promise<Connection>
  language: Language
  theme: Theme
  /** What outlives the browser; never a credential. */
  memory: Memory
  /** What outlives a reload of this tab; never a password, and no code but that of a registration under way. */
  tabMemory: Memory
  /** Goes to another site; ends only when the person is back on this page, or never left it. */
  leaveFor: (url: string) => Promise<void>
}

export const dependenciesKey: InjectionKey<Dependencies> = Symbol('dependencies')
export const configKey: InjectionKey<Config> = Symbol('config')

export const useDependencies = () => provided(dependenciesKey)

/** What the deployment says of itself; known to every page. */
export const useConfig = () => provided(configKey)

function provided<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (value === undefined) throw new Error(`nothing was provided as ${String(key)}`)
  return value
}
