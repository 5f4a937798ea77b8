import { once } from 'node:events'
import dns from 'node:dns'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createClock } from '../../test/clock.ts'
import { createAddressPolicy, isPublic } from './address-policy.ts'
import { oauth } from './provider.ts'
import { createSend } from './send.ts'
import { createUpstream } from './upstream.ts'
import { UpstreamError } from './upstream-error.ts'

/** Milliseconds; the longer one is for whoever does not wait for it, so that a busy machine does not change the outcome. */
const [deadline, patience] = [400, 60_000]
const inTime = deadline + 5000
const limits = { deadline: patience, maxBytes: 1_048_576, mayConnect: createAddressPolicy({ allowedNetworks: ['127.0.0.0/8'], simulatorUrl: null }) }
const guarded = { ...limits, mayConnect: createAddressPolicy({ allowedNetworks: [], simulatorUrl: null }) }

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const sockets = new Set<Socket>()
  let calls = 0
  const listening = createServer((request, response) => {
    calls++
    answer(request, response)
  }).listen(0, '127.0.0.1')
  listening.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await once(listening, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    listening.close()
  })
  const { port } = z.object({ port: z.number() }).parse(listening.address())
  return { port, url: `http://127.0.0.1:${port}`, sockets, calls: () => calls }
}

const log = { info() {}, warn() {}, error() {} }
const upstreamAt = (url: string, { within = patience, total }: { within?: number, total?: number } = {}) => createUpstream({
  provider: oauth({
    id: 'x', label: 'X', icon: 'x', authorizeUrl: `${url}/authorize`, tokenUrl: `${url}/ok`, scopes: [],
    identify: async read => ({ keys: [{ scope: 'x', subject: (await read(`${url}/me`, z.object({ id: z.string() }))).id }] }),
  }),
  client: { id: 'id', secret: 'secret' }, provisioning: 'bind', callback: 'web', redirectUri: 'https://www.example.com/oauth/callback/x', at: address => address, limits: { ...limits, deadline: within }, total: total ?? within, clock: createClock(), log,
})
const attempt = { code: 'c', verifier: 'v'.repeat(43), nonce: 'n' }

/** How an answer can go wrong, and what is made of it. */
const faults: Record<string, { answer(request: IncomingMessage, response: ServerResponse): void, failure: object, hangs?: true }> = {
  'says nothing': { hangs: true, answer() {}, failure: { error: 'ETIMEDOUT' } },
  'drips': {
    hangs: true,
    answer(_request, response) {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":"')
      const timer = setInterval(() => response.write('x'), 20)
      response.once('close', () => clearInterval(timer))
    },
    failure: {},
  },
  'sends headers for ever': {
    hangs: true,
    answer({ socket }) {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x: y\r\n'), 20)
      socket.once('close', () => clearInterval(timer))
    },
    failure: {},
  },
  'never stops': { answer(_request, response) { response.writeHead(200).end(Buffer.alloc(20_000_000, 'x')) }, failure: {} },
  'hangs up': { answer({ socket }) { socket.destroy() }, failure: {} },
  'hangs up half-way': {
    answer({ socket }, response) {
      response.writeHead(200, { 'content-length': 100 }).write('{"id":')
      setTimeout(() => socket.destroy(), 20)
    },
    failure: {},
  },
  'shows a page': { answer(_request, response) { response.end('<html><body>Welcome</body></html>') }, failure: { status: 200, error: 'unreadable_reply' } },
  'speaks nonsense': { answer(_request, response) { response.end('\u0000\u0001{{{') }, failure: { status: 200, error: 'unreadable_reply' } },
  'says one word': { answer(_request, response) { response.end('"hello"') }, failure: {} },
  'says nothing at once': { answer(_request, response) { response.end() }, failure: {} },
  'tries a prototype': { answer(_request, response) { response.end('{"__proto__":{"access_token":"x","id":"x"}}') }, failure: {} },
  'breaks down': { answer(_request, response) { response.writeHead(500).end('{"error":"boom"}') }, failure: { status: 500 } },
  'is overrun': { answer(_request, response) { response.writeHead(429).end('{"message":"slow down"}') }, failure: { status: 429 } },
}

describe.each(Object.entries(faults))('a provider that %s', (_name, { answer, failure, hangs }) => {
  test.each(['the code is exchanged', 'it is read from'])('when %s: unavailable in time, and nothing stays open', async (when) => {
    const exchanging = when === 'the code is exchanged'
    const { url, sockets } = await server((request, response) => {
      if (exchanging || request.url === '/me') answer(request, response)
      else response.end('{"access_token":"t"}')
    })
    const before = performance.now()
    const error: unknown = await upstreamAt(url, { within: hangs ? deadline : patience }).identify(attempt).catch((reason: unknown) => reason)
    expect(performance.now() - before).toBeLessThan(inTime)
    expect(error).toBeInstanceOf(UpstreamError)
    expect(error).toMatchObject({ kind: 'unavailable', ...(!exchanging && failure) })
    expect(z.instanceof(Error).parse(error).cause).toBeUndefined()
    await expect.poll(() => sockets.size, { timeout: 10_000 }).toBe(0)
  })
})

test('several slow answers share one deadline', async () => {
  const { url } = await server((request, response) => {
    void sleep(deadline * 0.7).then(() => response.end(request.url === '/me' ? '{"id":"1"}' : '{"access_token":"t"}'))
  })
  const before = performance.now()
  await expect(upstreamAt(url, { within: deadline }).identify(attempt)).rejects.toMatchObject({ kind: 'unavailable', error: 'ETIMEDOUT' })
  expect(performance.now() - before).toBeLessThan(inTime)
})

test('each call has a deadline of its own, and all of them may take longer together', async () => {
  const { url } = await server((request, response) => {
    void sleep(1700).then(() => response.end(request.url === '/me' ? '{"id":"1"}' : '{"access_token":"t"}'))
  })
  await expect(upstreamAt(url, { within: 3000, total: patience }).identify(attempt)).resolves.toMatchObject({ keys: [{ subject: '1' }] })
})

test('a call that takes longer than its own deadline ends there, however much is left for all of them', async () => {
  const { url } = await server(() => {})
  const before = performance.now()
  await expect(upstreamAt(url, { within: deadline, total: patience }).identify(attempt)).rejects.toMatchObject({ kind: 'unavailable', error: 'ETIMEDOUT' })
  expect(performance.now() - before).toBeLessThan(inTime)
})

test('the deadline of all calls together holds while the collector runs', async () => {
  setFlagsFromString('--expose-gc')
  const collect = () => void runInNewContext('gc()')
  const { url } = await server(() => collect())
  const before = performance.now()
  await expect(upstreamAt(url, { within: 20_000, total: deadline }).identify(attempt)).rejects.toMatchObject({ kind: 'unavailable', error: 'ETIMEDOUT' })
  expect(performance.now() - before).toBeLessThan(inTime)
})

test('whoever asked may give up early', async () => {
  const { url } = await server(() => {})
  const before = performance.now()
  await expect(upstreamAt(url).identify({ ...attempt, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ kind: 'unavailable' })
  expect(performance.now() - before).toBeLessThan(inTime)
})

test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed: secret and code stay where they were sent', async (status) => {
  const elsewhere = await server((_request, response) => response.end('{"access_token":"t","id":"1"}'))
  const { url } = await server((_request, response) => response.writeHead(status, { location: elsewhere.url }).end('{"access_token":"t","id":"1"}'))
  await expect(upstreamAt(url).identify(attempt)).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(createSend(limits)(url)).resolves.toMatchObject({ status })
  expect(elsewhere.calls()).toBe(0)
})

test('a person without a subject is nobody', async () => {
  const { url } = await server((request, response) => response.end(request.url === '/me' ? '{"id":""}' : '{"access_token":"t"}'))
  await expect(upstreamAt(url).identify(attempt)).rejects.toMatchObject({ kind: 'misconfigured', error: 'no_subject' })
})

test.each(['{"access_token":""}', '{"access_token":5}', '{}', '{"id":"1"}'])('%s is no token', async (reply) => {
  const { url } = await server((_request, response) => response.end(reply))
  await expect(upstreamAt(url).identify(attempt)).rejects.toMatchObject({ kind: 'unavailable', error: 'no_token' })
})

describe('addresses that are not public', () => {
  test.each([
    '127.0.0.1', 'localhost', 'sso.localhost', '0.0.0.0', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[::7f00:1]',
  ])('%s is not called', async (host) => {
    const { port, calls } = await server((_request, response) => response.end('{}'))
    const url = `http://${host}:${port}/`
    await expect(createSend(guarded)(url)).rejects.toMatchObject({ kind: 'misconfigured', error: 'address_not_allowed' })
    const upstream = createUpstream({
      provider: oauth({ id: 'x', label: 'X', icon: 'x', authorizeUrl: url, tokenUrl: url, scopes: [], identify: async () => ({ keys: [] }) }),
      client: { id: 'id', secret: 'secret' }, provisioning: 'bind', callback: 'web', redirectUri: url, at: address => address, limits: guarded, clock: createClock(), log,
    })
    await expect(upstream.identify(attempt)).rejects.toMatchObject({ kind: 'misconfigured', error: 'address_not_allowed' })
    expect(calls()).toBe(0)
  })

  test.each(['10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '168.63.129.16', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', 'fe80::1', 'fc00::1', 'fec0::1', '2002:7f00:1::', '2001::1', '64:ff9b:1::1', 'not an address', ''])('%s is none of them', (address) => {
    expect(isPublic(address)).toBe(false)
  })

  test('a name that changes its mind is judged by what is connected to', async () => {
    const { port, calls } = await server((_request, response) => response.end('{}'))
    const answers = [['93.184.216.34', '127.0.0.1'], ['127.0.0.1']]
    const { lookup } = dns
    onTestFinished(() => { dns.lookup = lookup })
    Object.assign(dns, {
      lookup(_host: string, _options: object, done: (error: null, addresses: { address: string, family: number }[]) => void) {
        done(null, (answers.shift() ?? []).map(address => ({ address, family: 4 })))
      },
    })
    for (let turn = 0; turn < 3; turn++) {
      await expect(createSend(guarded)(`http://rebinding.example:${port}/`)).rejects.toMatchObject({ kind: 'misconfigured', error: 'address_not_allowed' })
    }
    expect(calls()).toBe(0)
  })

  test('a name below localhost is this machine, whatever the resolver knows', async () => {
    const { port, calls } = await server((_request, response) => response.end('{}'))
    await expect(createSend({ ...guarded, mayConnect: address => /^(127\.|::1$)/.test(address) })(`http://sso.localhost:${port}/`)).resolves.toMatchObject({ status: 200 })
    expect(calls()).toBe(1)
  })

  test('a private network that was allowed is called, others are not', () => {
    const mayConnect = createAddressPolicy({ allowedNetworks: ['10.20.0.0/16', 'fd00::/8'], simulatorUrl: null })
    const target = { host: 'sso.corp.example', port: 443 }
    expect(['10.20.1.1', '::ffff:10.20.1.1', 'fd12::1', '93.184.216.34'].map(address => mayConnect(address, target))).toEqual([true, true, true, true])
    expect(['10.21.0.1', '127.0.0.1', 'fe80::1'].map(address => mayConnect(address, target))).toEqual([false, false, false])
  })

  test('the simulator is called at its own host and port only', () => {
    const mayConnect = createAddressPolicy({ allowedNetworks: [], simulatorUrl: 'http://localhost:4000' })
    expect(mayConnect('127.0.0.1', { host: 'localhost', port: 4000 })).toBe(true)
    expect(mayConnect('127.0.0.1', { host: 'localhost', port: 4001 })).toBe(false)
    expect(mayConnect('127.0.0.1', { host: 'other.example', port: 4000 })).toBe(false)
  })
})
