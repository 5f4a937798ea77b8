import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { NewApplication } from '@gatehouse/contracts/programs'
import { expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import { freshDatabase } from '../../apps/api/test/database.ts'
import { password } from '../../apps/api/test/harness.ts'
import { startMailServer } from '../../apps/api/test/mail-server.ts'
import { startNode } from '../../apps/api/test/node-process.ts'
import { travel } from '../../apps/api/test/relying-party.ts'
import { freePort } from '../../scripts/ports.mjs'

const Registered = z.object({ clientId: z.string(), clientSecret: z.string().optional() })

/** The API in a process of its own, with Ann, who is signed in and registers programs. */
export async function running(settings: Record<string, string> = {}) {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const mail = await startMailServer()
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const node = await startNode({ databaseUrl: database.url, secret: randomBytes(32), smtpPort: mail.port, port, settings: { API_URL: issuer, ...settings } })

  const ann = node.browser()
  const email = 'ann-lee@example.com'
  const { body } = await ann.post('/verification-codes', { email, purpose: 'register' })
  await expect.poll(() => mail.codesFor(email).length, { timeout: 10_000 }).toBe(1)
  const answer = await ann.post('/users', {
    username: 'ann-lee', email, codeRequestId: body.requestId, emailCode: mail.codesFor(email)[0], password, passwordConfirmation: password, acceptTerms: true,
  })
  expect(answer.status).toBe(201)

  return {
    issuer, ann,

    async register(application: Omit<NewApplication, 'name'>) {
      const { status, body: registered } = await ann.post('/o/applications', { name: 'An example', ...application })
      expect([status, registered]).toEqual([201, expect.anything()])
      return Registered.parse(registered)
    },

    /** Where Ann is led from an address, who agrees to everything on the way. */
    journey: async (address: string) => (await travel(ann, new URL(address), new URL(issuer))).url,
  }
}

/** An example as a process, and what it prints. */
export function runExample(path: string, settings: Record<string, string | undefined>) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../${path}`, import.meta.url))], { env: { PATH: process.env.PATH, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { printed += chunk.toString() })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })

  return {
    /** Waits until it has printed this, and answers what the brackets caught. */
    async says(pattern: RegExp) {
      for (let tries = 0; tries < 600; tries++) {
        const found = pattern.exec(printed)
        if (found) return found[1] ?? ''
        if (child.exitCode !== null && tries > 5) break
        await sleep(50)
      }
      throw new Error(`the example never said ${pattern.source}: ${printed}`)
    },
  }
}

/** Somebody's browser at an example: one cookie, and no redirects by itself. */
export function visitor() {
  const cookies = new Map<string, string>()
  return async (address: string | URL) => {
    const answer = await fetch(address, { redirect: 'manual', headers: { cookie: [...cookies].map(pair => pair.join('=')).join('; ') } })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() }
  }
}
