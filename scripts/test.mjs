// npm test: everything that can fail, from a fresh clone; the last line says how many did.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, Trouble } from './fail.mjs'
import { ensureChromium } from './chromium.mjs'
import { build, ensureInstalled, environment, root } from './install.mjs'

const reports = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
const total = { passed: 0, failed: 0 }

/** Something that either works or counts as one failure. */
function step(name, work) {
  const begun = Date.now()
  console.log(`\n== ${name}`)
  try {
    work()
  } catch (error) {
    console.error(error instanceof Trouble ? error.message : error)
    total.failed++
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
  const { passed, failed } = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 }
  total.passed += passed
  total.failed += failed
  if ((status !== 0 || passed === 0) && failed === 0) throw new Trouble('the run broke before it could count')
}

await run(async () => {
  step('install', ensureInstalled)
  if (total.failed === 0) {
    step('build and types', () => build('build', 'typecheck'))
    step('lint', () => {
      if (execute('eslint', ['.', '--max-warnings=0']) !== 0) throw new Trouble('the linter found something')
    })
    step('rules, on SQLite and on Postgres', () => {
      const file = join(reports, 'vitest.json')
      const status = execute('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`])
      count(status, file, ({ numPassedTests, numFailedTests, testResults }) =>
        ({ passed: numPassedTests, failed: numFailedTests + testResults.filter(result => result.status === 'failed' && result.assertionResults.length === 0).length }))
    })
    step('stories, in a browser', () => {
      const file = join(reports, 'playwright.json')
      const status = execute('playwright', ['test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'], { CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: file })
      count(status, file, ({ stats, errors }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length }))
    })
  }
  rmSync(reports, { recursive: true, force: true })
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
})
