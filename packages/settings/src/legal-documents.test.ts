import { expect, test } from 'vitest'
import { legalDocumentsOf, readSettings } from './index.ts'

const missing = () => { throw Object.assign(new Error('no such file'), { code: 'ENOENT' }) }
const read = (environment: Record<string, string>, files: Record<string, string> = {}) =>
  legalDocumentsOf(readSettings(environment), path => files[path] ?? missing())

test('without settings our own texts count, each with its version', () => {
  const version: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d$/)
  const ours = { version, url: null, texts: null }
  expect(read({})).toEqual({ terms: ours, privacy: ours })
})

test('the version of our own texts can be set, too', () => {
  expect(read({ PRIVACY_VERSION: '2031.b' }).privacy).toEqual({ version: '2031.b', url: null, texts: null })
})

test('a document is where its operator publishes it', () => {
  expect(read({ TERMS_URL: 'https://www.example.com/{locale}/terms', TERMS_VERSION: '7' }).terms).toEqual({ version: '7', url: 'https://www.example.com/{locale}/terms', texts: null })
})

test('a document is read from Markdown files, one for each language or one for all', () => {
  const settings = { TERMS_FILE: '/etc/gate.house/terms.md', TERMS_VERSION: '7' }
  const [all, english, chinese] = ['/etc/gate.house/terms.md', '/etc/gate.house/terms.en.md', '/etc/gate.house/terms.zh-CN.md']
  expect(read(settings, { [all]: 'All' }).terms.texts).toEqual({ any: 'All' })
  expect(read(settings, { [english]: 'English', [chinese]: '中文' }).terms.texts).toEqual({ 'en': 'English', 'zh-CN': '中文' })
  expect(read({ PRIVACY_FILE: 'policies/privacy', PRIVACY_VERSION: '1' }, { 'policies/privacy.zh-CN': '中文' }).privacy.texts).toEqual({ 'zh-CN': '中文' })
})

test.each([
  [{ TERMS_URL: 'https://example.com/terms' }, 'TERMS_VERSION: is required together with TERMS_URL'],
  [{ PRIVACY_FILE: 'p.md' }, 'PRIVACY_VERSION: is required together with PRIVACY_FILE'],
  [{ PRIVACY_FILE: 'p.md', PRIVACY_URL: 'https://example.com', PRIVACY_VERSION: '1' }, 'PRIVACY_URL: cannot be set together with PRIVACY_FILE'],
  [{ TERMS_FILE: 'nowhere.md', TERMS_VERSION: '1' }, 'TERMS_FILE: there is no file at nowhere.md'],
  [{ TERMS_FILE: 'empty.md', TERMS_VERSION: '1' }, 'TERMS_FILE: empty.md is empty'],
  [{ TERMS_FILE: 'secret.md', TERMS_VERSION: '1' }, 'TERMS_FILE: secret.md cannot be read (EACCES)'],
  [{ TERMS_URL: 'javascript:alert(1)', TERMS_VERSION: '1' }, 'TERMS_URL: must be an address like https://www.example.com/{locale}/terms'],
  [{ TERMS_VERSION: 'two words' }, 'TERMS_VERSION: must be 1 to 40 letters, digits, dots, hyphens or underscores'],
])('what cannot be used is said in one line: %o', (environment, line) => {
  expect(() => legalDocumentsOf(readSettings(environment), (path) => {
    if (path === 'empty.md') return ' \n'
    throw Object.assign(new Error('no'), { code: path === 'secret.md' ? 'EACCES' : 'ENOENT' })
  })).toThrow(line)
})
