import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

/** Runs `gatehouse` as somebody at the machine does. `typed` is piped in; `umask` is in octal. Without a secret in the settings there is a random one. */
export async function gatehouse(url: string, given: string[], { typed = '', settings = {}, umask = '022' }: { typed?: string, settings?: Record<string, string>, umask?: string } = {}) {
  const child = spawn('/bin/sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', process.execPath, '--import', 'tsx', program, ...given], {
    env: { PATH: process.env.PATH, DATABASE_URL: url, BCRYPT_COST: '4', SECRET_KEY: randomBytes(32).toString('base64'), ...settings },
  })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => { output.out += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output.err += chunk.toString() })
  child.stdin.end(typed)
  const [code] = await once(child, 'close')
  return { code: Number(code), ...output, last: output.err.trimEnd().split('\n').at(-1) }
}
