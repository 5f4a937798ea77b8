import { expect, test } from 'vitest'
import { failedRules, failedStories } from './test-reports.mjs'

test('each failed rule is named with its reason, and so is a file that breaks before its first test', () => {
  const report = {
    numPassedTests: 7,
    testResults: [
      { name: 'a.test.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed', fullName: 'holds', failureMessages: [] }] },
      { name: 'b.test.ts', status: 'failed', message: '', assertionResults: [{ status: 'failed', fullName: 'breaks', failureMessages: ['expected \u001B[32m1\u001B[39m to be 2\n  at b'] }] },
      { name: 'c.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  }
  expect(failedRules(report)).toEqual({ passed: 7, failed: ['b.test.ts › breaks\nexpected 1 to be 2\n  at b', 'c.test.ts\nno such module'] })
})

test('each failed story is named with its window and reason; one that passes only when tried again failed', () => {
  const spec = (title: string, status: string, message?: string) =>
    ({ file: 'console.spec.ts', line: 48, title, tests: [{ projectName: 'desktop', status, results: [{ errors: message === undefined ? [] : [{ message }] }] }] })
  const report = {
    stats: { expected: 2 },
    errors: [{ message: 'the server did not start' }],
    suites: [{ specs: [spec('works', 'expected'), spec('breaks', 'unexpected', 'no link')], suites: [{ specs: [spec('wavers', 'flaky', 'late')] }] }],
  }
  expect(failedStories(report)).toEqual({
    passed: 2,
    failed: ['[desktop] console.spec.ts:48 › breaks\nno link', '[desktop] console.spec.ts:48 › wavers\nlate', 'stories\nthe server did not start'],
  })
})

test('of a long reason the beginning is said', () => {
  const message = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
  const { failed: [said] } = failedRules({ numPassedTests: 0, testResults: [{ name: 'a.test.ts', status: 'failed', message, assertionResults: [] }] })
  expect(said?.split('\n')).toHaveLength(26)
})
