import type { Correspondent } from '@gatehouse/settings'
import { createTransport } from 'nodemailer'
import { PermanentFailure } from '../jobs/kinds.ts'
import type { Mailer } from './mailer.ts'
import type { MailRelay } from './relay.ts'

/** Milliseconds. Only the job runner waits for the mail server, but it has other mail to send too. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Whoever answers by a program (an absence, a full mailbox) leaves us alone (RFC 3834 section 5). */
const headers = { 'Auto-Submitted': 'auto-generated' }

interface Sender {
  relay: MailRelay
  from: Correspondent
  replyTo: Correspondent | null
}

/** Sends by SMTP. */
export function createSmtpMailer({ relay: { url, greeting, tls }, from, replyTo }: Sender): Mailer {
  const security = { required: { requireTLS: true }, offered: {}, local: { tls: { rejectUnauthorized: false } } }[tls]
  const transport = createTransport({
    url, name: greeting, pool: true, maxConnections: 5, disableFileAccess: true, disableUrlAccess: true, ...timeouts, ...security,
  })

  return {
    async send({ to, ...mail }) {
      try {
        // An address object is taken as it is; a string would be parsed, and could come to mean somebody else.
        await transport.sendMail({ ...mail, headers, from, ...(replyTo && { replyTo }), to: { name: '', address: to } })
      } catch (error) {
        if (isRefusedForGood(error)) throw new PermanentFailure('the mail server refused the message', { cause: error })
        if (offersNoTls(error)) throw new Error(withoutTls, { cause: error })
        throw error
      }
    },
    close() { transport.close() },
  }
}

const withoutTls = 'the mail server offers no STARTTLS, and nothing was sent to it: use smtps://, or allow passwords and codes in clear by SMTP_ALLOW_PLAINTEXT=true'

/** What a mail server has answered, and to which command. */
const replyOf = (error: unknown) => error instanceof Error ? { command: 'command' in error && error.command, code: 'responseCode' in error && error.responseCode } : null

/**
 * A 5xx reply to the address or to the message (RFC 5321 section 4.2.1). One to anything before is about us, such as our name, password or
 * sender, and so are 53x: they can be mended, and then the mail is wanted.
 */
function isRefusedForGood(error: unknown) {
  const { command, code } = replyOf(error) ?? {}
  return (command === 'RCPT TO' || command === 'DATA') && typeof code === 'number' && code >= 550 && code < 600
}

/** A server that answers `STARTTLS` with no, or does not know `EHLO`, after which there is no TLS. */
function offersNoTls(error: unknown) {
  if (!(error instanceof Error) || !('response' in error) || !error.response || !('code' in error)) return false
  return error.code === 'ETLS' || (error.code === 'ECONNECTION' && error.message.startsWith('EHLO failed but HELO'))
}
