// npm run screenshots: the pictures of the README, taken from the running program.
import { spawnSync } from 'node:child_process'
import { ensureChromium } from './chromium.mjs'
import { run } from './fail.mjs'
import { build, ensureInstalled, environment, root } from './install.mjs'

await run(async () => {
  ensureInstalled()
  build('build')
  const { status } = spawnSync('playwright', ['test', '--config', 'e2e/screenshots.config.ts'], { cwd: root, stdio: 'inherit', env: { ...environment, CHROMIUM_PATH: ensureChromium() } })
  process.exit(status ?? 1)
})
