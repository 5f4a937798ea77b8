import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { compose, type Resources } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/http/logging.ts'
import { makeKeyPair, type Algorithm, type KeyPair, type MakeKeyPair } from '../src/keys/key-pairs.ts'
import { createHasher, type Hasher } from '../src/passwords/hasher.ts'
import { createJudge, type Judge } from '../src/passwords/judge.ts'
import type { Providers } from '../src/providers/providers.ts'
import type { OpenOptions } from '../src/db/executor.ts'
import { createBrowser, injected, type Answer, type Browser } from './browser.ts'
import { createClock, type TestClock } from './clock.ts'
import { noProviders } from './fake-providers.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

export const webOrigin = 'http://localhost:5173'
export const password = 'copper lantern orbit'

/** A deployment whose API is at another address on this machine; the pages are where they always are. */
export const settingsAt = (apiUrl: string) => ({ API_URL: apiUrl, WEB_URL: `${new URL(apiUrl).protocol}//localhost:5173`, CORS_ORIGINS: webOrigin })

interface Options extends OpenOptions {
  settings?: Record<string, string>
  /** Shared by several applications: nodes of one deployment. */
  database?: TestDatabase
  clock?: TestClock
  mailbox?: Mailbox
  secret?: Buffer
  hasher?: Hasher
  judge?: Judge
  providers?: Providers
  expectFaults?: boolean
  serving?: Resources['serving']
}

let sharedHasher: Hasher | undefined
/** Threads are slow to start and the same for everybody. */
const hasherForTests = () => sharedHasher ??= createHasher({ cost: 4, threads: 2, waitSeconds: 60 })

let sharedJudge: Judge | undefined
const judgeForTests = () => sharedJudge ??= createJudge({ waitSeconds: 60 })

/** RSA keys take most of a second to find, and the same ones serve everybody. */
const keyPairs = new Map<Algorithm, Promise<KeyPair>>()
const sharedKeyPairs: MakeKeyPair = algorithm => algorithm === 'ES256' ? makeKeyPair(algorithm) : keyPairs.get(algorithm) ?? remember(algorithm)
function remember(algorithm: Algorithm) {
  const made = makeKeyPair(algorithm)
  keyPairs.set(algorithm, made)
  return made
}

/** The whole application on a fresh database of its own, with a mailbox and a clock that tests can look into and move. */
export async function harness(options: Options = {}) {
  const node = await createNode(options)
  const { testDatabase: database, clock, mailbox, secret } = node
  return {
    ...node,
    /** Another node of the same deployment: its own memory, the same database, secret, mail and time. */
    anotherNode: () => createNode({ ...options, database, clock, mailbox, secret }),
  }
}

async function createNode(options: Options) {
  const clock = options.clock ?? createClock()
  const mailbox = options.mailbox ?? createMailbox()
  const secret = options.secret ?? randomBytes(32)
  const testDatabase = options.database ?? await freshDatabase()
  const database = await testDatabase.open(options)
  const config = readConfig({ GATEHOUSE_MODE: 'development', BCRYPT_COST: '4', ...(testDatabase.url.startsWith('postgres') && { SECRET_KEY: secret.toString('base64') }), DATABASE_URL: testDatabase.url, ...options.settings })
  const logLines: string[] = []
  const log = createLog('info', { write: line => logLines.push(line) })
  const { hasher = hasherForTests(), judge = judgeForTests(), providers = noProviders } = options
  // A machine that is busy with other tests is no reason to refuse requests: shedding.test.ts is about that alone.
  const serving = { shedding: false, ...options.serving }
  const composition = await compose({ config, database, secrets: [secret], hasher, judge, mailer: mailbox, providers, clock, log, makeKeyPair: sharedKeyPairs, serving })
  await composition.app.ready()

  async function close() {
    await composition.stop()
    await database.close()
    if (!options.database) await testDatabase.drop()
  }
  onTestFinished(close)

  /** No test may ever see a fault, unless it made one. */
  const setCookies: string[] = []
  function look({ status, setCookies: set }: Pick<Answer, 'status' | 'setCookies'>) {
    setCookies.push(...set)
    if (status === 500 && !options.expectFaults) throw new Error(`a fault: ${logLines.findLast(line => line.includes('"fault"')) ?? logLines.at(-1) ?? ''}`)
  }
  const browser = () => createBrowser(injected(composition.app), webOrigin, look)

  /** Sends what waits to be sent. */
  async function deliver() {
    while (await composition.runner.drain() > 0);
  }

  async function requestCode(who: Browser, email: string, purpose: string) {
    const answer = await who.post('/verification-codes', { email, purpose })
    if (answer.status !== 202) throw new Error(`no code: ${JSON.stringify(answer.body)}`)
    await deliver()
    return { codeRequestId: String(answer.body.requestId), emailCode: mailbox.codeFor(email) }
  }

  return {
    ...composition, clock, mailbox, database, testDatabase, config, logLines, secret, browser, deliver, requestCode,
    rows: testDatabase.rows,
    /** Every `Set-Cookie` header that a browser of this node has been sent. */
    setCookies,

    /** Someone who has registered and is signed in. */
    async register(username: string, extra: { email?: string, password?: string, browser?: Browser, remember?: boolean } = {}) {
      const who = extra.browser ?? browser()
      const email = extra.email ?? `${username}@example.com`
      const code = await requestCode(who, email, 'register')
      const secretOfTheirs = extra.password ?? password
      const answer = await who.post('/users', {
        username, email, ...code, password: secretOfTheirs, passwordConfirmation: secretOfTheirs, acceptTerms: true,
        ...(extra.remember !== undefined && { remember: extra.remember }),
      })
      if (answer.status !== 201) throw new Error(`not registered: ${JSON.stringify(answer.body)}`)
      await deliver()
      return { browser: who, email, id: String(answer.body.user.id), username, password: secretOfTheirs }
    },
  }
}
export type Harness = Awaited<ReturnType<typeof harness>>
