import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from './ports.mjs'

const script = fileURLToPath(new URL('start.mjs', import.meta.url))
const names = ['API_PORT', 'WEB_PORT', 'SIMULATOR_PORT', 'SIMULATOR_SMTP_PORT'] as const

async function freeSettings() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const ports: Record<string, string> = {}
  for (const name of names) ports[name] = String(await freePort())
  return { ...ports, DATABASE_URL: `file:${folder}/gatehouse.db` }
}

function start(settings: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, [script, ...options], { env: { ...process.env, GATEHOUSE_MODE: '', NODE_ENV: '', ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => { output.out += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output.err += chunk.toString() })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, output }
}

const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

const answers = (port: string | undefined) => fetch(`http://localhost:${port}/livez`).then(answer => answer.ok, () => false)

test('npm start prints where everything is; a stop signal leaves nothing running, and it starts again on the same data', async () => {
  const settings: Record<string, string> = await freeSettings()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { child, output } = start(settings)
    await expect.poll(() => output.out, { timeout: 120_000 }).toContain('Gatehouse is running')
    for (const name of ['API_PORT', 'WEB_PORT', 'SIMULATOR_PORT']) {
      expect(output.out).toContain(`http://localhost:${settings[name]}`)
      expect([name, await answers(settings[name])]).toEqual([name, true])
    }
    child.kill(signal)
    expect(await ended(child)).toBe(0)
    for (const name of names) expect([name, await answers(settings[name])]).toEqual([name, false])
    expect(output.err.split('\n').filter(line => line !== '' && !line.startsWith('npm warn'))).toEqual([])
  }
})

test('npm run dev serves the same three origins from the sources, and stops as a whole', async () => {
  const settings: Record<string, string> = await freeSettings()
  const { child, output } = start(settings, '--watch')
  await expect.poll(() => output.out + output.err, { timeout: 120_000 }).toContain('Gatehouse is running')
  const page = await fetch(`http://localhost:${settings.WEB_PORT}/sign-in`)
  expect(await page.text()).toContain('/@vite/client')
  expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' http://localhost:${settings.API_PORT}`)
  expect(await (await fetch(`http://localhost:${settings.WEB_PORT}/config.json`)).text()).toContain(`"apiUrl":"http://localhost:${settings.API_PORT}"`)
  expect(await answers(settings.API_PORT)).toBe(true)
  child.kill('SIGINT')
  expect(await ended(child)).toBe(0)
  for (const name of names) expect([name, await answers(settings[name])]).toEqual([name, false])
})

test.each(names)('a taken %s is one clear line and exit code 71, and nothing is left running', async (name) => {
  const settings: Record<string, string> = await freeSettings()
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(Number(settings[name]), 'localhost', resolve))
  onTestFinished(() => void taken.close())
  const { child, output } = start(settings)
  expect(await ended(child)).toBe(71)
  expect(output.err).toBe(`gatehouse: ${name}: port ${settings[name]} is taken by another program\n`)
})

test.each([
  [{ API_PORT: 'abc' }, 'API_PORT: must be a port, from 1 to 65535'], [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL: must begin with file: or postgres://'],
  [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY: must be addresses or networks like 10.0.0.0/8; true and hop counts would let anyone choose their own address'],
  [{ BCRYPT_COST: '3' }, 'BCRYPT_COST: must be at least 4'],
] as const)('the broken setting %o is one clear line and exit code 78', async (broken, line) => {
  const { child, output } = start({ ...await freeSettings(), ...broken })
  expect(await ended(child)).toBe(78)
  expect(output.err).toBe(`gatehouse: ${line}\n`)
})

test('settings from the environment reach the programs', async () => {
  const settings: Record<string, string> = { ...await freeSettings(), USERNAME_MAX_LENGTH: '33', ACCOUNT_DISCOVERY: 'private' }
  const { child, output } = start(settings)
  await expect.poll(() => output.out, { timeout: 120_000 }).toContain('Gatehouse is running')
  expect(await (await fetch(`http://localhost:${settings.WEB_PORT}/config.json`)).text()).toContain('"usernameMaxLength":33')
  expect((await fetch(`http://localhost:${settings.API_PORT}/emails/a@example.com/count`)).status).toBe(404)
  child.kill('SIGTERM')
  expect(await ended(child)).toBe(0)
})
