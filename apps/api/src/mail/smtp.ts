import { createTransport } from 'nodemailer'
import { PermanentFailure } from '../jobs/kinds.ts'
import type { Mailer } from './mailer.ts'

/** Milliseconds. Only the job runner waits for the mail server, but it has other mail to send too. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/**
 * Sends by SMTP.
 *
 * @param url as `smtp://user:password@host:587`.
 * @param from the sender, as `Name <address>`.
 */
export function createSmtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({ url, pool: true, maxConnections: 5, disableFileAccess: true, disableUrlAccess: true, ...timeouts })

  return {
    async send({ to, ...mail }) {
      try {
        // An address object is taken as it is; a string would be parsed, and could come to mean somebody else.
        await transport.sendMail({ ...mail, from, to: { name: '', address: to } })
      } catch (error) {
        if (isRefusedForGood(error)) throw new PermanentFailure('the mail server refused the message', { cause: error })
        throw error
      }
    },
    close() { transport.close() },
  }
}

/** A 5xx reply to the address or the message (RFC 5321 section 4.2.1); 53x is about our own credentials and can be mended. */
function isRefusedForGood(error: unknown) {
  return error instanceof Error && 'responseCode' in error
    && typeof error.responseCode === 'number' && error.responseCode >= 550 && error.responseCode < 600
}
