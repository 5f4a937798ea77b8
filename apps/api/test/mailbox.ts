import type { Mail, Mailer } from '../src/mail/mailer.ts'

export interface Mailbox extends Mailer {
  mails: Mail[]
  /** Makes the next attempts fail with this error, until it is set to `null`. */
  failWith(error: Error | null): void
  to(address: string): Mail[]
  /** The six digits in the newest mail to an address. */
  codeFor(address: string): string
}

/** Keeps mail instead of sending it. */
export function createMailbox(): Mailbox {
  const mails: Mail[] = []
  let failure: Error | null = null
  const to = (address: string) => mails.filter(mail => mail.to === address)

  return {
    mails,
    to,
    failWith(error) { failure = error },
    codeFor(address) {
      const code = /\b\d{6}\b/.exec(to(address).at(-1)?.text ?? '')?.[0]
      if (!code) throw new Error(`no code was mailed to ${address}`)
      return code
    },
    async send(mail) {
      if (failure) throw failure
      mails.push(mail)
    },
    close() { /* nothing to close */ },
  }
}
