// npm run states: every state of every page, in both languages, light and dark, on a phone and on a desk, to be looked through.
// STATES=front-sign-in draws only those whose name has that in it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { run } from './fail.mjs'
import { build, ensureInstalled, environment, root } from './install.mjs'

await run(async () => {
  ensureInstalled()
  build('build')
  const { status } = spawnSync('playwright', ['test', '--config', 'e2e/states.config.ts', ...process.argv.slice(2)], {
    cwd: root, stdio: 'inherit', env: { ...environment, CHROMIUM_PATH: ensureChromium() },
  })
  console.log(`screenshots: ${join(root, 'e2e/state-pictures/index.html')}`)
  process.exit(status ?? 1)
})
