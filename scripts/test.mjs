// npm test: everything that can fail, from a fresh clone; the last line says how many did.
import { spawnSync } from 'node:child_process'
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
function step(name, work) {
  const begun = Date.now()
  console.log(`\n== ${name}`)
  try {
    work()
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

/** Adds up a report; a run that fails without a failed test in its report counts as one, too. */
function count(status, file, read) {
  const { passed, failed } = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: [] }
  total.passed += passed
  total.failed += failed.length
  failures.push(...failed)
  if ((status !== 0 || passed === 0) && failed.length === 0) throw new Trouble('the run ended without a test report')
}

await run(async () => {
  step('install', ensureInstalled)
  if (total.failed === 0) {
    step('build and type check', () => build('build', 'typecheck'))
    step('lint', () => {
      if (execute('eslint', ['.', '--max-warnings=0']) !== 0) throw new Trouble('eslint reported problems')
    })
    step('unit and API tests, on SQLite and Postgres', () => {
      const file = join(reports, 'vitest.json')
      const status = execute('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`])
      count(status, file, failedRules)
    })
    step('browser tests', () => {
      const file = join(reports, 'playwright.json')
      const status = execute('playwright', ['test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'], { CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: file })
      count(status, file, failedStories)
    })
  }
  rmSync(reports, { recursive: true, force: true })
  if (failures.length) console.log(`\n== failures\n\n${failures.join('\n\n')}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
})
