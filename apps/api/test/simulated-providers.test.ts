import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { providersOf, readSettings, simulatorClients as clients } from '@gatehouse/settings'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { freePort } from '../../../scripts/ports.mjs'
import { systemClock } from '../src/lib/clock.ts'
import { createProviders, type Providers } from '../src/providers/providers.ts'
import { UpstreamError } from '../src/providers/upstream-error.ts'

/** The simulator as it runs beside us in development, and our providers as `main.ts` makes them: nothing in between is replaced. */

const webUrl = 'http://localhost:5173'
const apiUrl = 'http://localhost:3000'
const main = fileURLToPath(new URL('../../simulator/src/main.ts', import.meta.url))
const log = { info() {}, warn() {}, error() {} }

interface Expected {
  /** Where the token is asked for, and where somebody is asked about with it. */
  tokenHost: string
  person: { host: string, path: string }
  /** Of the keys of somebody whom the provider knows whole. */
  scopes: readonly (string | RegExp)[]
  /** Whether an address comes, and as verified. `null`: none. */
  email: boolean | null
}

const expected = {
  qq: { tokenHost: 'graph.qq.com', person: { host: 'graph.qq.com', path: '/oauth2.0/me' }, scopes: ['union', clients.qq.clientId], email: null },
  weibo: { tokenHost: 'api.weibo.com', person: { host: 'api.weibo.com', path: '/2/users/show.json' }, scopes: ['weibo.com'], email: null },
  wechat: { tokenHost: 'api.weixin.qq.com', person: { host: 'api.weixin.qq.com', path: '/sns/userinfo' }, scopes: ['union', clients.wechat.clientId], email: null },
  github: { tokenHost: 'github.com', person: { host: 'api.github.com', path: '/user' }, scopes: ['github.com'], email: true },
  // Its ID tokens say everything about the person, except by which key they are signed.
  google: { tokenHost: 'oauth2.googleapis.com', person: { host: 'www.googleapis.com', path: '/oauth2/v3/certs' }, scopes: ['https://accounts.google.com'], email: true },
  gitee: { tokenHost: 'gitee.com', person: { host: 'gitee.com', path: '/api/v5/user' }, scopes: ['gitee.com'], email: true },
  feishu: { tokenHost: 'accounts.feishu.cn', person: { host: 'open.feishu.cn', path: '/open-apis/authen/v1/user_info' }, scopes: [/./, clients.feishu.clientId], email: null },
  dingtalk: { tokenHost: 'api.dingtalk.com', person: { host: 'api.dingtalk.com', path: '/v1.0/contact/users/me' }, scopes: ['union', clients.dingtalk.clientId], email: false },
  oidc: { tokenHost: 'openid.example.com', person: { host: 'openid.example.com', path: '/me' }, scopes: [/^http:\/\/localhost:\d+\/openid\.example\.com$/], email: true },
  enterprise: { tokenHost: 'sso.example.com', person: { host: 'sso.example.com', path: '/public-api/current_user/base_info' }, scopes: ['enterprise'], email: false },
} satisfies Record<keyof typeof clients, Expected>

type Id = keyof typeof expected
const all = ['qq', 'weibo', 'wechat', 'github', 'google', 'gitee', 'feishu', 'dingtalk', 'oidc', 'enterprise'] as const satisfies readonly Id[]
/** People who say no there are not sent back. */
const keepers: readonly Id[] = ['qq', 'wechat']

let child: ChildProcess
let port = 0
let said = ''
let providers: Providers

beforeAll(async () => {
  port = await freePort()
  const simulator = spawn(process.execPath, ['--import', 'tsx', main], {
    env: {
      PATH: process.env.PATH, GATEHOUSE_MODE: 'development', SIMULATOR_PORT: String(port), SIMULATOR_SMTP_PORT: String(await freePort()), WEB_URL: webUrl, API_URL: apiUrl, LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [simulator.stdout, simulator.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
  child = simulator
  while (!await fetch(at('/livez')).then(answer => answer.ok, () => false)) {
    if (child.exitCode !== null) throw new Error(`the simulator ended: ${said}`)
    await sleep(30)
  }
  // Its library is large, and loaded when it is first needed: no deadline of ours is about that.
  await ask('GET', '/openid.example.com/.well-known/openid-configuration')
  providers = connect()
})

afterEach(async () => {
  await ask('DELETE', '/faults')
  expect(child.exitCode, said).toBeNull()
})

afterAll(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
})

const at = (path: string) => `http://localhost:${port}${path}`

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(at(path), { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? null : answer.json()
}

const namesOf = async () => new Map(z.object({ people: z.array(z.object({ id: z.string(), name: z.string() })) }).parse(await ask('GET', '/people')).people.map(({ id, name }) => [id, name]))

/** Every provider of the simulator, as nobody has called them yet. */
function connect(limits: { deadline?: number } = {}) {
  const settings = readSettings({ GATEHOUSE_MODE: 'development', SIMULATOR_PORT: String(port), WEB_URL: webUrl, API_URL: apiUrl })
  const config = providersOf(settings, (path) => { throw new Error(`nobody named ${path}`) })
  return createProviders({ config, apiUrl, webUrl, clock: systemClock, log, ...limits })
}

function upstreamOf(id: Id, from = providers) {
  const upstream = from.find(id)
  if (!upstream) throw new Error(`${id} is not switched on`)
  return upstream
}

/** Somebody answers at the provider; what the browser comes back with, if it does. */
async function visit(id: Id, person: string, from?: Providers) {
  const upstream = upstreamOf(id, from)
  const attempt = { state: randomBytes(16).toString('hex'), verifier: randomBytes(32).toString('base64url'), nonce: randomBytes(16).toString('hex') }
  const { status, back } = await follow(withPerson(await upstream.loginUrl(attempt), person))
  if (back) {
    const target = upstream.callback === 'web' ? `${webUrl}/oauth/callback/${id}` : `${apiUrl}/oauth/${id}/callback`
    expect([`${back.origin}${back.pathname}`, back.searchParams.get('state')]).toEqual([target, attempt.state])
  }
  return { upstream, attempt, status, back: back?.searchParams }
}

/** Before the fragment, where there is one. */
function withPerson(loginUrl: string, person: string) {
  const url = new URL(loginUrl)
  url.searchParams.append('simulator_person', person)
  return url
}

/** As a browser does, until somebody other than the simulator is asked for, or a page is shown. */
async function follow(start: URL) {
  let url = start
  for (let hop = 0; hop < 6; hop++) {
    expect(url.origin).toBe(new URL(at('/')).origin)
    const answer = await fetch(url, { redirect: 'manual' })
    const location = answer.headers.get('location')
    await answer.arrayBuffer()
    if (location === null) return { status: answer.status, back: null }
    url = new URL(location, url)
    if (url.origin === webUrl || url.origin === apiUrl) return { status: answer.status, back: url }
  }
  throw new Error(`led around to ${url.pathname}`)
}

/** Somebody agrees; with what comes back, and what can be made of it. */
async function agree(id: Id, person: string, from?: Providers) {
  const { upstream, attempt: { verifier, nonce }, back, status } = await visit(id, person, from)
  const code = back?.get('code') ?? back?.get('authCode')
  if (!code) throw new Error(`${id} gave no code but ${status} ${back?.toString() ?? ''}`)
  const iss = back?.get('iss') ?? undefined
  const missed: UpstreamError[] = []
  return { code, missed, identify: (given = code) => upstream.identify({ code: given, iss, verifier, nonce, missed: error => missed.push(error) }) }
}

const whoIs = async (id: Id, person: string) => (await agree(id, person)).identify()

/** What it was rejected with; nobody else's errors leave a provider. */
async function failureOf(work: Promise<unknown>) {
  const outcome = await work.then(() => 'it went well', (error: unknown) => error)
  if (!(outcome instanceof UpstreamError)) throw new Error('not an UpstreamError', { cause: outcome })
  return outcome
}

test('with the simulator, these ten are all there are', () => {
  expect(providers.list().map(({ id }) => id)).toEqual(all)
})

describe.each(all)('%s', (id) => {
  test('says who somebody is, the same each time and in the name they have', async () => {
    const { scopes, email }: Expected = expected[id]
    const lan = await whoIs(id, 'lan')
    expect(lan.keys).toEqual(scopes.map(scope => ({ scope: typeof scope === 'string' ? scope : expect.stringMatching(scope), subject: expect.stringMatching(/./) })))
    expect(lan).toMatchObject({ displayName: (await namesOf()).get('lan'), email: email === null ? null : { address: 'lan@example.com', verified: email } })
    expect(await whoIs(id, 'lan')).toEqual({ ...lan, ...(lan.authenticatedAt && { authenticatedAt: expect.any(Date) }) })
    const subjects = lan.keys.map(({ subject }) => subject)
    for (const { subject } of (await whoIs(id, 'yu')).keys) expect(subjects).not.toContain(subject)
  })

  test('a code is good once, and no other code is good', async () => {
    const { code, identify } = await agree(id, 'lan')
    await identify()
    expect(await failureOf(identify())).toMatchObject({ kind: 'expired' })
    const other = await agree(id, 'lan')
    expect(await failureOf(other.identify(`${code.slice(0, -8)}00000000`))).toMatchObject({ kind: 'expired' })
    // Somebody else's guess spoils nothing.
    await other.identify()
  })

  test('whoever says no brings back an error and no code, or does not come back', async () => {
    const { status, back } = await visit(id, 'deny')
    if (keepers.includes(id)) {
      expect([status, back]).toEqual([200, undefined])
    } else {
      expect(back?.get('error')).toBe('access_denied')
      expect([back?.get('code'), back?.get('authCode')]).toEqual([null, null])
    }
  })

  test('a name is text, whatever is in it, and an address that is not there is none', async () => {
    expect((await whoIs(id, 'mallory')).displayName).toBe('<script>alert("Mallory")</script>')
    expect(await whoIs(id, 'bo')).toMatchObject({ email: null, displayName: expect.stringMatching(/^bo\b/i) })
  })
})

test.each(['qq', 'wechat'] as const)('%s tells the union id later: what was known of somebody stays among their keys', async (id) => {
  await ask('DELETE', '/sign-ins')
  const first = await whoIs(id, 'wan')
  const second = await whoIs(id, 'wan')
  expect(first.keys.map(({ scope }) => scope)).toEqual([clients[id].clientId])
  expect(second.keys).toEqual([{ scope: 'union', subject: expect.stringMatching(/./) }, ...first.keys])
})

test('numbers that fit no double arrive digit by digit', async () => {
  expect((await whoIs('weibo', 'max')).keys).toEqual([{ scope: 'weibo.com', subject: '9007199254740993' }])
})

describe.each(['slow', 'http_500', 'html', 'huge', 'garbage', 'drop', 'error_in_200'] as const)('%s', (fault) => {
  test.each(['token', 'person'] as const)('where the %s is asked for ends in an error of ours, or is done without, in time, and says no secret', async (step) => {
    // One failure each: no breaker opens.
    // Short only where it is what ends the waiting: elsewhere, a busy machine must not be mistaken for the fault.
    const fresh = connect({ deadline: fault === 'slow' ? 10_000 : 60_000 })
    const begun = await Promise.all(all.map(async id => ({ id, ...await agree(id, 'lan', fresh) })))
    for (const id of all) await ask('POST', '/faults', { ...(step === 'token' ? { host: expected[id].tokenHost } : expected[id].person), fault, times: 1, ...(fault === 'slow' && { seconds: 60 }) })

    const before = Date.now()
    const failures = await Promise.all(begun.map(async ({ id, code, missed, identify }) => {
      if (step === 'token' || !doesWithout.includes(id)) return { id, code, error: await failureOf(identify()) }
      expect((await identify()).unknown).toContain('displayName')
      const [error] = missed
      if (!error || missed.length > 1) throw new Error(`${id} noted ${missed.length} times what is missing`)
      return { id, code, error }
    }))
    // Before the slow answer could have come.
    if (fault === 'slow') expect(Date.now() - before).toBeLessThan(60_000)
    expect(await ask('GET', '/faults')).toEqual({ faults: [] })

    expect(Object.fromEntries(failures.map(({ id, error }) => [id, error.kind])))
      .toEqual(Object.fromEntries(all.map(id => [id, fault === 'error_in_200' && meansNo(id, step) ? id === 'qq' ? 'refused' : 'expired' : 'unavailable'])))
    for (const { id, code, error } of failures) {
      const { stack = '', ...shown } = Object.fromEntries(Object.getOwnPropertyNames(error).map(name => [name, String(Reflect.get(error, name))]))
      expect(Object.keys(shown).filter(name => !['name', 'message', 'kind', 'status', 'error', 'description', 'address'].includes(name))).toEqual([])
      const text = JSON.stringify(shown)
      for (const secret of [code, encodeURIComponent(code), clients[id].clientSecret]) expect(text + stack).not.toContain(secret)
      // Tokens are nobody's to know here, but none is shorter than this.
      expect(text).not.toMatch(/[A-Za-z0-9]{24}/)
    }
    // Whatever went wrong is over.
    for (const { identify } of await Promise.all(all.map(id => agree(id, 'lan', fresh)))) await identify()
  })
})

/** Who somebody is, is known before these are asked for name and picture. */
const doesWithout: readonly Id[] = ['weibo', 'wechat', 'oidc']

/** The provider's own error is about the code, that of QQ about the token; WeChat's is a trouble of its own, and keys of Google have no errors. */
const meansNo = (id: Id, step: 'token' | 'person') => id !== 'wechat' && !(id === 'google' && step === 'person')
