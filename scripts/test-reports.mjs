// Reads what vitest and Playwright report: how many tests passed, and each that failed, with the reason's beginning.
import { stripVTControlCharacters } from 'node:util'

const REASON_LINES = 25

const failure = (title, reasons) =>
  [title, ...reasons.map(reason => stripVTControlCharacters(reason).split('\n').slice(0, REASON_LINES).join('\n'))].join('\n')

/** From vitest's JSON; a file that broke before its first test is one failure. */
export function failedRules({ numPassedTests, testResults }) {
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const broken = assertionResults.filter(result => result.status === 'failed')
    if (broken.length === 0) return status === 'failed' ? [failure(name, [message ?? ''])] : []
    return broken.map(result => failure(`${name} › ${result.fullName}`, result.failureMessages ?? []))
  })
  return { passed: numPassedTests, failed }
}

/** From Playwright's JSON; a story that passes only when tried again failed. */
export function failedStories({ stats, errors, suites }) {
  const specs = suites.flatMap(function within(suite) {
    return [...suite.specs, ...(suite.suites ?? []).flatMap(within)]
  })
  const failed = specs.flatMap(({ file, line, title, tests }) => tests
    .filter(({ status }) => status === 'unexpected' || status === 'flaky')
    .map(({ projectName, results }) => failure(`[${projectName}] ${file}:${line} › ${title}`, results.flatMap(result => result.errors).map(({ message }) => message ?? ''))))
  return { passed: stats.expected, failed: [...failed, ...errors.map(({ message }) => failure('stories', [message ?? '']))] }
}
