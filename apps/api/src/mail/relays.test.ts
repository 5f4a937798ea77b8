import PostalMime from 'postal-mime'
import { expect, onTestFinished, test } from 'vitest'
import { startScriptedMailServer } from '../../test/scripted-mail-server.ts'
import { startStrictMailServer } from '../../test/strict-mail-server.ts'
import { PermanentFailure } from '../jobs/kinds.ts'
import type { MailRelay } from './relay.ts'
import { createSmtpMailer } from './smtp.ts'

const mail = { messageId: '<id@accounts.example.com>', to: 'ann@example.com', subject: '注册验证码', text: `验证码 123456，${'很长的一行'.repeat(300)}`, html: '<p>验证码 123456</p>' }
const from = { name: '门楼, Gatehouse', address: 'no-reply@accounts.example.com' }
const replyTo = { name: 'Help', address: 'help@example.com' }

function mailerFor(port: number, relay: Partial<MailRelay> = {}, answers: typeof replyTo | null = null) {
  const mailer = createSmtpMailer({ relay: { url: `smtp://localhost:${port}`, greeting: 'accounts.example.com', tls: 'local', ...relay }, from, replyTo: answers })
  onTestFinished(() => mailer.close())
  return mailer
}
const faultOf = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => error)

const count = (raw: string, header: string) => raw.split('\r\n\r\n')[0]?.match(new RegExp(`^${header}:`, 'gim'))?.length ?? 0

test('a strict server takes it: greeted by the name of the front end, over TLS, in 7 bit, each header once, marked as written by a program', async () => {
  const { taken, port } = await startStrictMailServer()
  // Its certificate is made up; that one is asked for is shown below.
  await mailerFor(port, { tls: 'required', url: `smtp://localhost:${port}/?tls.rejectUnauthorized=false` }, replyTo).send(mail)
  expect(taken).toMatchObject([{ greeted: 'accounts.example.com', secure: true }])
  const { raw = '' } = taken[0] ?? {}
  for (const header of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Auto-Submitted', 'Reply-To']) expect([header, count(raw, header)]).toEqual([header, 1])
  const parsed = await PostalMime.parse(raw)
  expect(parsed.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
  expect(parsed).toMatchObject({ from, replyTo: [replyTo], subject: mail.subject, messageId: mail.messageId, html: mail.html })
  expect(parsed.text?.trim()).toBe(mail.text)
})

test('without an address for answers there is none in the mail', async () => {
  const { taken, port } = await startStrictMailServer()
  await mailerFor(port).send(mail)
  expect(count(taken[0]?.raw ?? '', 'Reply-To')).toBe(0)
})

test('where TLS is required, its certificate is looked at', async () => {
  const { taken, port } = await startStrictMailServer()
  const fault = await faultOf(mailerFor(port, { tls: 'required' }).send(mail))
  expect(String(fault)).toMatch(/certificate|self-signed|expired/i)
  expect(fault).not.toBeInstanceOf(PermanentFailure)
  expect(taken).toEqual([])
})

test('where TLS is required, a server that offers none is told neither password nor mail, and the reason names the setting', async () => {
  const server = await startScriptedMailServer()
  const fault = await faultOf(mailerFor(server.port, { tls: 'required', url: `smtp://user:secret@127.0.0.1:${server.port}` }).send(mail))
  expect(String(fault)).toMatch(/offers no STARTTLS.*SMTP_ALLOW_PLAINTEXT/)
  expect(fault).not.toBeInstanceOf(PermanentFailure)
  expect(server.lines).toEqual(['EHLO accounts.example.com', 'STARTTLS'])
})

test('where TLS is required, somebody on the way who makes EHLO fail gets nothing either', async () => {
  const server = await startScriptedMailServer(line => line.startsWith('EHLO') ? '500 what?' : undefined)
  expect(String(await faultOf(mailerFor(server.port, { tls: 'required', url: `smtp://user:secret@127.0.0.1:${server.port}` }).send(mail)))).toMatch(/offers no STARTTLS/)
  expect(server.lines).toEqual(['EHLO accounts.example.com'])
})

test('what was slipped in after STARTTLS in clear is not taken for an answer', async () => {
  const server = await startScriptedMailServer(line => line === 'STARTTLS' ? '220 go on\r\n250-relay.example.com\r\n250 AUTH PLAIN' : undefined)
  expect(await faultOf(mailerFor(server.port, { tls: 'required', url: `smtp://user:secret@127.0.0.1:${server.port}` }).send(mail))).toBeInstanceOf(Error)
  expect(server.lines.filter(line => /AUTH|MAIL/.test(line))).toEqual([])
})

test.each([
  ['knows no extension at all', () => undefined, ['EHLO accounts.example.com']],
  ['does not know EHLO', (line: string) => line.startsWith('EHLO') ? '502 not implemented' : undefined, ['EHLO accounts.example.com', 'HELO accounts.example.com']],
])('a stripped server that %s takes the mail, in 7 bit and without parameters', async (_what, script, greetings) => {
  const server = await startScriptedMailServer(script)
  await mailerFor(server.port, { tls: 'offered', url: `smtp://127.0.0.1:${server.port}` }).send(mail)
  expect(server.lines).toEqual([...greetings, 'MAIL FROM:<no-reply@accounts.example.com>', 'RCPT TO:<ann@example.com>', 'DATA'])
  expect(server.mails).toHaveLength(1)
  expect(server.mails[0]).toMatch(/^[\n\t\x20-\x7e]*$/)
  expect((await PostalMime.parse(server.mails[0] ?? '')).text?.trim()).toBe(mail.text)
})

test.each([
  ['the connection', (line: string) => line.startsWith('EHLO') ? '554 no SMTP service here' : line.startsWith('HELO') ? '554 nor this way' : undefined],
  ['our sender', (line: string) => line.startsWith('MAIL FROM') ? '550 5.7.1 sender is not ours' : undefined],
])('a server that refuses %s has not refused the mail: it is tried again', async (_what, script) => {
  const server = await startScriptedMailServer(script)
  const fault = await faultOf(mailerFor(server.port).send(mail))
  expect(fault).toBeInstanceOf(Error)
  expect(fault).not.toBeInstanceOf(PermanentFailure)
})
