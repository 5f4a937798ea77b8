import { readFileSync } from 'node:fs'
import { satisfies } from 'semver'
import { expect, test } from 'vitest'

const lockfile = readFileSync(new URL('../pnpm-lock.yaml', import.meta.url), 'utf8')
const workspace = readFileSync(new URL('../pnpm-workspace.yaml', import.meta.url), 'utf8')

test('the lockfile names no host: packages come from whatever registry is configured', () => {
  expect(lockfile.split('\n').filter(line => /https?:\/\/|tarball:|\bregistry[=:]/.test(line))).toEqual([])
})

test('everything that is installed runs on Node 20.20', () => {
  const asked = [...lockfile.matchAll(/^ {2}('?[^\s:][^:]*'?):\n(?: {4}.*\n)*? {4}engines: \{(.*)\}/gm)]
    .map(([, name, engines = '']) => ({ name, node: /node: '?([^',}]+)/.exec(engines)?.[1]?.trim() ?? '*' }))
  expect(asked.length).toBeGreaterThan(100)
  expect(asked.filter(({ node }) => !satisfies('20.20.0', node))).toEqual([])
})

test('every version is pinned exactly', () => {
  const pins = [...(/\ncatalog:\n((?: {2}.*\n)+)/.exec(workspace)?.[1] ?? '').matchAll(/^ {2}'?([^':]+)'?: (.+)$/gm)]
  expect(pins.length).toBeGreaterThan(40)
  for (const [, name, version] of pins) expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)])
})
