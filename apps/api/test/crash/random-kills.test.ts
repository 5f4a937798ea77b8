import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Browser } from '../browser.ts'
import { freshDatabase } from '../database.ts'
import { password } from '../harness.ts'
import { startMailServer } from '../mail-server.ts'
import { startNode } from '../node-process.ts'

/** More of them with `CRASHES=200`, for a night. */
const crashes = Number(process.env.CRASHES ?? 4)

test(`after ${crashes} kills under mixed load, everything that was answered is there, and nothing is half done`, { timeout: 60_000 + crashes * 40_000 }, async () => {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const mail = await startMailServer()
  const shared = { databaseUrl: database.url, secret: randomBytes(32), smtpPort: mail.port }
  const registered = new Map<string, Browser>()
  let people = 0
  let interrupted = 0

  /** Registers, refreshes and signs in until the process is gone; a request that was not answered may have happened or not. */
  async function live(browser: () => Browser, alive: () => boolean) {
    while (alive()) {
      const username = `person-${++people}`
      const email = `${username}@example.com`
      const who = browser()
      const { body: { requestId } } = await who.post('/verification-codes', { email, purpose: 'register' })
      while (alive() && mail.codesFor(email).length === 0) await sleep(10)
      const answer = await who.post('/users', { username, email, codeRequestId: requestId, emailCode: mail.codesFor(email)[0], password, passwordConfirmation: password, acceptTerms: true })
      expect(answer.status).toBe(201)
      registered.set(username, who)
      for (let count = 0; count < 3; count++) expect((await who.post('/sessions/refresh')).status).toBe(200)
    }
  }

  for (let crash = 0; crash < crashes; crash++) {
    const node = await startNode(shared)
    let alive = true
    const load = Promise.allSettled(Array.from({ length: 6 }, () => live(node.browser, () => alive)))
    await sleep(400 + randomInt(800))
    alive = false
    await node.kill()
    const refused = (await load).filter(result => result.status === 'rejected').map(result => String(result.reason))
    // What ends a person's life here is the connection, never a wrong answer.
    expect(refused.filter(reason => !/fetch failed|terminated|other side closed/.test(reason))).toEqual([])
    interrupted += refused.length
  }
  expect(interrupted).toBeGreaterThan(0)

  const node = await startNode(shared)
  const [users, sessions, tokens, codes] = await Promise.all(['users', 'sessions', 'refresh_tokens', 'verification_codes'].map(database.rows))
  expect(users?.map(user => user.username)).toEqual(expect.arrayContaining([...registered.keys()]))
  for (const session of sessions ?? []) expect(tokens?.filter(token => token.session_id === session.id && token.used_at === null)).toHaveLength(1)
  for (const user of users ?? []) {
    expect(sessions?.some(session => session.user_id === user.id)).toBe(true)
    expect(codes?.filter(code => code.email_key === user.email_key && code.used_at !== null)).toHaveLength(1)
  }
  for (const username of [...registered.keys()].slice(0, 10)) {
    expect((await node.browser().post('/users/authorizations', { username, password })).status).toBe(200)
  }
})
