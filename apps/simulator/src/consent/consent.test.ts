import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'
import { people } from '../people/people.ts'

const page = '/api.weibo.com/oauth2/authorize'
const query = { client_id: clients.weibo.clientId, redirect_uri: callbackOf('weibo'), scope: 'email', state: '"><script>alert(1)</script>' }

test('people choose among the same persons as programs, by links that answer at once', async () => {
  const { ask } = await upstream()
  const { people: listed }: { people: unknown } = JSON.parse((await ask('/people')).body)
  expect(listed).toEqual(people.map(({ id, name }) => ({ id, name })))
  const { body, type } = await ask(page, { query })
  expect(type).toBe('text/html; charset=utf-8')
  const links = [...body.matchAll(/href="([^"]*simulator_person=[^"]*)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
  expect(links.map(href => new URL(href, 'http://localhost').searchParams.get('simulator_person'))).toEqual([...people.map(({ id }) => id), 'deny'])
  expect(await ask(links[0] ?? '')).toMatchObject({ status: 302, location: expect.stringContaining('code=') })
})

test('nothing a person or a program is called is markup', async () => {
  const { ask } = await upstream()
  const { body } = await ask(page, { query })
  expect(body).not.toMatch(/<script>|<img/)
  expect(body).toContain('&lt;script&gt;alert(&quot;Mallory&quot;)&lt;/script&gt;')
})

test('the page is in the person\'s language, says that it is not the provider\'s, and nobody may frame it', async () => {
  const { ask } = await upstream()
  const chinese = await ask(page, { query, headers: { 'accept-language': 'zh-CN' } })
  expect(chinese.body).toContain('<html lang="zh-CN">')
  expect(chinese.body).toContain('选择测试用户')
  const english = await ask(page, { query, headers: { 'accept-language': 'en' } })
  expect(english.body).toContain('<span class="simulated">simulated</span>')
  expect(english.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'/)
  const chosen = await ask(page, { query: { ...query, simulator_language: 'zh-CN' } })
  expect([chosen.status, chosen.location]).toEqual([303, expect.not.stringContaining('simulator_language')])
})

test('QQ shows its page at another address, and its links lead back', async () => {
  const { ask } = await upstream()
  const { location = '' } = await ask('/graph.qq.com/oauth2.0/authorize', { query: { client_id: clients.qq.clientId, redirect_uri: callbackOf('qq'), state: 's' } })
  expect(location).toMatch(/^\/graph\.qq\.com\/oauth2\.0\/show\?which=Login&display=pc&client_id=/)
  expect((await ask(location)).body).toMatch(/href="\/graph\.qq\.com\/oauth2\.0\/authorize\?[^"]*simulator_person=lan"/)
  expect((await ask(`${location}&simulator_person=lan`)).location).toMatch(/^http:\/\/localhost:5173\/oauth\/callback\/qq\?code=/)
})

test('an unknown person is refused with a page', async () => {
  const { ask } = await upstream()
  expect(await ask(page, { query: { ...query, simulator_person: 'nobody' } })).toMatchObject({ status: 400, body: expect.stringContaining('Unknown test user') })
})

test('the colours of every provider are one style sheet', async () => {
  const { ask } = await upstream()
  expect(await ask('/assets/providers.css')).toMatchObject({ status: 200, type: 'text/css; charset=utf-8', body: expect.stringContaining('.provider-qq { --brand: #12b7f5;') })
})

test('programs get the provider\'s headers and none of ours', async () => {
  const { ask } = await upstream()
  const { headers } = await ask('/graph.qq.com/oauth2.0/me')
  expect(Object.keys(headers).sort()).toEqual(['connection', 'content-length', 'content-type', 'date', 'keep-alive'])
})
