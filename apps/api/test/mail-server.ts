import { once } from 'node:events'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

/** A real mail server on a free port that keeps what it is sent. */
export async function startMailServer() {
  const mails: { to: string, mail: Email }[] = []
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          for (const { address } of envelope.rcptTo) mails.push({ to: address, mail })
          done()
        })
      })
    },
  })
  // A client that was killed resets its connection.
  server.on('error', () => undefined)
  const listening = server.listen(0, 'localhost')
  await once(listening, 'listening')
  onTestFinished(() => new Promise<void>(resolve => server.close(resolve)))
  const address = listening.address()

  /** Every code that was mailed to an address, the newest last. */
  const codesFor = (to: string) => mails.filter(mail => mail.to === to).flatMap(({ mail }) => /\b\d{6}\b/.exec(mail.text ?? '')?.[0] ?? [])
  return { port: typeof address === 'object' && address ? address.port : 0, mails, codesFor }
}
