// npm run bench: builds, then measures; everything, or what is named behind `--`.
import { spawnSync } from 'node:child_process'
import { ensureChromium } from './chromium.mjs'
import { run } from './fail.mjs'
import { build, ensureInstalled, environment, root } from './install.mjs'

await run(async () => {
  ensureInstalled()
  build('build')
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/src/main.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...environment, CHROMIUM_PATH: ensureChromium() } })
  process.exit(status ?? 1)
})
