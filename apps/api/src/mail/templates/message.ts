import type { Locale } from '@gatehouse/contracts'

/** One part of a mail, in the order it is read. */
export type Block =
  | { kind: 'text', text: string }
  | { kind: 'code', code: string }
  | { kind: 'link', label: string, url: string }
  | { kind: 'list', items: string[] }
  /** What to do if this was not you; small print at the end. */
  | { kind: 'aside', text: string }

export interface Message {
  subject: string
  blocks: Block[]
}

/** A mail in every language we speak. */
export type Translated = Record<Locale, Message>

export const text = (text: string): Block => ({ kind: 'text', text })
export const code = (code: string): Block => ({ kind: 'code', code })
export const link = (label: string, url: string): Block => ({ kind: 'link', label, url })
export const list = (items: string[]): Block => ({ kind: 'list', items })
export const aside = (text: string): Block => ({ kind: 'aside', text })
