import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'
import { places, type Deployment } from './deployments.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs one of our programs to its end, and answers what it printed. */
export async function runOnce(file: string, given: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, file), ...given], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => { printed += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { printed += chunk.toString() })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(printed)
  return printed
}

async function start(file: string, address: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(root, file)], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  while (!await fetch(`${address}/livez`).then(answer => answer.ok, () => false)) {
    if (child.exitCode !== null) throw new Error(`${file} ended`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return child
}

/** Where a deployment under a name of its own below `gatehouse.localhost` will be: ports of one host would share their cookies. */
export async function chooseNames(name: string): Promise<Deployment & { apiPort: number, webPort: number }> {
  const [apiPort, webPort] = [await freePort(), await freePort()]
  return { apiPort, webPort, apiUrl: `http://api.${name}.gatehouse.localhost:${apiPort}`, webUrl: `http://www.${name}.gatehouse.localhost:${webPort}` }
}

/** Where a deployment on ports of its own on `localhost` will be, which programs that are no browsers find, too. */
export async function choosePorts() {
  const [apiPort, webPort] = [await freePort(), await freePort()]
  return { apiPort, webPort, apiUrl: `http://localhost:${apiPort}`, webUrl: `http://localhost:${webPort}` }
}

/** A whole Gatehouse beside the others, which signs people in through the servers of a file. */
export async function startDeployment(where: Awaited<ReturnType<typeof chooseNames>>, providers: object[], settings: Record<string, string> = {}) {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-second-'))
  const file = join(data, 'providers.json')
  writeFileSync(file, JSON.stringify({ providers }))
  const env = {
    GATEHOUSE_MODE: 'development', BCRYPT_COST: '8', LOG_LEVEL: 'warn', DATABASE_URL: `file:${data}/gatehouse.db`, API_PORT: String(where.apiPort), WEB_PORT: String(where.webPort),
    API_URL: where.apiUrl, WEB_URL: where.webUrl, SIMULATOR_PORT: String(places.simulatorPort), SIMULATOR_SMTP_PORT: String(places.smtpPort),
    PROVIDERS_FILE: file, PROVIDER_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
  }
  const run = (given: Record<string, string>) => Promise.all([
    start('apps/api/dist/main.js', `http://localhost:${where.apiPort}`, { ...env, ...given }),
    start('apps/web/dist-server/main.js', `http://localhost:${where.webPort}`, { ...env, ...given }),
  ])
  let children = await run(settings)
  /** Answers the exit codes. */
  async function close() {
    for (const child of children) {
      if (child.exitCode !== null) continue
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    return children.map(({ exitCode }) => exitCode)
  }
  return {
    close,
    /** What an operator does who changes settings: the same data, and everything started anew. */
    async restart(given: Record<string, string>) {
      await close()
      children = await run(given)
    },
  }
}
