import { once } from 'node:events'
import { domainToASCII } from 'node:url'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import { PermanentFailure } from '../jobs/kinds.ts'
import { createSmtpMailer } from './smtp.ts'

const sender = { from: { name: 'Gatehouse', address: 'no-reply@gatehouse.invalid' }, replyTo: null }
const relayAt = (port: number) => ({ url: `smtp://127.0.0.1:${port}`, greeting: 'accounts.example.com', tls: 'local' as const })

interface Received { from: string, to: string[], raw: string }

async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString() })
        done()
      })
    },
    ...options,
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const mailer = createSmtpMailer({ relay: relayAt(port), ...sender })
  onTestFinished(() => {
    mailer.close()
    server.close()
  })
  return { received, mailer }
}

const mail = { messageId: '<id@gatehouse.invalid>', to: 'ann@example.com', subject: '注册验证码', text: '验证码 123456', html: '<p>验证码 123456</p>' }

test('text and HTML arrive in one message, with the id it was given', async () => {
  const { received, mailer } = await mailServer()
  await mailer.send(mail)
  expect(received).toMatchObject([{ from: 'no-reply@gatehouse.invalid', to: ['ann@example.com'] }])
  const parsed = await PostalMime.parse(received[0]?.raw ?? '')
  expect(parsed).toMatchObject({ messageId: '<id@gatehouse.invalid>', subject: '注册验证码', text: '验证码 123456', html: '<p>验证码 123456</p>' })
  expect(parsed.to?.[0]?.address).toBe('ann@example.com')
})

test.each(['Ann.Lee+tag@Example.com', 'o\'neil@example.co', 'u@xn--e1afmkfd.xn--p1ai', 'a!#$%&*=?^_`{|}~-@example.com'])('%s gets it, letter by letter, and nobody else', async (to) => {
  const { received, mailer } = await mailServer()
  await mailer.send({ ...mail, to })
  // Domains have no case, and the server under test shows international ones in their own script.
  const [local, domain = ''] = to.split('@')
  expect(received.map(message => message.to.map(address => [address.split('@')[0], domainToASCII(address.split('@')[1] ?? '')]))).toEqual([[[local, domain.toLowerCase()]]])
})

test.each([[550, true], [552, true], [554, true], [421, false], [451, false], [535, false]])('a reply of %i is %s to be final', async (responseCode, final) => {
  const { mailer } = await mailServer({ onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })) })
  const error: unknown = await mailer.send(mail).then(() => null, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(error instanceof PermanentFailure).toBe(final)
})

test('no server at all may be tried again', async () => {
  const mailer = createSmtpMailer({ relay: relayAt(9), ...sender })
  onTestFinished(() => mailer.close())
  const error: unknown = await mailer.send(mail).then(() => null, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBeInstanceOf(PermanentFailure)
})
