import { randomUUID } from 'node:crypto'
import { recipientKey } from './address.ts'
import type { Content } from './content.ts'

/** A message as one recipient has it. */
export interface Mail extends Content {
  id: string
  /** The recipient of the envelope, which is not always the one the message names. */
  to: string
  receivedAt: Date
}

export type Mailbox = ReturnType<typeof createMailbox>

/** Everything that has arrived, in memory, up to a number of messages; the oldest make room. */
export function createMailbox({ capacity = 1000 } = {}) {
  let mails: Mail[] = []
  const listeners = new Set<() => void>()
  const announce = () => { for (const listener of listeners) listener() }

  return {
    add(content: Content, recipients: string[]) {
      const receivedAt = new Date()
      const copies = recipients.map(to => ({ id: randomUUID(), to, ...content, receivedAt }))
      mails = [...copies.toReversed(), ...mails].slice(0, capacity)
      announce()
    },
    /** Newest first. */
    all: (): readonly Mail[] => mails,
    /** Newest first; the whole address, in any case. */
    addressedTo(address: string): readonly Mail[] {
      const key = recipientKey(address)
      return mails.filter(({ to }) => recipientKey(to) === key)
    },
    find: (id: string) => mails.find(mail => mail.id === id),
    clear() {
      mails = []
      announce()
    },
    /** @returns a function that ends it. */
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}
