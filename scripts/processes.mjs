// Several programs that live and die together.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { readable } from './log-lines.mjs'

/** Milliseconds a program gets to end by itself: a little more than it gives itself. */
const patience = 30_000

/** The exit code when one had to be killed: packages/settings/src/process/exit-codes.ts */
const stopForced = 124

/**
 * @typedef {{ name: string, command: string, args: string[], cwd: string, url: string }} Program
 * @param {Program[]} programs each is ready when its `url` answers; what its own package depends on can be its command
 * @param {NodeJS.ProcessEnv} env
 */
export function startTogether(programs, env) {
  let stopping = false
  let ready = false
  const failed = Promise.withResolvers ? Promise.withResolvers() : withResolvers()
  failed.promise.catch(() => undefined)

  const running = programs.map(({ name, command, args, cwd, url }) => {
    const PATH = [join(cwd, 'node_modules', '.bin'), env.PATH].join(delimiter)
    // A group of its own, so that Ctrl-C reaches it once, from us.
    const child = spawn(command, args, { cwd, env: { ...env, PATH }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const errors = []
    child.once('error', error => errors.push(error.message))
    createInterface({ input: child.stdout }).on('line', line => ready && console.log(readable(name, line)))
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (ready) console.error(readable(name, line))
      else errors.push(line)
    })
    const ended = new Promise(resolve => child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal])))
    void ended.then((code) => {
      if (!stopping) failed.reject({ name, code, errors })
    })
    return { name, child, url, ended }
  })

  const signal = (child, name) => {
    try {
      process.kill(-child.pid, name)
    } catch { /* it has ended */ }
  }

  /** @returns the first exit code that is not 0, if there is one */
  async function stop() {
    stopping = true
    for (const { child } of running) signal(child, 'SIGTERM')
    const gone = Promise.all(running.map(({ ended }) => ended))
    const inTime = await Promise.race([gone, sleep(patience, null, { ref: false })])
    kill()
    await gone
    return inTime ? inTime.find(code => code !== 0) ?? 0 : stopForced
  }

  function kill() {
    for (const { child } of running) signal(child, 'SIGKILL')
  }

  /** Resolves when every program answers; rejects with the one that ended. */
  async function untilReady() {
    const answers = ({ url }) => fetch(url, { signal: AbortSignal.timeout(1000) }).then(response => response.ok, () => false)
    const all = Promise.all(running.map(async (program) => {
      while (!stopping && !await answers(program)) await sleep(50)
    }))
    await Promise.race([all, failed.promise])
    ready = true
  }

  return { untilReady, stop, kill, failed: failed.promise }
}

function withResolvers() {
  let resolve, reject
  const promise = new Promise((yes, no) => { [resolve, reject] = [yes, no] })
  return { promise, resolve, reject }
}
