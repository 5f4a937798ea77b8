// Installs the dependencies if they are not what the lockfile says. Needs nothing but Node and npm.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Trouble } from './fail.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules', '.gatehouse-installed')
const leastNode = [20, 20]

/** Programs of our dependencies, turbo's own pnpm among them, are on PATH for everything we start. */
export const environment = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), join(root, 'e2e', 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
}

/** Output kept until something fails; a compiler's can be long. */
const captured = { encoding: 'utf8', maxBuffer: 2 ** 28 }

/** Changes whenever installing again could change anything. */
function stamp() {
  const folders = ['apps', 'packages'].flatMap(folder => readdirSync(join(root, folder)).map(name => join(folder, name)))
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...[...folders, 'e2e', 'bench', 'examples'].map(folder => join(folder, 'package.json'))]
  const hash = createHash('sha256').update([process.versions.modules, process.platform, process.arch].join())
  for (const file of files) if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
    throw new Trouble(`Node ${leastNode.join('.')} or newer is needed, this is ${process.versions.node}`)
  }
  const wanted = stamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return

  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  console.log('installing dependencies (first run only, one to two minutes)')
  const { status, stdout, stderr } = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...captured })
  if (status !== 0) {
    console.error([...stdout.split('\n'), ...stderr.split('\n')].filter(line => line.trim()).slice(-20).join('\n'))
    throw new Trouble('the dependencies could not be installed; where no prebuilt SQLite is to be had, a C++ compiler, make and python3 are needed (Debian: apt-get install build-essential python3)')
  }
  writeFileSync(stampFile, wanted)
}

/** Builds what has changed since it was last built. */
export function build(...tasks) {
  const { status, stdout, stderr } = spawnSync('turbo', ['run', ...tasks, '--output-logs=errors-only', '--log-order=grouped'], { cwd: root, env: environment, ...captured })
  if (status !== 0) throw new Trouble(`the build failed\n${stdout}${stderr}`)
}
