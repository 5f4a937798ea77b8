import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const pages = join(import.meta.dirname, '..')
const templates = new Map(readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.vue'))
  .map(file => [file, readFileSync(join(pages, file), 'utf8')]))

test('a question whose yes destroys or ends something has a dangerous button, and no primary one', () => {
  const questions = [...templates].filter(([file]) => /(^|\/)((delete|remove|unlink)-[\w-]*dialog|confirm-dialog|end-others)\.vue$/.test(file))
  expect(questions.length).toBeGreaterThan(6)
  for (const [file, template] of questions) {
    expect([file, template.includes('<danger-button look="destroy"')]).toEqual([file, true])
    for (const [button] of template.matchAll(/<action-button[^>]*>/g)) expect([file, button]).toEqual([file, expect.stringContaining('look="secondary"')])
  }
})

test('nothing but the dangerous button wears the dangerous look, so that it never goes without its icon', () => {
  for (const [file, template] of templates) {
    if (!file.endsWith('danger-button.vue')) expect([file, template]).toEqual([file, expect.not.stringMatching(/<action-button[^>]*look="own"/)])
    expect([file, template]).toEqual([file, expect.not.stringMatching(/<button[^>]*text-vermilion/)])
  }
})
