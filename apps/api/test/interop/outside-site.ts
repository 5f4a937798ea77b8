import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NewApplication } from '@gatehouse/contracts/programs'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../../scripts/ports.mjs'
import type { Browser } from '../browser.ts'
import { visitorOf } from '../interoperability/site-visitor.ts'
import { listeningParty } from '../relying-party.ts'

export const programs = join(import.meta.dirname, 'programs')

interface Command {
  command: string
  args: string[]
  env?: Record<string, string>
  /** The file that the program writes its log to, where it does not say it. */
  log?: string
}

/** Starts a program of somebody else and waits until it answers at its port. What it says is shown when it ends too early. */
export async function startProgram({ command, args, env, log }: Command, origin: string) {
  const child = spawn(command, args, { cwd: programs, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
  onTestFinished(() => void child.kill('SIGKILL'))
  const answers = () => fetch(origin, { redirect: 'manual' }).then(() => true, () => false)
  for (let tries = 0; !await answers(); tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error(`${command} does not answer: ${said}`)
    await sleep(100)
  }
  return { said: () => said + (log && existsSync(log) ? readFileSync(log, 'utf8') : '') }
}

/** A folder of a program's own, gone with the test. */
export function dataFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-interop-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Debian's Python, whatever else is on PATH: the packages are its. */
export const python = (file: string): Command => ({ command: '/usr/bin/python3', args: [file], env: { PYTHONPATH: programs, PYTHONDONTWRITEBYTECODE: '1' } })

/** Debian's Ruby, likewise. */
export const ruby = (file: string): Command => ({ command: '/usr/bin/ruby', args: [file] })

/** Go without modules: Debian's packages are a GOPATH. */
export function go(file: string): Command {
  const folder = dataFolder()
  const binary = join(folder, 'site')
  execFileSync('go', ['build', '-o', binary, file], { cwd: programs, env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(folder, 'cache') } })
  return { command: binary, args: [] }
}

export function apache(configuration: string): Command {
  const folder = dataFolder()
  mkdirSync(join(folder, 'private'))
  return {
    command: '/usr/sbin/apache2', args: ['-f', join(programs, configuration), '-DFOREGROUND'],
    env: { SITE_DATA: folder, MODULES: '/usr/lib/apache2/modules' }, log: join(folder, 'error.log'),
  }
}

/**
 * A program of another language that signs people in through us, beside a whole deployment that it reaches over loopback. It is told
 * `ISSUER`, `CLIENT_ID`, `CLIENT_SECRET`, `ORIGIN` (its own) and `PORT`.
 */
export async function outsideSite(callbackPath: string, application: Partial<NewApplication>, { env, ...command }: Command) {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const party = await listeningParty({}, { redirectUris: [`${origin}${callbackPath}`], ...application })
  const { clientId, clientSecret = '' } = party.registered
  const told = { ISSUER: party.issuer.origin, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, ORIGIN: origin, PORT: String(port), SITE_DATA: dataFolder(), ...env }
  const { said } = await startProgram({ ...command, env: told }, origin)
  const visit = visitorOf(origin)

  return {
    ...party,
    origin,
    said,
    visit,

    /** From the address at which the site begins, through our pages, back to the site. */
    async signIn(who: Browser, loginPath: string) {
      const begun = await visit(loginPath)
      const { url, asked } = await party.journey(who, new URL(begun.location ?? '', origin))
      return { asked, answer: await visit(url) }
    },
  }
}
