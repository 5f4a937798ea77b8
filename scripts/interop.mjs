// npm run interop: the long lane. Programs of other languages, from Debian's packages, sign people in through Gatehouse, and a
// django-oauth-toolkit server signs people in here. Not part of `npm test`: the packages are 700 MB.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, Trouble } from './fail.mjs'
import { ensureInstalled, environment, root } from './install.mjs'

const packages = [
  'apache2', 'libapache2-mod-auth-openidc',
  'python3-flask', 'python3-authlib', 'python3-requests-oauthlib',
  'python3-social-django', 'python3-jose', 'python3-django-allauth', 'python3-django-oauth-toolkit',
  'ruby', 'ruby-webrick', 'ruby-omniauth-openid-connect',
  'golang-go', 'golang-golang-x-oauth2-dev', 'golang-github-coreos-go-oidc-dev',
]

const isThere = name => spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' }).stdout === 'installed'

/** Debian starts what it installs; Apache on port 80 is nobody's wish here. */
function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return work()
  } finally {
    rmSync(policy)
  }
}

function ensurePackages() {
  const help = `these tests require Debian and its packages: apt-get install --no-install-recommends ${packages.join(' ')}`
  if (!existsSync('/usr/bin/apt-get')) throw new Trouble(help)
  const missing = packages.filter(name => !isThere(name))
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) throw new Trouble(help)
  console.log(`installing ${missing.join(', ')} (first run only)`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  withoutServices(() => {
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: ['ignore', 'ignore', 'inherit'], env })
    } catch {
      throw new Trouble(help)
    }
  })
}

await run(async () => {
  ensureInstalled()
  ensurePackages()
  const { status } = spawnSync('vitest', ['run', '--config', 'vitest.interop.config.ts', '--maxWorkers=1', ...process.argv.slice(2)], {
    cwd: join(root, 'apps/api'), stdio: 'inherit', env: environment,
  })
  process.exit(status ?? 1)
})
