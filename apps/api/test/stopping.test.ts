import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { transportLimits } from '@gatehouse/settings/http-server'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../scripts/ports.mjs'
import { dialect, freshDatabase } from './database.ts'
import { harness, webOrigin } from './harness.ts'
import { startMailServer } from './mail-server.ts'
import { launchNode, startNode } from './node-process.ts'

const secret = randomBytes(32)
const aMoment = { timeout: 120_000, interval: 10 }

async function database() {
  const made = await freshDatabase()
  onTestFinished(() => made.drop())
  return made
}

/** Something that takes connections and never says anything. */
async function silentServer() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address: AddressInfo | string | null = server.address()
  return { server, port: typeof address === 'object' && address ? address.port : 0 }
}

/** Requests over one connection, as a balancer sends them. */
function connection(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  return (path: string) => new Promise<{ status: number | undefined, headers: Record<string, unknown>, body: string }>((resolve, reject) => {
    request({ agent, host: '127.0.0.1', port, path }, (response) => {
      let body = ''
      response.on('data', (data: Buffer) => { body += data.toString() })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
    }).once('error', reject).end()
  })
}

test('a stop makes itself known first, then refuses what is new, and finishes what was begun', async () => {
  const never = 3_600_000
  const { app, announceStop, stop } = await harness({ serving: { limits: { ...transportLimits, grace: never, patience: never } } })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const ask = connection(Number(port))
  expect((await ask('/readyz')).status).toBe(200)

  announceStop()
  const unready = await ask('/readyz')
  expect([unready.status, unready.headers.connection]).toEqual([503, 'close'])
  const served = await ask('/usernames/ann-lee/count')
  expect([served.status, served.headers.connection]).toEqual([200, 'close'])

  const begun = request({ host: '127.0.0.1', port, path: '/users/authorizations', method: 'POST', headers: { 'origin': webOrigin, 'content-type': 'application/json', 'content-length': 2, 'expect': '100-continue' } })
  begun.flushHeaders()
  const answered = new Promise<number | undefined>((resolve) => { begun.once('response', response => resolve(response.resume().statusCode)) })
  await once(begun, 'continue')
  const idle = connect(Number(port), '127.0.0.1')
  await once(idle, 'connect')

  let isStopped = false
  const stopped = stop().then(() => { isStopped = true })
  idle.write(`GET /usernames/ann-lee/count HTTP/1.1\r\nHost: localhost\r\nOrigin: ${webOrigin}\r\n\r\n`)
  let told = ''
  idle.on('data', (data: Buffer) => { told += data.toString() })
  await once(idle, 'close')
  expect(told).toMatch(/^HTTP\/1\.1 503 /)
  expect(told).toMatch(/\r\nconnection: close\r\n/i)
  expect(told).toMatch(/\r\nretry-after: 5\r\n/i)
  expect(told).toContain('"code":"overloaded"')
  // Pages can read it, and try again, instead of taking it for a lost network.
  expect(told).toMatch(new RegExp(`\\r\\naccess-control-allow-origin: ${webOrigin}\\r\\n`, 'i'))
  expect(isStopped).toBe(false)
  begun.end('{}')
  expect(await answered).toBe(400)
  await stopped
})

test('a stop under load loses nothing that was acknowledged, answers the rest 503 or not at all, and ends with 0', async () => {
  const { url, rows } = await database()
  const mail = await startMailServer()
  const node = await startNode({ databaseUrl: url, secret, smtpPort: mail.port, settings: { APPLICATIONS_PER_USER: '10000' } })
  const ann = node.browser()
  const { body: { requestId } } = await ann.post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })
  await expect.poll(() => mail.codesFor('ann@example.com').length, aMoment).toBe(1)
  const password = 'copper lantern orbit'
  const registered = await ann.post('/users', { username: 'ann-lee', email: 'ann@example.com', codeRequestId: requestId, emailCode: mail.codesFor('ann@example.com')[0], password, passwordConfirmation: password, acceptTerms: true })
  expect(registered.status).toBe(201)

  const acknowledged: string[] = []
  const others: number[] = []
  let count = 0
  async function keepAsking() {
    for (;;) {
      const name = `Program ${++count}`
      const { status } = await ann.post('/o/applications', { name, clientType: 'confidential', grantTypes: ['client_credentials'] }).catch(() => ({ status: 0 }))
      if (status === 0) return
      if (status === 201) acknowledged.push(name)
      else others.push(status)
    }
  }
  const load = Promise.all(Array.from({ length: 8 }, keepAsking))
  await expect.poll(() => acknowledged.length, aMoment).toBeGreaterThan(20)
  expect(await node.stop()).toBe(0)
  await load
  expect(new Set(others)).toEqual(others.length > 0 ? new Set([503]) : new Set())
  const kept = (await rows('applications')).map(({ name }) => name)
  expect(acknowledged.filter(name => !kept.includes(name))).toEqual([])
  expect((await rows('jobs')).filter(({ lease }) => lease !== null)).toEqual([])
})

test('connections stay open between requests for longer than the minute of a balancer', async () => {
  const node = await startNode({ databaseUrl: (await database()).url, secret })
  const { headers } = await connection(node.port)('/livez')
  expect(headers).toMatchObject({ 'connection': 'keep-alive', 'keep-alive': 'timeout=65' })
})

test('connections that hang do not hold a stop up, and it ends with 0', async () => {
  const node = await startNode({ databaseUrl: (await database()).url, secret })
  const hung = await Promise.all(['', 'GET /livez HTTP/1.1\r\nHo', 'POST /users/authorizations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'].map(async (sent) => {
    const socket = connect(node.port, '127.0.0.1').on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(sent)
    return socket
  }))
  expect(await node.stop()).toBe(0)
  expect(hung).toHaveLength(3)
})

test('a second signal ends the process at once, with the number of that signal', async () => {
  const node = await startNode({ databaseUrl: (await database()).url, secret, settings: { LOG_LEVEL: 'info', SHUTDOWN_DELAY_SECONDS: '60' } })
  node.signal('SIGTERM')
  await expect.poll(() => node.output.out, aMoment).toContain('"stopping"')
  node.signal('SIGINT')
  expect(await node.ended()).toBe(130)
})

test('a signal while the program starts ends it with 0', async () => {
  const { server, port } = await silentServer()
  const node = launchNode({ databaseUrl: `postgres://gatehouse:secret@127.0.0.1:${port}/gatehouse`, secret, port: await freePort() })
  await once(server, 'connection')
  node.signal('SIGTERM')
  expect(await node.ended()).toBe(0)
  expect(node.output.err.replace(/^oidc-provider WARNING: Unsupported runtime.*\n/, '')).toBe('')
})

test('what keeps the program from starting is one line, and a code of its own', async () => {
  const { url } = await database()
  const { port: taken } = await silentServer()
  const closed = await freePort()
  const start = async (settings: Record<string, string>, port = closed) => {
    const node = launchNode({ databaseUrl: url, secret, port, settings })
    return { code: await node.ended(), err: node.output.err.replace(/^oidc-provider WARNING: Unsupported runtime.*\n/, '') }
  }
  expect(await start({ BCRYPT_COST: 'dear' })).toEqual({ code: 78, err: 'gatehouse api: BCRYPT_COST: must be a whole number\n' })
  expect(await start({ LISTEN_HOST: '127.0.0.1' }, taken)).toEqual({ code: 71, err: `gatehouse api: API_PORT: port ${taken} is taken by another program\n` })
  expect(await start({ DATABASE_URL: `postgres://gatehouse:secret@127.0.0.1:${closed}/gatehouse` })).toMatchObject({ code: 69, err: expect.stringMatching(/^gatehouse api: .+\n$/) })
  expect(await start({ DATABASE_URL: `file:${import.meta.filename}/gatehouse.db` })).toMatchObject({ code: 69, err: expect.stringMatching(/^gatehouse api: .+\n$/) })
  if (dialect === 'postgres') {
    expect(await start({ DATABASE_URL: url.replace(/[^/]*$/, 'not_there') })).toMatchObject({ code: 78, err: expect.stringMatching(/^gatehouse api: .+\n$/) })
  }
})

test('mail that hangs is given back when its runner stops, for the next one to send', async () => {
  const { browser, mailbox, runner, rows, anotherNode } = await harness()
  await browser().post('/verification-codes', { email: 'ann@example.com', purpose: 'register' })
  const { send } = mailbox
  let begun = false
  mailbox.send = () => new Promise(() => { begun = true })
  runner.start()
  await expect.poll(() => begun, aMoment).toBe(true)
  await runner.stop()
  expect(await rows('jobs')).toMatchObject([{ state: 'pending', lease: null }])
  mailbox.send = send
  const other = await anotherNode()
  await other.deliver()
  expect(mailbox.to('ann@example.com')).toHaveLength(1)
})
