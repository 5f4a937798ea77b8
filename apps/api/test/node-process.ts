import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/ports.mjs'
import { createBrowser, fetched } from './browser.ts'
import { webOrigin } from './harness.ts'

interface Options {
  databaseUrl: string
  secret: Buffer
  smtpPort?: number
  settings?: Record<string, string>
  /** Who the process runs as; needs root. */
  user?: { uid?: number, gid?: number }
  /** Free, for whoever has to know it beforehand. */
  port?: number
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The real program in a process of its own: what `npm start` runs, without the build. */
export async function startNode({ port: given, ...options }: Options) {
  const port = given ?? await freePort()
  const { output, signal, ended, hasEnded, pid } = launchNode({ port, ...options })
  const address = `http://localhost:${port}`
  while (!await fetch(`${address}/livez`).then(answer => answer.ok, () => false)) {
    if (hasEnded()) throw new Error(`the node ended: ${output.err}`)
    await sleep(30)
  }
  const end = (name: NodeJS.Signals) => {
    signal(name)
    return ended()
  }
  return {
    address, port, pid, output, signal, ended,
    browser: () => createBrowser(fetched(address), webOrigin),
    /** No warning, no clean-up: as when the power goes. */
    kill: () => end('SIGKILL'),
    /** Politely; answers the exit code. */
    stop: () => end('SIGTERM'),
  }
}

/** The same, while it starts. */
export function launchNode({ databaseUrl, secret, smtpPort = 9, settings = {}, user = {}, port }: Options & { port: number }) {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: {
      PATH: process.env.PATH, GATEHOUSE_MODE: 'development', API_PORT: String(port), API_URL: 'http://localhost:3000', DATABASE_URL: databaseUrl, SECRET_KEY: secret.toString('base64'), BCRYPT_COST: '4', LOG_LEVEL: 'error',
      SMTP_URL: `smtp://localhost:${smtpPort}`, SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '100000', CODE_TRIES_PER_NETWORK_PER_MINUTE: '100000', MAIL_PER_NETWORK_PER_HOUR: '100000', AVAILABILITY_PER_NETWORK_PER_MINUTE: '100000', ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => { output.out += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output.err += chunk.toString() })
  // With all that it has said.
  const closed = once(child, 'close')
  let isClosed = false
  void closed.then(() => { isClosed = true })
  const signal = (name: NodeJS.Signals) => child.kill(name)
  /** Answers the exit code; `null` for one that a signal has killed. */
  const ended = async () => {
    await closed
    return child.exitCode
  }
  onTestFinished(async () => {
    signal('SIGKILL')
    await closed
  })
  return { output, signal, ended, hasEnded: () => isClosed, pid: child.pid }
}
