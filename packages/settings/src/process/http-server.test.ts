import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpServer, transportLimits } from './http-server.ts'

/** Far more than any test lasts: what ends here is ended by the one limit a test has made small. */
const never = 3_600_000
const endless = { headers: never, request: never, check: 20, silence: never, keepAlive: never, grace: never, patience: never }

function portOf(server: Server) {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A server that answers `/` at once, and everything else when it is told to. */
async function serving(limits: Partial<typeof transportLimits> = {}, maxConnections = 1000) {
  const { server, connections } = createHttpServer({ maxConnections, limits: { ...endless, ...limits } })
  const held: ServerResponse[] = []
  server.on('request', (request, response) => {
    request.resume()
    if (request.url === '/') response.end('ok')
    else held.push(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  const port = portOf(server)

  /** A connection, what has come over it, and its end. */
  async function client(first = '') {
    const socket: Socket = connect(port, '127.0.0.1')
    const it = { socket, received: '', ended: once(socket, 'close') }
    socket.on('data', (data: Buffer) => { it.received += data.toString() })
    socket.on('error', () => undefined)
    const before = connections.count()
    await once(socket, 'connect')
    await expect.poll(() => connections.count() !== before || socket.destroyed, { timeout: 60_000, interval: 5 }).toBe(true)
    if (first) socket.write(first)
    return it
  }
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  const answered = (it: { received: string }, times = 1) => expect.poll(() => it.received.split('HTTP/1.1 200').length - 1, { timeout: 60_000, interval: 5 }).toBe(times)
  const close = () => connections.close(() => new Promise((resolve) => { server.close(resolve) }))
  return { client, request, answered, held, close, connections }
}

test.each([
  ['nothing', ''], ['half of its headers', 'GET / HTTP/1.1\r\nHost: loc'],
])('a connection that sends %s is told 408 and ended; one that waits between requests is not', async (_what, sent) => {
  const { client, request, answered } = await serving({ headers: 2000 })
  const waiting = await client(request('/'))
  await answered(waiting)
  const slow = await client(sent)
  await slow.ended
  expect(slow.received).toMatch(/^HTTP\/1\.1 408 /)
  waiting.socket.write(request('/'))
  await answered(waiting, 2)
})

test('so is one whose body does not come; a request that takes long to be answered is not', async () => {
  const { client, request, answered, held } = await serving({ headers: 2000, request: 2000 })
  const long = await client(request('/later'))
  await expect.poll(() => held.length, { timeout: 60_000 }).toBe(1)
  const slow = await client('POST /never HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf')
  await slow.ended
  expect(slow.received).toMatch(/^HTTP\/1\.1 408 /)
  held[0]?.end('at last')
  await answered(long)
})

test('the limits are looked at as often as they say, and not every half minute as Node does by itself', async () => {
  const rare = createServer({ headersTimeout: 2000, connectionsCheckingInterval: 15_000 }).listen(0, '127.0.0.1')
  await once(rare, 'listening')
  onTestFinished(() => rare.closeAllConnections())
  onTestFinished(() => void rare.close())
  const { client } = await serving({ headers: 2000 })
  const [slow, slower] = [await client(), connect(portOf(rare), '127.0.0.1')]
  const first = await Promise.race([slow.ended.then(() => 'ours'), once(slower.resume(), 'close').then(() => 'the one that looks every 15 seconds')])
  slower.destroy()
  expect(first).toBe('ours')
})

test('the limits in use are looked at often enough to mean what they say', () => {
  expect(transportLimits.check * 5).toBeLessThanOrEqual(Math.min(transportLimits.headers, transportLimits.request))
  expect(transportLimits.headers).toBeLessThanOrEqual(transportLimits.request)
  expect(transportLimits.keepAlive).toBeGreaterThan(60_000)
})

test('connections are told that they may be used again for as long as the limit says', async () => {
  const { client, request, answered } = await serving({ keepAlive: transportLimits.keepAlive })
  const it = await client(request('/'))
  await answered(it)
  expect(it.received).toMatch(/\r\nKeep-Alive: timeout=65\r\n/i)
})

test('whoever hangs costs a stop a few seconds', () => {
  expect(transportLimits.grace + transportLimits.patience).toBeLessThanOrEqual(5000)
})

test('too many connections: those that have been without a request for longest are closed first, never those with one', async () => {
  const { client, request, answered, held, connections } = await serving({}, 3)
  const busy = await client(request('/later'))
  await expect.poll(() => held.length, { timeout: 60_000 }).toBe(1)
  const [silent, used] = [await client(), await client(request('/'))]
  await answered(used)
  const newcomer = await client()
  await silent.ended
  const another = await client()
  await used.ended
  expect(connections.count()).toBe(3)
  held[0]?.end('at last')
  await answered(busy)
  expect([newcomer, another].map(({ socket }) => socket.destroyed)).toEqual([false, false])
})

test('when every connection has a request, a new one is closed', async () => {
  const { client, request, answered, held } = await serving({}, 2)
  const busy = [await client(request('/later')), await client(request('/later'))]
  await expect.poll(() => held.length, { timeout: 60_000 }).toBe(2)
  const refused = await client()
  await refused.ended
  expect(refused.received).toBe('')
  for (const response of held) response.end('at last')
  for (const it of busy) await answered(it)
})

test('before a stop every answer is the last of its connection', async () => {
  const { client, request, connections } = await serving()
  const first = await client(request('/'))
  await expect.poll(() => first.received, { timeout: 60_000 }).toContain('keep-alive')
  connections.leave()
  first.socket.write(request('/'))
  await first.ended
  expect(first.received.split('HTTP/1.1')[2]).toMatch(/\r\nConnection: close\r\n/i)
})

test('a stop waits for requests that were begun, and lets those ask that have none', async () => {
  const { client, request, answered, held, close, connections } = await serving()
  const [busy, idle] = [await client(request('/later')), await client(request('/'))]
  await answered(idle)
  await expect.poll(() => held.length, { timeout: 60_000 }).toBe(1)
  let isClosed = false
  const closing = close().then(() => { isClosed = true })
  expect(connections.isClosing()).toBe(true)
  idle.socket.write(request('/'))
  await idle.ended
  expect(idle.received.split('HTTP/1.1')[2]).toMatch(/\r\nConnection: close\r\n/i)
  expect(isClosed).toBe(false)
  held[0]?.end('at last')
  await busy.ended
  expect(busy.received).toContain('at last')
  await closing
})

test('a stop waits neither for silent connections, nor for halves of requests, nor for answers that nobody takes', async () => {
  const { client, request, held, close } = await serving({ grace: 40, patience: 100 })
  const hung = [await client(), await client('GET / HT'), await client('POST /never HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf'), await client(request('/large'))]
  await expect.poll(() => held.length, { timeout: 60_000 }).toBe(2)
  hung[3]?.socket.pause()
  held[1]?.end(Buffer.alloc(64 * 1024 * 1024))
  await close()
  hung[3]?.socket.resume()
  await Promise.all(hung.map(({ ended }) => ended))
})
