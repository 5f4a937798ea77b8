import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldProblemCodes, problemCodes } from '@gatehouse/contracts'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../locales')
const sections = ['core', 'forms', 'account', 'providers', 'federation', 'authorization', 'applications', 'console', 'documents'] as const

/** The messages as they are written, by their whole keys. */
function messagesOf(section: string, locale: string) {
  const document: unknown = JSON.parse(readFileSync(join(folder, `${section}.${locale}.json`), 'utf8'))
  const flatten = (value: unknown, prefix = ''): [string, string][] => {
    if (typeof value === 'string') return [[prefix, value]]
    if (typeof value !== 'object' || value === null) throw new Error(`${prefix} is no message`)
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, prefix === '' ? key : `${prefix}.${key}`))
  }
  return new Map(flatten(document))
}
const placeholders = (text = '') => [...new Set(text.match(/\{\w+\}/g))].sort()
const all = (locale: string) => sections.flatMap(section => [...messagesOf(section, locale)])

test('every file of messages belongs to a section and a language', () => {
  expect(readdirSync(folder).sort()).toEqual(sections.flatMap(section => [`${section}.en.json`, `${section}.zh-CN.json`]).sort())
})

test.each(sections)('both languages have the same messages with the same values: %s', (section) => {
  const english = messagesOf(section, 'en')
  const chinese = messagesOf(section, 'zh-CN')
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [key, text] of english) expect([key, placeholders(chinese.get(key))]).toEqual([key, placeholders(text)])
})

test('no message is in two sections', () => {
  const keys = all('en').map(([key]) => key)
  expect(keys.length).toBe(new Set(keys).size)
})

test.each(['en', 'zh-CN'])('every refusal of the API has a sentence: %s', (locale) => {
  const keys = new Set(all(locale).map(([key]) => key))
  for (const code of problemCodes) expect(keys).toContain(`problems.${code}`)
  for (const code of fieldProblemCodes) expect(keys).toContain(`fieldProblems.${code}`)
})

test('Chinese keeps a thin space to Latin letters, digits and values that are such', () => {
  // The names of providers bring their own, where they need it; what an entry of a list is called, is said in Chinese.
  const endInChinese = /\{(date|when|provider|entry|terms|privacy|field)\}/g
  for (const [key, text] of all('zh-CN')) expect([key, text.replace(endInChinese, '日')]).toEqual([key, expect.not.stringMatching(/\p{Script=Han} ?[A-Za-z0-9{]|[A-Za-z0-9}] ?\p{Script=Han}/u)])
})

test('Chinese uses full-width punctuation and says 你', () => {
  for (const [key, text] of all('zh-CN')) {
    expect([key, text]).toEqual([key, expect.not.stringMatching(/\p{Script=Han}[,.:;?!()]|[,:;?!()]\p{Script=Han}|您/u)])
  }
})

test('nothing is shouted', () => {
  for (const [key, text] of [...all('en'), ...all('zh-CN')]) expect([key, text]).toEqual([key, expect.not.stringMatching(/[!！]/)])
})
