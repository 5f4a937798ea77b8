import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

/**
 * A mail server as Postfix is set up where it faces the world: no mail before TLS, no names that cannot be looked up, well-formed messages
 * only. Its certificate is made up.
 */
export async function startStrictMailServer() {
  const taken: { raw: string, greeted: string, secure: boolean }[] = []
  const refuse = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })
  const server = new SMTPServer({
    authOptional: true, logger: false,
    onMailFrom(_address, session, done) { done(session.secure ? null : refuse(530, '5.7.0 Must issue a STARTTLS command first')) },
    onRcptTo(_address, session, done) {
      const name = session.hostNameAppearsAs
      done(typeof name === 'string' && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name) ? null : refuse(504, `5.5.2 <${String(name)}>: Helo command rejected: need fully-qualified hostname`))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const raw = Buffer.concat(chunks).toString('latin1')
        taken.push({ raw, greeted: String(session.hostNameAppearsAs), secure: session.secure })
        done(/^[\r\n\t\x20-\x7e]*$/.test(raw) && raw.split('\r\n').every(line => line.length <= 998) ? null : refuse(554, '5.6.0 not 7 bit'))
      })
    },
  })
  const listening = server.listen(0, 'localhost')
  await once(listening, 'listening')
  onTestFinished(() => new Promise<void>(resolve => server.close(resolve)))
  const address = listening.address()
  return { taken, port: typeof address === 'object' && address ? address.port : 0 }
}
