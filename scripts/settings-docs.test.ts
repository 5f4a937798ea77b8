import { readFileSync } from 'node:fs'
import { documentSettings } from '../packages/settings/src/index.ts'
import { expect, test } from 'vitest'

test('the page of settings is what the schema says today', () => {
  expect(readFileSync(new URL('../docs/settings.md', import.meta.url), 'utf8')).toBe(documentSettings())
})
