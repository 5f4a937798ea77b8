import { spawn, type ChildProcess } from 'node:child_process'
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
export async function startNode({ databaseUrl, secret, smtpPort = 9, settings = {}, user = {}, port: given }: Options) {
  const port = given ?? await freePort()
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
  onTestFinished(() => end(child, 'SIGKILL').then(() => undefined))

  const address = `http://localhost:${port}`
  while (!await fetch(`${address}/livez`).then(answer => answer.ok, () => false)) {
    if (child.exitCode !== null) throw new Error(`the node ended: ${output.err}`)
    await sleep(30)
  }
  return {
    address, output, pid: child.pid,
    browser: () => createBrowser(fetched(address), webOrigin),
    /** No warning, no clean-up: as when the power goes. */
    kill: () => end(child, 'SIGKILL'),
    /** Politely; answers the exit code. */
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal)
    await once(child, 'exit')
  }
  return child.exitCode
}
