import { randomBytes } from 'node:crypto'
import PostalMime from 'postal-mime'
import { expect, onTestFinished, test } from 'vitest'
import { createBrowser, fetched } from './browser.ts'
import { freshDatabase } from './database.ts'
import { startNode } from './node-process.ts'
import { startStrictMailServer } from './strict-mail-server.ts'

const webUrl = 'https://accounts.example.com'

test('what the program mails in production is taken by a strict server: over TLS, and greeted by the name of the front end', async () => {
  const { url, drop } = await freshDatabase()
  onTestFinished(() => drop())
  const { port, taken } = await startStrictMailServer()
  const node = await startNode({
    databaseUrl: url, secret: randomBytes(32),
    settings: { GATEHOUSE_MODE: 'production', BCRYPT_COST: '10', WEB_URL: webUrl, API_URL: 'https://api.accounts.example.com', SMTP_URL: `smtp://localhost:${port}/?tls.rejectUnauthorized=false` },
  })
  const ann = createBrowser(fetched(node.address), webUrl)
  expect((await ann.post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })).status).toBe(202)
  await expect.poll(() => taken.length, { timeout: 120_000, interval: 20 }).toBe(1)
  expect(taken).toMatchObject([{ greeted: 'accounts.example.com', secure: true }])
  const mail = await PostalMime.parse(taken[0]?.raw ?? '')
  expect(mail).toMatchObject({ from: { address: 'no-reply@accounts.example.com' }, to: [{ address: 'ann@example.com' }] })
  expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
  expect(mail.text).toMatch(/\b\d{6}\b/)
})
