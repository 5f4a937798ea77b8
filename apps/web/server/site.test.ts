// @vitest-environment node
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { addressesOf, readSettings } from '@gatehouse/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicConfig } from './public-config.ts'
import { createSite } from './site.ts'

const page = '<!doctype html><title>page</title>'
const script = `console.log(${JSON.stringify('x'.repeat(500))})`
const files = mkdtempSync(join(tmpdir(), 'gatehouse-web-'))
const settings = readSettings({ API_URL: 'https://api.example.com', WEB_URL: 'https://example.com' })
const config = publicConfig(addressesOf(settings), settings)

function writeCompressed(name: string, content: string) {
  writeFileSync(join(files, name), content)
  writeFileSync(join(files, `${name}.gz`), gzipSync(content))
  writeFileSync(join(files, `${name}.br`), brotliCompressSync(content))
}
mkdirSync(join(files, 'assets'))
writeCompressed('index.html', page)
writeCompressed('assets/front-abc.js', script)
writeFileSync(join(files, 'favicon.svg'), '<svg/>')

writeFileSync(join(files, 'vanished.txt'), 'gone by the time it is asked for')

const server = createServer(createSite({ files, config }))
rmSync(join(files, 'vanished.txt'))
let port = 0
beforeAll(() => new Promise<void>((resolve) => {
  server.listen(0, 'localhost', () => {
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
    resolve()
  })
}))
afterAll(() => {
  server.close()
  rmSync(files, { recursive: true })
})

interface Answer { status: number, headers: IncomingHttpHeaders, body: Buffer }

/** Sends the path as it is: no client of ours tidies it up. */
const ask = (path: string, { method = 'GET', headers = {} } = {}) => new Promise<Answer>((resolve, reject) => {
  const sent = httpRequest({ host: 'localhost', port, path, method, headers }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
  })
  sent.on('error', reject)
  sent.end()
})

const everything = ['/', '/sign-in', '/assets/front-abc.js', '/assets/missing.js', '/config.json', '/livez', '/%zz', '/favicon.svg']

test.each(everything)('%s has every security header', async (path) => {
  const { headers } = await ask(path)
  expect(headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  })
  expect(headers['permissions-policy']).toContain('camera=()')
})

test('the pages run only scripts of their own, load nothing else, and speak to the API only', async () => {
  const { headers } = await ask('/sign-in')
  const policy = new Map(String(headers['content-security-policy']).split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ')
    return [name, sources.join(' ')]
  }))
  expect(Object.fromEntries(policy)).toMatchObject({
    'default-src': '\'none\'', 'script-src': '\'self\'', 'style-src': '\'self\'', 'img-src': '\'self\' data: https: https://api.example.com', 'connect-src': '\'self\' https://api.example.com',
    'base-uri': '\'none\'', 'form-action': '\'self\'', 'frame-ancestors': '\'none\'', 'require-trusted-types-for': '\'script\'', 'trusted-types': 'vue',
  })
  expect(String(headers['content-security-policy'])).not.toMatch(/unsafe|nonce|\*/)
})

test.each(['/', '/sign-in', '/account/sessions', '/nowhere', '/sign-in/', '/sign-in?next=/a.b'])('%s is the page, asked about each time', async (path) => {
  const { status, headers, body } = await ask(path)
  expect([status, body.toString()]).toEqual([200, page])
  expect(headers['cache-control']).toBe('no-cache')
  expect(headers['content-type']).toBe('text/html;charset=utf-8')
})

test('a page that has not changed is not sent again', async () => {
  const { headers } = await ask('/')
  const again = await ask('/', { headers: { 'if-none-match': String(headers.etag) } })
  expect([again.status, again.body.length]).toEqual([304, 0])
})

test('files whose name says what is in them are kept for ever', async () => {
  const { status, headers } = await ask('/assets/front-abc.js')
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
})

test.each([['br, gzip', 'br'], ['gzip', 'gzip'], ['identity', undefined]])('who accepts %s is sent %s', async (accepted, encoding) => {
  const { headers } = await ask('/assets/front-abc.js', { headers: { 'accept-encoding': accepted } })
  expect(headers['content-encoding']).toBe(encoding)
  expect(headers.vary).toBe('Accept-Encoding')
})

test.each(['/assets/missing.js', '/missing.png', '/.env', '/a/b/c.map', '/../package.json', '/..%2fpackage.json', '/assets/../../package.json'])('%s is not found', async (path) => {
  const { status, headers } = await ask(path)
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([404, 'text/plain; charset=utf-8', 'no-store'])
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])('%s is not answered here', async (method) => {
  const { status, headers } = await ask('/sign-in', { method })
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
})

test('HEAD is GET without the body', async () => {
  const { status, body, headers } = await ask('/sign-in', { method: 'HEAD' })
  expect([status, body.length, headers['content-length']]).toEqual([200, 0, String(page.length)])
})

test.each(['bytes=5-2', 'bytes=-1', 'bytes=9999-', 'bytes=a-b', 'items=0-1'])('a range is not honoured, and hurts nobody: %s', async (range) => {
  const { status, body } = await ask('/', { headers: { range } })
  expect([status, body.toString()]).toEqual([200, page])
})

test('a file that vanished under the running server costs that request only', async () => {
  await expect(ask('/vanished.txt')).rejects.toThrow('socket hang up')
  expect((await ask('/livez')).status).toBe(200)
})

test('the config names what the pages need, and is never kept', async () => {
  const { status, headers, body } = await ask('/config.json')
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'application/json; charset=utf-8', 'no-store'])
  const seed: unknown = expect.stringMatching(/^[0-9a-f]{16}$/)
  expect(JSON.parse(body.toString())).toEqual({
    apiUrl: 'https://api.example.com',
    webUrl: addressesOf(settings).webUrl,
    documents: { terms: null, privacy: null },
    policy: { usernameMinLength: 5, usernameMaxLength: 20, passwordMinLength: 8, passwordMaxLength: 128 },
    seed,
  })
})

test('the address by which password managers find the page for a new password leads there', async () => {
  const { status, headers } = await ask('/.well-known/change-password')
  expect([status, headers.location, headers['cache-control']]).toEqual([303, '/account/security', 'no-store'])
})

test('every deployment has a lattice of its own', () => {
  const others = readSettings({ API_URL: 'https://api.example.org', WEB_URL: 'https://accounts.example.org' })
  expect(publicConfig(addressesOf(others), others).seed).not.toBe(config.seed)
})

test.each(['/', '/sign-in', '/register', '/terms'])('%s may be found by searching', async (path) => {
  expect((await ask(path)).headers['x-robots-tag']).toBeUndefined()
})

test.each([
  '/account', '/account/sessions', '/admin', '/admin/users/1', '/interaction/a', '/device', '/sign-out', '/signed-out', '/oauth/callback/github?code=x', '/oauth/binding', '/oauth/complete', '/oauth/error',
  '/forgot-password', '/nowhere',
])('%s is for whoever is there, and says that it is not to be found by searching', async (path) => {
  expect((await ask(path)).headers['x-robots-tag']).toBe('noindex')
})

test('robots may fetch everything: what they may not read could not say that it is private', async () => {
  const { status, headers, body } = await ask('/robots.txt')
  expect([status, headers['content-type'], body.toString()]).toEqual([200, 'text/plain; charset=utf-8', 'User-agent: *\nAllow: /\n'])
})

test('the process says that it lives', async () => {
  const { status, body } = await ask('/livez')
  expect([status, body.toString()]).toEqual([200, 'ok\n'])
})

test('while the process leaves, requests are refused in words that say when to come again', async () => {
  const leaving = createServer(createSite({ files, config, isClosing: () => true }))
  await new Promise<void>((resolve) => { leaving.listen(0, 'localhost', resolve) })
  const address = leaving.address()
  const answer = await fetch(`http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}/sign-in`)
  leaving.close()
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([503, '5', 'no-store'])
})
