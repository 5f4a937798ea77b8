// @vitest-environment node
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy.ts'

const page = readFileSync(join(import.meta.dirname, '../index.html'), 'utf8')
const fileOf = (path: string) => join(import.meta.dirname, '../public', path)
const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
const tags = page.match(/<(?:meta|link)\b[^>]*>/g) ?? []

/** What a `meta` of the page says, by its name or property. */
const saidBy = (name: string) => tags.filter(tag => attribute(tag, 'name') === name || attribute(tag, 'property') === name).map(tag => attribute(tag, 'content'))
const linked = (rel: string) => tags.filter(tag => attribute(tag, 'rel') === rel).map(tag => attribute(tag, 'href') ?? '')

test('the page says what it is, to search engines and to whoever is sent a link to it', () => {
  expect(saidBy('description')).toEqual([expect.stringMatching(/Sign in.*登录/)])
  expect(saidBy('og:title')).toEqual(['Gatehouse'])
  expect(saidBy('og:type')).toEqual(['website'])
  expect(saidBy('og:description')).toEqual(saidBy('description'))
})

test('a telephone has a picture for its home screen, and it is small', () => {
  expect(linked('apple-touch-icon')).toEqual(['/apple-touch-icon.png'])
  const picture = readFileSync(fileOf('apple-touch-icon.png'))
  expect([picture.subarray(1, 4).toString(), picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual(['PNG', 180, 180])
  expect(statSync(fileOf('apple-touch-icon.png')).size).toBeLessThan(4096)
})

test('the manifest is there, names pictures that are there, and may be loaded', () => {
  expect(linked('manifest')).toEqual(['/manifest.webmanifest'])
  const manifest: { name: string, start_url: string, icons: { src: string }[] } = JSON.parse(readFileSync(fileOf('manifest.webmanifest'), 'utf8'))
  expect([manifest.name, manifest.start_url]).toEqual(['Gatehouse', '/'])
  for (const { src } of manifest.icons) expect([src, statSync(fileOf(src)).isFile()]).toEqual([src, true])
  expect(contentSecurityPolicy('https://api.example.com')).toContain('; manifest-src \'self\';')
})
