import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from './database.ts'
import { password, webOrigin } from './harness.ts'
import { startMailServer } from './mail-server.ts'
import { startNode } from './node-process.ts'

const tally = (statuses: number[]) => Object.fromEntries([...new Set(statuses)].sort().map(status => [status, statuses.filter(other => other === status).length]))

/** A request that the server has begun to read, and that waits for its body; `finish` sends that and answers the status. */
function halfSent(url: string, body: object) {
  const text = JSON.stringify(body)
  const outgoing = request(url, { method: 'POST', headers: { 'origin': webOrigin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'expect': '100-continue' } })
  const answered = new Promise<number | undefined>((resolve, reject) => {
    outgoing.once('error', reject).once('response', response => resolve(response.resume().statusCode))
  })
  outgoing.flushHeaders()
  return {
    begun: once(outgoing, 'continue'),
    finish() {
      outgoing.end(text)
      return answered
    },
  }
}

/** Two processes on one database, and a way to have somebody registered. */
async function deployment(settings: Record<string, string> = {}) {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const mail = await startMailServer()
  const shared = { databaseUrl: database.url, secret: randomBytes(32), smtpPort: mail.port, settings }
  const nodes = await Promise.all([startNode(shared), startNode(shared)])
  const nodeFor = (index: number) => nodes[index % 2] ?? nodes[0]

  async function codeFor(email: string, purpose: string, browser = nodes[0].browser()) {
    const before = mail.codesFor(email).length
    const { body } = await browser.post('/verification-codes', { email, purpose })
    await expect.poll(() => mail.codesFor(email).length, { timeout: 120_000, interval: 20 }).toBe(before + 1)
    return { codeRequestId: body.requestId, emailCode: mail.codesFor(email).at(-1) }
  }

  async function register(username: string) {
    const browser = nodes[0].browser()
    const email = `${username}@example.com`
    const answer = await browser.post('/users', { username, email, ...await codeFor(email, 'register', browser), password, passwordConfirmation: password, acceptTerms: true })
    expect(answer.status).toBe(201)
    return { browser, email }
  }
  return { database, mail, nodes, nodeFor, codeFor, register, shared }
}

test('on two processes as on one: what is used once is used once, and what is counted is counted', async () => {
  const { database, nodeFor, codeFor, register, mail } = await deployment()
  let lost = 0

  for (let round = 0; round < 5; round++) {
    const email = `race${round}@example.com`
    const code = await codeFor(email, 'register')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => nodeFor(index).browser().post('/users', {
      username: `race-${round}-${index}`, email, ...code, password, passwordConfirmation: password, acceptTerms: true,
    })))
    expect(tally(answers.map(answer => answer.status))).toEqual({ 201: 1, 400: 19 })
    lost += answers.filter(answer => answer.body.code === 'code_invalid').length
  }
  expect(lost).toBe(95)

  const ann = await register('ann-lee')
  for (let round = 0; round < 5; round++) {
    const cookies = new Map(ann.browser.cookies)
    const tabs = Array.from({ length: 20 }, (_, index) => {
      const tab = nodeFor(index).browser()
      for (const [name, value] of cookies) tab.cookies.set(name, value)
      return tab
    })
    const answers = await Promise.all(tabs.map(tab => tab.post('/sessions/refresh')))
    expect(tally(answers.map(answer => answer.status))).toEqual({ 200: 20 })
    expect(new Set(tabs.map(tab => tab.refreshToken)).size).toBe(1)
    for (const [name, value] of tabs[0]?.cookies ?? []) ann.browser.cookies.set(name, value)
  }
  const liveTokens = (await database.rows('refresh_tokens')).filter(row => row.used_at === null)
  expect(liveTokens).toHaveLength((await database.rows('sessions')).length)

  const reset = await codeFor(ann.email, 'reset-password')
  const resets = await Promise.all(Array.from({ length: 20 }, (_, index) => nodeFor(index).browser().post('/users/password-resets', {
    email: ann.email, ...reset, password: `quiet marble ${index}`, passwordConfirmation: `quiet marble ${index}`,
  })))
  expect(tally(resets.map(answer => answer.status))).toEqual({ 204: 1, 400: 19 })

  const guesses = await Promise.all(Array.from({ length: 100 }, (_, index) => nodeFor(index).browser().post('/users/authorizations', { username: 'ann-lee', password: 'wrong password' })))
  expect(tally(guesses.map(answer => answer.status))).toEqual({ 401: 5, 429: 95 })

  const welcomes = mail.mails.filter(({ mail: { subject } }) => subject === 'Your account is ready')
  await expect.poll(() => mail.mails.filter(({ mail: { subject } }) => subject === 'Your account is ready').length, { timeout: 120_000 }).toBe(6)
  expect(welcomes.length).toBeLessThanOrEqual(6)
})

test('on two processes an account has no more programs, and a program no more and no fewer secrets, than it may', async () => {
  const { database, nodes, register } = await deployment({ APPLICATIONS_PER_USER: '4' })
  const here = (await register('ann-lee')).browser
  const there = nodes[1].browser()
  there.accessToken = here.accessToken
  const twenty = <T>(work: (who: typeof here) => Promise<T>) => Promise.all(Array.from({ length: 20 }, (_, index) => work(index % 2 ? there : here)))

  const made = await twenty(who => who.post('/o/applications', { name: 'Orders', clientType: 'confidential', grantTypes: ['client_credentials'] }))
  expect(tally(made.map(answer => answer.status))).toEqual({ 201: 4, 409: 16 })
  for (const { clientId, secrets: [first] } of (await here.get('/o/applications')).body.applications) {
    const path = `/o/applications/${clientId}/secrets`
    const added = await twenty(who => who.post(path))
    expect(tally(added.map(answer => answer.status))).toEqual({ 201: 1, 409: 19 })
    const second = added.find(answer => answer.status === 201)?.body
    const ended = await Promise.all([here.delete(`${path}/${first?.id}`), there.delete(`${path}/${second?.id}`)])
    expect(tally(ended.map(answer => answer.status))).toEqual({ 204: 1, 409: 1 })
  }
  expect(await database.rows('application_secrets')).toHaveLength(4)
})

test('what one process ends, the other refuses as soon as it looks; a flow begun on one ends on the other', async () => {
  const { nodes, codeFor } = await deployment()
  const [first, second] = nodes
  const code = await codeFor('bob@example.com', 'register', first.browser())
  const there = second.browser()
  expect((await there.post('/users', { username: 'bobby', email: 'bob@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true })).status).toBe(201)
  const here = first.browser()
  here.accessToken = there.accessToken
  expect((await here.get('/users/me')).body.username).toBe('bobby')
  await there.delete('/sessions/current')
  await expect.poll(async () => (await here.get('/users/me')).body.code, { timeout: 120_000, interval: 100 }).toBe('session_ended')
})

test('a process that is told to stop finishes what it has begun, and ends with 0', async () => {
  const { nodes, codeFor } = await deployment()
  const [node] = nodes
  const code = await codeFor('carol@example.com', 'register', node.browser())
  const registering = halfSent(`${node.address}/users`, { username: 'carol', email: 'carol@example.com', ...code, password, passwordConfirmation: password, acceptTerms: true })
  await registering.begun
  const stopped = node.stop()
  await sleep(100)
  expect(await registering.finish()).toBe(201)
  expect(await stopped).toBe(0)
  expect(node.output.err.replace(/^oidc-provider WARNING: Unsupported runtime.*\n/, '')).toBe('')
  expect((await nodes[1].browser().post('/users/authorizations', { username: 'carol', password })).status).toBe(200)
})
