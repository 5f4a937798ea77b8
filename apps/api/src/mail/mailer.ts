export interface Mail {
  /** Stable over all attempts to send it, so that a mailbox can drop a repeat. */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
}

/** Hands a mail to whatever delivers it. Rejects when it may be tried again, with `PermanentFailure` when not. */
export interface Mailer {
  send(mail: Mail): Promise<void>
  close(): void
}
