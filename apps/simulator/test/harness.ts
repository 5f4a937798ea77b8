import { once } from 'node:events'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { buildApp } from '../src/app.ts'
import { createFaults } from '../src/inbox/faults.ts'
import { createMailServer } from '../src/inbox/mail-server.ts'
import { createMailbox } from '../src/inbox/mailbox.ts'
import { createProviders } from '../src/providers/index.ts'

const messages = z.object({
  messages: z.array(z.object({
    id: z.string(), to: z.string(), from: z.string(), subject: z.string(), text: z.string(), html: z.string(), receivedAt: z.iso.datetime(),
    code: z.string().nullable(), messageId: z.string().nullable(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    attachments: z.array(z.object({ filename: z.string().nullable(), mimeType: z.string(), size: z.number() })),
  })),
})

/** The simulator on free ports: `send` speaks real SMTP to it, `app.inject` asks it by HTTP. */
export async function harness(options: { capacity?: number } = {}) {
  const mailbox = createMailbox(options)
  const faults = createFaults()
  const webUrl = 'http://localhost:5173'
  const providers = createProviders({ webUrl, apiUrl: 'http://localhost:3000', redirectUris: [], url: 'http://localhost:4000', now: Date.now })
  const app = buildApp({ mailbox, faults, providers, webUrl, smtpUrl: 'smtp://localhost:2525', logLevel: 'silent' })
  const mailServer = createMailServer({ mailbox, faults, log: app.log })
  const listening = mailServer.listen({ host: '127.0.0.1', port: 0 })
  await once(listening, 'listening')
  const { port } = z.object({ port: z.number() }).parse(listening.address())
  onTestFinished(async () => {
    await app.close()
    await new Promise<void>(done => mailServer.close(done))
  })

  return {
    app, port,
    /** @param credentials for programs that insist on signing in. */
    async send(mail: SendMailOptions, credentials?: { user: string, pass: string }) {
      const transport = createTransport({ host: '127.0.0.1', port, ...(credentials && { auth: credentials }) })
      return transport.sendMail({ from: 'Gatehouse <no-reply@localhost.invalid>', to: 'ada@example.com', subject: 'Hello', text: 'Hello', ...mail })
    },
    async messages(query = '') {
      const answer = await app.inject(`/inbox/messages${query}`)
      return messages.parse(answer.json()).messages
    },
  }
}
