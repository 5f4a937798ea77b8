import { once } from 'node:events'
import dns from 'node:dns'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createSocketServer, type Server } from 'node:net'
import tls from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { certificate, key, serverName } from '../../test/certificate.ts'
import { createClock } from '../../test/clock.ts'
import { startProxy } from '../../test/connect-proxy.ts'
import { createAddressPolicy } from './address-policy.ts'
import { oauth } from './provider.ts'
import { createProxy } from './proxy.ts'
import { createSend } from './send.ts'
import { createUpstream } from './upstream.ts'
import { UpstreamError } from './upstream-error.ts'

const patience = 60_000
const log = { info() {}, warn() {}, error() {} }
const publicAddress = '93.184.216.34'

interface ProxySettings { except?: string[], lookup?: 'here' | 'proxy', deadline?: number, allowedNetworks?: string[] }

/** Calls through a proxy, from a server that may call no private network unless said. */
function limitsWith(url: string, { except = [], lookup = 'here', deadline = patience, allowedNetworks = [] }: ProxySettings = {}) {
  return { deadline, maxBytes: 1_048_576, mayConnect: createAddressPolicy({ allowedNetworks, simulatorUrl: null }), proxy: createProxy({ url, except, lookup }, null) }
}

async function listening(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => { server.close() })
  return z.object({ port: z.number() }).parse(server.address()).port
}

/** What names are resolved to, in turn; the last one for ever. */
function resolving(...answers: string[][]) {
  const { lookup } = dns
  const asked: string[] = []
  onTestFinished(() => { dns.lookup = lookup })
  Object.assign(dns, {
    lookup(host: string, _options: object, done: (error: Error | null, addresses: { address: string, family: number }[]) => void) {
      asked.push(host)
      const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
      done(null, addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })))
    },
  })
  return asked
}

/** Our certificate is one that this machine knows. */
function trusting(ca: string) {
  const { connect } = tls
  onTestFinished(() => { tls.connect = connect })
  Object.assign(tls, { connect: (options: tls.ConnectionOptions, done?: () => void) => connect({ ...options, ca }, done) })
}

async function provider() {
  const calls: string[] = []
  const answer = ({ method = '', url = '' }: IncomingMessage, response: ServerResponse) => {
    calls.push(`${method} ${url}`)
    response.end(JSON.stringify({ access_token: 'T', id: '1' }))
  }
  return { calls, port: await listening(createServer(answer)), answer }
}

async function secureProvider() {
  const { answer, calls } = await provider()
  const names: string[] = []
  const SNICallback: tls.TlsOptions['SNICallback'] = (name, done) => {
    names.push(name)
    done(null, tls.createSecureContext({ key, cert: certificate }))
  }
  return { port: await listening(createSecureServer({ key, cert: certificate, SNICallback }, answer)), calls, names }
}

const upstreamAt = (url: string, limits: ReturnType<typeof limitsWith>) => createUpstream({
  provider: oauth({
    id: 'x', label: 'X', icon: 'x', authorizeUrl: `${url}/authorize`, tokenUrl: `${url}/token`, scopes: [],
    identify: async read => ({ keys: [{ scope: 'x', subject: (await read(`${url}/me`, z.object({ id: z.string() }))).id }] }),
  }),
  client: { id: 'id', secret: 'secret' }, provisioning: 'bind', callback: 'web', redirectUri: 'https://www.example.com/oauth/callback/x', at: address => address, limits, clock: createClock(), log,
})

describe('with a proxy', () => {
  test('the token and the person are asked for through it, at the address that was looked up and checked', async () => {
    const { port, calls } = await provider()
    const proxy = await startProxy({ leadsTo: port })
    const lookedUp = resolving([publicAddress])
    const identity = await upstreamAt('http://sso.example.com:8080', limitsWith(proxy.url)).identify({ code: 'c', verifier: 'v'.repeat(43), nonce: 'n' })
    expect(identity.keys).toEqual([{ scope: 'x', subject: '1' }])
    expect(calls).toEqual(['POST /token', 'GET /me'])
    expect(proxy.asked.map(({ authority }) => authority)).toEqual([`${publicAddress}:8080`, `${publicAddress}:8080`])
    expect(lookedUp).toEqual(['sso.example.com', 'sso.example.com'])
  })

  test('TLS is spoken with the name: it is the server name, and the certificate is compared with it', async () => {
    const { port, calls, names } = await secureProvider()
    const proxy = await startProxy({ leadsTo: port })
    resolving([publicAddress])
    const send = createSend(limitsWith(proxy.url))
    await expect(send(`https://${serverName}/me`)).rejects.toMatchObject({ kind: 'unavailable', error: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(calls).toEqual([])
    trusting(certificate)
    await expect(send(`https://${serverName}/me`)).resolves.toMatchObject({ status: 200 })
    await expect(send('https://other.example.com/me')).rejects.toMatchObject({ kind: 'unavailable', error: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    await expect(send(`https://${publicAddress}/me`)).rejects.toMatchObject({ kind: 'unavailable', error: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    expect(proxy.asked.at(-1)).toMatchObject({ authority: `${publicAddress}:443` })
    expect([calls, names]).toEqual([['GET /me'], [serverName, serverName, 'other.example.com']])
  })

  test('it is told who calls, and credentials are in no error', async () => {
    const { port } = await provider()
    const proxy = await startProxy({ leadsTo: port })
    const refusing = await startProxy({ refuse: () => 407 })
    resolving([publicAddress])
    const url = `http://lan:p%2Fw%20d@127.0.0.1:${proxy.port}`
    await createSend(limitsWith(url))('http://sso.example.com/me')
    expect(proxy.asked).toEqual([{ authority: `${publicAddress}:80`, authorization: `Basic ${Buffer.from('lan:p/w d').toString('base64')}` }])
    const error = await createSend(limitsWith(`http://lan:p%2Fw@127.0.0.1:${refusing.port}`))('http://sso.example.com/me').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'misconfigured', error: 'proxy_407' })
    expect(`${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`).not.toMatch(/lan|p%2Fw|p\/w|Basic/)
  })

  test.each([
    '127.0.0.1', 'localhost', 'sso.localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '169.254.169.254', '10.0.0.1',
  ])('%s is not asked for, whoever looks names up', async (host) => {
    const { port, calls } = await provider()
    const proxy = await startProxy({ leadsTo: port })
    for (const lookup of ['here', 'proxy'] as const) {
      await expect(createSend(limitsWith(proxy.url, { lookup }))(`http://${host}:${port}/`)).rejects.toMatchObject({ kind: 'misconfigured', error: 'address_not_allowed' })
      await expect(upstreamAt(`http://${host}:${port}`, limitsWith(proxy.url, { lookup })).identify({ code: 'c', verifier: 'v'.repeat(43), nonce: 'n' }))
        .rejects.toMatchObject({ kind: 'misconfigured', error: 'address_not_allowed' })
    }
    expect([calls, proxy.asked]).toEqual([[], []])
  })

  test('a name that means a private address, or changes its mind, does not get there', async () => {
    const { port, calls } = await provider()
    const proxy = await startProxy({ leadsTo: port })
    resolving([publicAddress], ['127.0.0.1'], [publicAddress, '10.0.0.1'], [])
    const send = createSend(limitsWith(proxy.url))
    await send('http://rebinding.example/1')
    for (const path of [2, 3, 4]) await expect(send(`http://rebinding.example/${path}`)).rejects.toMatchObject({ kind: 'misconfigured', error: 'address_not_allowed' })
    expect([calls, proxy.asked.length]).toEqual([['GET /1'], 1])
  })

  test('a private network that was allowed is called through it', async () => {
    const { port } = await provider()
    const proxy = await startProxy()
    await expect(createSend(limitsWith(proxy.url, { allowedNetworks: ['127.0.0.0/8'] }))(`http://127.0.0.1:${port}/`)).resolves.toMatchObject({ status: 200 })
    expect(proxy.asked).toMatchObject([{ authority: `127.0.0.1:${port}` }])
  })

  test('redirects are answers', async () => {
    const elsewhere = await provider()
    const port = await listening(createServer((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}/` }).end('{}')))
    const proxy = await startProxy({ leadsTo: port })
    resolving([publicAddress])
    await expect(createSend(limitsWith(proxy.url))('http://sso.example.com/')).resolves.toMatchObject({ status: 302 })
    expect([elsewhere.calls, proxy.asked.length]).toEqual([[], 1])
  })

  test('another address of the name is tried where the proxy does not reach the first', async () => {
    const { port } = await provider()
    const proxy = await startProxy({ leadsTo: port, refuse: authority => authority.startsWith('[') ? 503 : null })
    resolving(['2606:2800:220:1::1', publicAddress])
    await expect(createSend(limitsWith(proxy.url))('http://sso.example.com/')).resolves.toMatchObject({ status: 200 })
    expect(proxy.asked.map(({ authority }) => authority)).toEqual(['[2606:2800:220:1::1]:80', `${publicAddress}:80`])
  })

  test('the proxy looks names up where that is said, and gets no name that would mean itself', async () => {
    const { port } = await provider()
    const proxy = await startProxy({ leadsTo: port })
    const lookedUp = resolving([])
    await expect(createSend(limitsWith(proxy.url, { lookup: 'proxy' }))('http://accounts.example.com/')).resolves.toMatchObject({ status: 200 })
    expect([proxy.asked.map(({ authority }) => authority), lookedUp]).toEqual([['accounts.example.com:80'], []])
  })

  test.each([
    ['sso.corp.example', 'sso.corp.example'], ['.corp.example', 'sso.corp.example'], ['corp.example', 'sso.corp.example'], ['*.corp.example', 'sso.corp.example'], ['SSO.CORP.example', 'sso.corp.example'],
    ['*', 'sso.corp.example'], ['sso.corp.example:8443', 'sso.corp.example'], ['10.0.0.0/8', '10.1.2.3'], ['10.1.2.3', '10.1.2.3'], ['10.1.2.3:8443', '10.1.2.3'], ['fd00::/8', 'fd00::1'], ['[fd00::1]:8443', 'fd00::1'], ['::ffff:10.1.2.3', '10.1.2.3'],
  ])('NO_PROXY %s means %s', (exception, host) => {
    expect(createProxy({ url: 'http://proxy:3128', except: ['other.example', exception], lookup: 'here' }, null).carries({ host, port: 8443 })).toBe(false)
  })

  test.each([
    ['corp.example', 'notcorp.example'], ['corp.example', 'corp.example.org'], ['sso.corp.example:443', 'sso.corp.example'], ['10.0.0.0/8', '11.0.0.1'], ['10.0.0.0/8', 'ten.example'], ['10.1.2.3', '10.1.2.33'], [':', 'sso.corp.example'], ['0/0', 'sso.corp.example'],
  ])('NO_PROXY %s does not mean %s', (exception, host) => {
    expect(createProxy({ url: 'http://proxy:3128', except: [exception], lookup: 'here' }, null).carries({ host, port: 8443 })).toBe(true)
  })

  test('what NO_PROXY names is called without it, and no less guarded; so is the simulator', async () => {
    const { port } = await provider()
    const proxy = await startProxy()
    const limits = limitsWith(proxy.url, { except: ['sso.localhost'], allowedNetworks: ['127.0.0.0/8', '::1/128'] })
    await expect(createSend(limits)(`http://sso.localhost:${port}/`)).resolves.toMatchObject({ status: 200 })
    await expect(createSend(limitsWith(proxy.url, { except: ['*'] }))(`http://localhost:${port}/`)).rejects.toMatchObject({ error: 'address_not_allowed' })
    const simulator = createProxy({ url: proxy.url, except: [], lookup: 'here' }, `http://localhost:${port}`)
    expect([simulator.carries({ host: 'localhost', port }), simulator.carries({ host: 'localhost', port: port + 1 })]).toEqual([false, true])
    expect(proxy.asked).toEqual([])
  })
})

describe('a proxy that', () => {
  const call = async (url: string, deadline = patience) => createSend(limitsWith(url, { deadline }))(`https://${publicAddress}/`).catch((reason: unknown) => reason)

  test.each([[403, 'misconfigured'], [407, 'misconfigured'], [405, 'misconfigured'], [502, 'unavailable'], [503, 'unavailable'], [302, 'unavailable']])('answers %i: %s, with the status', async (status, kind) => {
    const proxy = await startProxy({ refuse: () => status })
    const error = await call(proxy.url)
    expect(error).toBeInstanceOf(UpstreamError)
    expect(error).toMatchObject({ kind, error: `proxy_${status}` })
    await expect.poll(() => proxy.sockets.size, { timeout: 10_000 }).toBe(0)
  })

  test('is not there: said to be the proxy\'s', async () => {
    const closed = createServer()
    const freed = await listening(closed)
    await new Promise(resolve => closed.close(resolve))
    expect(await call(`http://127.0.0.1:${freed}`)).toMatchObject({ kind: 'unavailable', error: 'proxy_ECONNREFUSED' })
  })

  test.each(['hangs', 'opens a tunnel in which nobody speaks'])('%s: given up at the deadline, and nothing stays open', async (what) => {
    const silent = await listening(createSocketServer(socket => void socket.on('error', () => {}).resume()))
    const proxy = await startProxy(what === 'hangs' ? { refuse: () => 'hang' } : { leadsTo: silent })
    const before = performance.now()
    expect(await call(proxy.url, 400)).toMatchObject({ kind: 'unavailable', error: 'ETIMEDOUT' })
    expect(performance.now() - before).toBeLessThan(5400)
    await expect.poll(() => proxy.sockets.size, { timeout: 10_000 }).toBe(0)
  })

  test('hangs, while whoever asked has given up: nothing stays open', async () => {
    const proxy = await startProxy({ refuse: () => 'hang' })
    const asking = new AbortController()
    const work = createSend(limitsWith(proxy.url, { deadline: 600 }))(`https://${publicAddress}/`, { signal: asking.signal })
    await expect.poll(() => proxy.asked.length, { timeout: 10_000 }).toBe(1)
    asking.abort()
    await expect(work).rejects.toMatchObject({ kind: 'unavailable' })
    await expect.poll(() => proxy.sockets.size, { timeout: 10_000 }).toBe(0)
  })
})
