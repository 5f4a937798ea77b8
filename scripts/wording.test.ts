import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(root + path, 'utf8')
const pagesIn = (folder: string) => readdirSync(root + folder).filter(name => name.endsWith('.md')).map(name => `${folder}/${name}`)

const pages = [
  'README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'apps/simulator/README.md', 'bench/results.md',
  ...pagesIn('docs'), ...pagesIn('docs/decisions'), ...pagesIn('apps/api/documents'),
]

/** What commands say of themselves. */
const commands = ['apps/api/src/cli.ts', 'apps/api/src/cli/create-superuser.ts', 'apps/api/src/cli/rotate-keys.ts', 'apps/api/src/cli/end-all-sessions.ts', 'apps/api/test/seeding/seed.ts']

/** The rows of these tables quote names of tests. */
const quoting = ['docs/found-in-use.md', 'docs/security-cases.md', 'docs/conformance.md']

/** Wordings that were replaced by the standard terms: riddles, personification, figures of speech, a second word for a thing that has one. */
const replaced = {
  'en': [
    'whoever', 'somebody', 'nobody', 'strangers?', 'anew', 'of ours', 'people', 'persons?', 'the house', 'of the same house', 'mend(?:s|ed)?', 'worth nothing', 'given up',
    'judged', 'guessable', 'never late', 'one sentence', 'the least they need', 'process turns', 'its victims', 'leave of', 'operator\'s leave', '2 to this power',
    'proves? anew', 'proving anew', 'let in', 'turned away', 'taken for', 'not let', 'in a box', 'byte for byte', 'letter by letter', 'switched (?:on|off)', 'takes? along', 'is told', 'are told',
    'wants? to go', 'hang on', 'rest on', 'lies? idle', 'lain idle', 'hears? of', 'hands? on',
  ],
  'zh-CN': [
    '谁也', '谁来', '怪脾气', '小偷', '主人', '陌生人', '登记应用', '控制台', '收回', '试一试', '它能做什么', '怎么办', '老的', '逐字', '登录着', '我们这边', '后台退出通知', '连怪', '外部世界',
    '把人', '他是谁', '问得太', '没了', '出问题的时候', '接入一个程序', '不用再', '拿到',
  ],
} as const

/** Prose alone: without code, addresses and quoted rows. */
function prose(path: string) {
  const text = read(path).replaceAll(/```[^]*?```/g, '').replaceAll(/`[^`\n]*`/g, '').replaceAll(/\]\([^)\s]*\)/g, ']')
  return quoting.includes(path) ? text.split('\n').filter(line => !line.startsWith('|')).join('\n') : text
}

const languageOf = (path: string) => path.includes('zh-CN') ? 'zh-CN' : 'en'

function found(path: string, text: string) {
  const locale = languageOf(path)
  return replaced[locale].flatMap((words) => {
    const pattern = new RegExp(locale === 'en' ? `\\b${words}\\b` : words, 'i')
    return text.split('\n').filter(line => pattern.test(line)).map(line => `${path}: ${words}: ${line.trim().slice(0, 100)}`)
  })
}

test('replaced wordings do not return to the documentation', () => {
  expect(pages.length).toBeGreaterThan(30)
  expect(pages.flatMap(path => found(path, prose(path)))).toEqual([])
})

test('replaced wordings do not return to the help of commands', () => {
  const helps = commands.map(path => ({ path, help: /const (?:usage|help) = `([^]*?)\n`\n/.exec(read(path))?.[1] ?? '' }))
  for (const { path, help } of helps) expect([path, help.length]).toEqual([path, expect.toSatisfy((length: number) => length > 100)])
  expect(helps.flatMap(({ path, help }) => found(path, help))).toEqual([])
})
