import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every file of tests, by its path. */
const files = ['apps', 'packages', 'e2e', 'scripts', 'examples'].flatMap(filesBelow)

function filesBelow(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return /^(node_modules|dist.*|\..*)$/.test(entry.name) ? [] : filesBelow(path)
    return /\.(test|spec)\.ts$/.test(entry.name) ? [path] : []
  })
}

test.each(['docs/security-cases.md', 'docs/found-in-use.md'])('every file of tests that %s names is there', (page) => {
  if (!existsSync(root + page)) return
  const named = [...new Set(readFileSync(root + page, 'utf8').match(/[\w./-]+\.(test|spec)\.ts\b/g))]
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(name => !files.some(path => `/${path}`.endsWith(`/${name}`)))).toEqual([])
})
