import type { Locale } from '@gatehouse/contracts'

/** Who is asking, as far as HTTP can tell; rules take this instead of a request. */
export interface Visitor {
  /** Address of the client, behind trusted proxies only. */
  ip: string | null
  /** What the address counts as when something is rationed. */
  network: string
  userAgent: string | null
  /** Hash of the device cookie: the same browser has the same one for as long as it keeps cookies. */
  deviceHash: string
  /** The language to write mail in, for people we do not know yet. */
  locale: Locale
  requestId: string
  /** Aborted when the connection closes before the answer. */
  signal?: AbortSignal
}
