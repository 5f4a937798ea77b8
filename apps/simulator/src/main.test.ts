import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createTransport } from 'nodemailer'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

const folder = fileURLToPath(new URL('..', import.meta.url))

function run(settings: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { cwd: folder, env: { PATH: process.env['PATH'], GATEHOUSE_MODE: 'development', ...settings } })
  onTestFinished(() => { child.kill('SIGKILL') })
  const said = text(child.stderr)
  const ended = once(child, 'exit').then(async ([code]) => ({ code: z.number().nullable().parse(code), said: await said }))
  return { child, ended }
}

/** Holds a port for as long as the test lasts. */
async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => { server.close() })
  return { port: String(z.object({ port: z.number() }).parse(server.address()).port), release: () => new Promise(done => server.close(done)) }
}

async function freePort() {
  const { port, release } = await takenPort()
  await release()
  return port
}

async function started() {
  const port = await freePort()
  const smtpPort = await freePort()
  const { child, ended } = run({ SIMULATOR_PORT: port, SIMULATOR_SMTP_PORT: smtpPort })
  const url = `http://localhost:${port}`
  await expect.poll(async () => fetch(`${url}/livez`).then(({ status }) => status, () => 0), { timeout: 60_000 }).toBe(200)
  return { child, ended, url, smtpPort: Number(smtpPort) }
}

test('once /livez answers, mail is received; a stop signal ends the program at once, open connections or not', async () => {
  const { child, ended, url, smtpPort } = await started()
  const transport = createTransport({ host: 'localhost', port: smtpPort, pool: true })
  onTestFinished(() => transport.close())
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'Hello' })
  const stream = await fetch(`${url}/inbox/changes`)
  expect(stream.status).toBe(200)

  child.kill('SIGTERM')
  expect(await ended).toEqual({ code: 0, said: '' })
  await stream.body?.cancel().catch(() => undefined)
})

test('Ctrl-C ends the program as well', async () => {
  const { child, ended } = await started()
  child.kill('SIGINT')
  expect(await ended).toEqual({ code: 0, said: '' })
})

test('a port that another program has is one line that names the setting, and exit code 71', async () => {
  const { port } = await takenPort()
  expect(await run({ SIMULATOR_PORT: port, SIMULATOR_SMTP_PORT: await freePort() }).ended)
    .toEqual({ code: 71, said: `gatehouse simulator: SIMULATOR_PORT: port ${port} is taken by another program\n` })
  expect(await run({ SIMULATOR_PORT: await freePort(), SIMULATOR_SMTP_PORT: port }).ended)
    .toEqual({ code: 71, said: `gatehouse simulator: SIMULATOR_SMTP_PORT: port ${port} is taken by another program\n` })
})

test('a broken setting is one line, and exit code 78', async () => {
  expect(await run({ SIMULATOR_PORT: 'http' }).ended).toEqual({ code: 78, said: 'gatehouse simulator: SIMULATOR_PORT: must be a whole number\n' })
  expect(await run({ SIMULATOR_PORT: '4000', SIMULATOR_SMTP_PORT: '4000' }).ended)
    .toEqual({ code: 78, said: 'gatehouse simulator: SIMULATOR_SMTP_PORT: must not be SIMULATOR_PORT\n' })
  expect(await run({ LISTEN_HOST: '0.0.0.0' }).ended).toEqual({ code: 78, said: 'gatehouse simulator: LISTEN_HOST: development listens on loopback only\n' })
})

test('production, which is what no mode means, is refused', async () => {
  for (const mode of ['production', '']) {
    const { code, said } = await run({ GATEHOUSE_MODE: mode }).ended
    expect(code).toBe(78)
    expect(said).toMatch(/^gatehouse simulator: GATEHOUSE_MODE: [^\n]+\n$/)
  }
})
