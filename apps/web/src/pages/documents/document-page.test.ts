import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const wire = { document: 'terms', version: '2026-11-29', locale: 'en', url: null, title: 'Rules of the house', tokens: [] }
const answering = (more: object) => ({ 'GET /documents/terms?locale=en': () => ({ status: 200, data: { ...wire, ...more } }) })

test('a document is shown as elements, and as no others than it may be made of', async () => {
  const tokens = [
    { open: 'h2' }, { text: 'One & <b>' }, { close: 'h2' }, { open: 'ul' }, { open: 'li' }, { text: 'a' }, { open: 'br' }, { close: 'br' }, { close: 'li' }, { close: 'ul' },
    { open: 'table' }, { open: 'tr' }, { open: 'th' }, { text: 'x' }, { close: 'th' }, { close: 'tr' }, { close: 'table' },
    { open: 'p' }, { open: 'a', href: 'https://example.com/' }, { text: 'out' }, { close: 'a' }, { open: 'a', href: '/privacy' }, { text: 'in' }, { close: 'a' }, { close: 'p' }, { close: 'p' },
  ]
  const { wrapper } = await visit('/terms', answering({ tokens }))
  await vi.waitFor(() => { expect(wrapper.get('h1').text()).toBe('Rules of the house') })
  expect(wrapper.text()).toContain('Version 2026-11-29')
  const text = wrapper.get('.document-text')
  expect(text.get('h2').element.innerHTML).toBe('One &amp; &lt;b&gt;')
  expect(text.get('li').element.innerHTML).toBe('a<br>')
  expect(text.get('.document-table').attributes('tabindex')).toBe('0')
  expect(text.findAll('a').map(link => [link.attributes('href'), link.attributes('target')])).toEqual([['https://example.com/', '_blank'], ['/privacy', undefined]])
  expect(text.attributes('lang')).toBe('en')
})

test.each([{ open: 'script' }, { open: 'iframe', href: 'https://example.com' }])('an answer with %o is not shown', async (token) => {
  const { wrapper } = await visit('/terms', answering({ tokens: [token] }))
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Try again') })
  expect(wrapper.find('.document-text').exists()).toBe(false)
})

test('while a document is loaded, the page says so', async () => {
  const { wrapper } = await visit('/terms', { 'GET /documents/terms?locale=en': () => new Promise<never>(() => undefined) })
  expect(wrapper.get('[role=status]').text()).toBe('Loading')
})

test('a document that is published elsewhere is linked', async () => {
  const { wrapper } = await visit('/terms', answering({ url: 'https://www.example.com/en/terms', title: null }))
  await vi.waitFor(() => { expect(wrapper.get('main a').attributes('href')).toBe('https://www.example.com/en/terms') })
  expect(wrapper.get('h1').text()).toBe('Terms of Service')
})

test('a document that cannot be loaded is asked for again', async () => {
  const answers = [{ status: 500, data: '' }, { status: 200, data: wire }]
  const { wrapper, press } = await visit('/terms', { 'GET /documents/terms?locale=en': () => answers.shift() ?? { status: 200, data: wire } })
  await vi.waitFor(() => { expect(wrapper.find('[role=alert]').text()).not.toBe('') })
  await press('Try again')
  await vi.waitFor(() => { expect(wrapper.get('h1').text()).toBe('Rules of the house') })
})

/** What the pages keep in the storages of the browser, as their sources name it. */
function keysInSources() {
  const folders = [join(import.meta.dirname, '../..'), join(import.meta.dirname, '../../../../../packages/client/src')]
  const files = folders.flatMap(folder => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
  const sources = files.filter(file => /\.(ts|vue)$/.test(file) && !file.includes('.test.')).map(file => readFileSync(file, 'utf8'))
  /** Names of locks and channels, and what is taken away as soon as it is written, to see whether it stays: they keep nothing. */
  const others = ['gatehouse-session', 'gatehouse-session-holder', 'gatehouse-kept']
  const named = sources.flatMap(text => [...text.matchAll(/(['`])(gatehouse-[a-z-]+?)(\$\{\w+\})?\1/g)].map(([, , name = '', variable]) => variable ? `${name}…` : name))
  return [...new Set(named)].filter(name => !others.includes(name)).sort()
}

test.each([['en', 'Storage in your browser'], ['zh-CN', '浏览器中的存储']])('our privacy policy names what the pages keep in the browser, and nothing else: %s', (locale, heading) => {
  const text = readFileSync(join(import.meta.dirname, `../../../../api/documents/privacy.${locale}.md`), 'utf8')
  const [section = ''] = text.split(`## ${heading}\n`)[1]?.split('\n## ') ?? []
  expect([...section.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort()).toEqual(keysInSources())
})
