import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.css'))
const sheetOf = (path: string) => readFileSync(join(root, path), 'utf8')

// A plain utility of one sheet beats those of another that hold for wide windows only, when it happens to be loaded after them.
test('utilities are in two sheets only: that of the first visit, and one with those of all pages, which comes after it', () => {
  expect(sheets.filter(path => sheetOf(path).includes('tailwindcss/utilities')).sort()).toEqual([join('pages', 'pages.css'), 'styles.css'])
})

test('the sheet of the later pages knows what the first one knows, and leaves nothing out', () => {
  const sourcesOf = (path: string) => [...sheetOf(path).matchAll(/@source (not )?'(.+)'/g)]
    .map(([, not = '', source = '']) => not + resolve(root, path, '..', source))
  const later = sourcesOf('pages/pages.css')
  expect(later.filter(source => source.startsWith('not '))).toEqual([])
  expect(later).toEqual(expect.arrayContaining(sourcesOf('styles.css').filter(source => !source.startsWith('not '))))
})
