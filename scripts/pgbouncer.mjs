// A throwaway PgBouncer for tests: found on the machine or installed, in front of a Postgres, handing out connections by transaction.
import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './ports.mjs'
import { install, unprivileged } from './postgres.mjs'

const find = () => [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'].map(folder => join(folder, 'pgbouncer')).find(existsSync)

const answers = port => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => resolve(true) || socket.destroy()).once('error', () => resolve(false))
})

/** @param postgresUrl of any database of the server. @returns {Promise<{ port: number, stop: () => Promise<void> }>} */
export async function startPgBouncer(postgresUrl) {
  if (!find()) install('PgBouncer', 'pgbouncer')
  const program = find()
  if (!program) throw new Error('PgBouncer was installed but not found')
  const { hostname, port: postgresPort, username } = new URL(postgresUrl)
  const user = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pgbouncer-'))
  const port = await freePort()
  writeFileSync(join(folder, 'users.txt'), `"${username}" ""\n`)
  // Its defaults but for the mode, and few connections, so that they go from one to the other.
  writeFileSync(join(folder, 'pgbouncer.ini'), [
    '[databases]', `* = host=${hostname} port=${postgresPort}`,
    '[pgbouncer]', 'listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir =', 'auth_type = trust', `auth_file = ${join(folder, 'users.txt')}`,
    'pool_mode = transaction', 'default_pool_size = 4', '',
  ].join('\n'))
  if (user.uid) for (const path of [folder, join(folder, 'users.txt'), join(folder, 'pgbouncer.ini')]) chownSync(path, user.uid, user.gid)
  const server = spawn(program, ['-q', join(folder, 'pgbouncer.ini')], { cwd: folder, ...user, stdio: 'ignore' })
  const ended = new Promise(resolve => server.once('exit', resolve))
  const killed = () => server.kill('SIGKILL')
  process.once('exit', killed)
  for (let tries = 0; !await answers(port); tries++) {
    if (tries > 150 || server.exitCode !== null) throw new Error('PgBouncer did not start')
    await sleep(50)
  }
  return {
    port,
    async stop() {
      server.kill('SIGINT')
      await Promise.race([ended, sleep(3000).then(killed)])
      process.off('exit', killed)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
