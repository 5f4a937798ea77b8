import type { FastifyBaseLogger } from 'fastify'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { readContent } from './content.ts'
import type { Fault, Faults } from './faults.ts'
import type { Mailbox } from './mailbox.ts'

/** Bytes; mail providers commonly take about twice that. */
const largestMessage = 10 * 1024 * 1024

/** Milliseconds. Senders keep connections open for their next message; on a stop they get this long to finish the current one. */
const idleTimeout = 10 * 60_000
const grace = 50

interface Dependencies {
  mailbox: Mailbox
  faults: Faults
  log: FastifyBaseLogger
}

class Reply extends Error {
  responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

/** An SMTP server (RFC 5321) that takes mail for everybody and keeps it. It answers once the message can be read in the mailbox. */
export function createMailServer({ mailbox, faults, log }: Dependencies) {
  const suffering = new WeakMap<SMTPServerSession, Fault | null>()

  const server = new SMTPServer({
    name: 'localhost', banner: 'Gatehouse simulator',
    logger: false, disableReverseLookup: true, disabledCommands: ['STARTTLS'],
    authOptional: true, allowInsecureAuth: true, authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
    size: largestMessage, rejectOversized: true,
    socketTimeout: idleTimeout, closeTimeout: grace,

    onAuth({ username }, _session, done) { done(null, { user: username || 'anybody' }) },
    onMailFrom(_address, session, done) {
      suffering.set(session, faults.take())
      done()
    },
    onRcptTo(_address, session, done) {
      const fault = suffering.get(session)
      if (fault === 'refuse') done(new Reply(550, 'No such mailbox (a planned fault)'))
      else if (fault === 'defer') done(new Reply(451, 'Try again later (a planned fault)'))
      else if (fault === 'drop') hangUp(session)
      else done()
    },
    onData(stream, session, done) {
      receive(stream, session).then(() => done(null, 'Kept in the inbox'), done)
    },
  })
  // Senders that vanish in the middle of a message; without a listener each would end the process.
  server.on('error', (error: Error) => log.debug({ err: error }, 'SMTP connection error'))

  function hangUp(session: SMTPServerSession) {
    for (const connection of server.connections) if (connection.session === session) connection.close()
  }

  async function receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession) {
    const { mailFrom, rcptTo } = envelope
    const source = await readAll(stream)
    // The server answers 552 to what is too large, whatever happens here.
    if (stream.sizeExceeded) return
    const content = await readContent(source, mailFrom ? mailFrom.address : '').catch((error: unknown) => {
      log.debug({ err: error }, 'message could not be parsed')
      throw new Reply(554, 'Message cannot be parsed')
    })
    mailbox.add(content, rcptTo.map(({ address }) => address))
  }

  return server
}

function readAll(stream: SMTPServerDataStream) {
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => {
      if (!stream.sizeExceeded) chunks.push(chunk)
    })
    stream.on('end', () => resolve(Buffer.concat(chunks)))
    stream.on('error', reject)
  })
}
