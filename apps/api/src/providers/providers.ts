import type { Upstream } from './upstream.ts'

/** The providers that are configured. */
export interface Providers {
  /** In the order in which people are shown them: the built-in ones as in `index.ts`, then those of the file. */
  list(): readonly { id: string, label: string, icon: string }[]
  find(id: string): Upstream | null
}
