import type { MessageKey } from '../../preferences/messages.ts'

/** A page in a navigation; pages whose addresses are below its own are found under it. */
export interface Place { path: string, label: MessageKey }

/** One part of what is behind the sign-in: the account, the console. */
export interface Area {
  /** Where its mark in the header leads; pages below it belong to places of their own. */
  home: string
  /** What the mark is called for ears. */
  homeLabel: MessageKey
  /** Beside the product's name; the account has none. */
  title: MessageKey | null
  navigation: MessageKey
  places: readonly Place[]
  /** The way to the other area, for those whom it is for. */
  other: Place | null
}
