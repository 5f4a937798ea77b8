// npm test: everything that can fail, from a fresh clone; the last line says how many did.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, Trouble } from './fail.mjs'
import { ensureChromium } from './chromium.mjs'
import { build, ensureInstalled, environment, root } from './install.mjs'
import { failedRules, failedStories } from './test-reports.mjs'

const reports = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
const total = { passed: 0, failed: 0 }
/** What failed, said once more at the end: whoever sees only the last lines of a log has to see it. */
const failures = []

/** Something that either works or counts as one failure. */
async function step(name, work) {
  const begun = Date.now()
  console.log(`\n== ${name}`)
  try {
    await work()
  } catch (error) {
    console.error(error instanceof Trouble ? error.message : error)
    total.failed++
    failures.push(`${name}: ${error instanceof Trouble ? error.message : error.stack}`)
  }
  console.log(`== ${name}: ${Math.round((Date.now() - begun) / 1000)} s`)
}

function execute(command, args, env = {}) {
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...environment, ...env } })
  if (signal) process.exit(1)
  return status
}

/** Runs beside what comes next; `ended` answers its status when all of its output has been shown. */
function begin(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => said.push(chunk))
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  ended.catch(() => undefined)
  return {
    async ended() {
      const status = await ended
      process.stdout.write(Buffer.concat(said))
      return status
    },
  }
}

/** Adds up a report; a run that fails without a failed test in its report counts as one, too. */
function count(status, file, read) {
  const { passed, failed } = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: [] }
  total.passed += passed
  total.failed += failed.length
  failures.push(...failed)
  if ((status !== 0 || passed === 0) && failed.length === 0) throw new Trouble('the run broke before it could count')
}

await run(async () => {
  await step('install', ensureInstalled)
  if (total.failed === 0) {
    // It is one thread, and takes as long as the rest together.
    const linter = begin('eslint', ['.', '--max-warnings=0'])
    await step('build and types', () => build('build', 'typecheck'))
    await step('lint', async () => {
      if (await linter.ended() !== 0) throw new Trouble('the linter found something')
    })
    await step('rules, on SQLite and on Postgres', () => {
      const file = join(reports, 'vitest.json')
      const status = execute('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`])
      count(status, file, failedRules)
    })
    await step('stories, in a browser', () => {
      const file = join(reports, 'playwright.json')
      const status = execute('playwright', ['test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'], { CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: file })
      count(status, file, failedStories)
    })
  }
  rmSync(reports, { recursive: true, force: true })
  if (failures.length) console.log(`\n== what failed\n\n${failures.join('\n\n')}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
})
