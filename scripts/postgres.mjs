// A throwaway Postgres for tests: found on the machine or installed, on a free port, in a folder of its own.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const isRoot = process.getuid?.() === 0

/** Folder with `initdb` and `postgres`, or undefined: on PATH, or where Debian, Homebrew and others put them. */
export function findPostgres(path = process.env.PATH ?? '') {
  const versioned = ['/usr/lib/postgresql', '/usr/local/opt', '/opt/homebrew/opt'].flatMap(folder =>
    existsSync(folder) ? readdirSync(folder).filter(name => /^(\d+|postgresql@\d+)$/.test(name)).sort(byNumber).map(name => join(folder, name, 'bin')) : [])
  return [...versioned, ...path.split(':')].find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

const byNumber = (a, b) => Number(/\d+/.exec(b)) - Number(/\d+/.exec(a))

/** Installs a program that tests need by Debian's package of it. */
export function install(name, debianPackage) {
  const here = `the tests require ${name}: install it (Debian: apt-get install ${debianPackage}); no configuration is needed`
  if (!isRoot || !existsSync('/usr/bin/apt-get')) throw new Error(here)
  console.log(`installing ${name} (first run only)`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], { stdio: ['ignore', 'ignore', 'inherit'], env })
  } catch {
    throw new Error(here)
  }
}

/** Postgres and PgBouncer must not run as root: who they run as then. */
export function unprivileged() {
  if (!isRoot) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map(flag => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] })))
      return { uid, gid }
    } catch { /* there is no such user */ }
  }
  throw new Error('Postgres cannot run as root, and neither user postgres nor user nobody exists')
}

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})

/** @returns {Promise<{ url: string, stop: () => Promise<void> }>} `url` of the maintenance database; users and settings are throwaway, too */
export async function startPostgres() {
  if (!findPostgres()) install('Postgres', 'postgresql')
  const bin = findPostgres()
  if (!bin) throw new Error('Postgres was installed but not found')
  const user = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'))
  if (user.uid) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { cwd: folder, ...user }
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'gatehouse', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'], { ...options, stdio: ['ignore', 'ignore', 'inherit'] })

  const port = await freePort()
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', full_page_writes: 'off', max_connections: 300, log_min_messages: 'panic' }
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise(resolve => server.once('exit', resolve))
  const killed = () => server.kill('SIGKILL')
  process.once('exit', killed)

  const ready = () => {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port), '-U', 'gatehouse', '-d', 'postgres'], options)
      return true
    } catch {
      return false
    }
  }
  for (let tries = 0; !ready(); tries++) {
    if (tries > 150 || server.exitCode !== null) throw new Error('Postgres did not start')
    await sleep(100)
  }

  return {
    url: `postgres://gatehouse@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGINT')
      await Promise.race([ended, sleep(5000).then(killed)])
      process.off('exit', killed)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
