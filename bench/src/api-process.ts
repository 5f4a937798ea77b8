import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'

const api = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url))
export const origin = 'http://localhost:5173'

/** A folder for the database of one benchmark; gone when the benchmark ends. */
export function dataFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The built API on a database of its own, as `npm start` runs it, with limits that no benchmark is meant to measure out of the way. */
export async function startApi(folder: string, settings: Record<string, string> = {}) {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, ['--enable-source-maps', api], {
    env: {
      PATH: process.env.PATH, GATEHOUSE_MODE: 'production', API_PORT: String(port), DATABASE_URL: `file:${folder}/gatehouse.db`, LOG_LEVEL: 'warn', SMTP_URL: 'smtp://localhost:9',
      SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '1000000', ...settings,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  // A benchmark that breaks off leaves nothing running.
  process.once('exit', () => child.kill('SIGKILL'))
  const url = `http://localhost:${port}`
  while (!await fetch(`${url}/livez`).then(answer => answer.ok, () => false)) {
    if (child.exitCode !== null) throw new Error('the API ended')
    await sleep(5)
  }
  const listeningAfter = performance.now() - begun

  return {
    url,
    /** Milliseconds from the start of the process to its first answer. */
    listeningAfter,
    /** Resident memory in MiB, by the operating system's account. */
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
