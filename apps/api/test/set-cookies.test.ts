import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { documentsFolder } from '../src/db/places.ts'
import { createFakeProviders } from './fake-providers.ts'
import { mei } from './federated.ts'
import { formOf, submit } from './forms.ts'
import { password, settingsAt } from './harness.ts'
import { begin } from './interacting.ts'
import { relyingParty } from './relying-party.ts'

/** Where the API is, and how its cookies begin there. */
const deployments = [
  ['http://localhost:3000', 'gatehouse-3000-'],
  ['https://localhost', '__Host-gatehouse-'],
  ['https://localhost:8443', '__Host-gatehouse-8443-'],
] as const

/** Every cookie there is, as docs/decisions/0006 and 0012 describe them. What is in them says nothing to whoever reads it. */
const cookiesOf = (start: string) => [
  { name: new RegExp(`^${start}refresh$`), sameSite: 'strict', isCleared: true },
  { name: new RegExp(`^${start}session$`), sameSite: 'lax', isCleared: true },
  { name: new RegExp(`^${start}device$`), sameSite: 'strict', isCleared: false },
  { name: new RegExp(`^${start}binding$`), sameSite: 'strict', isCleared: true },
  { name: new RegExp(`^${start}interaction-[\\w-]{21,}$`), sameSite: 'lax', isCleared: true },
  { name: new RegExp(`^${start}authorization-session(\\.sig)?$`), sameSite: 'lax', isCleared: true },
] as const

function read(header: string) {
  const [pair = '', ...rest] = header.split(/; */)
  const [name = '', ...value] = pair.split('=')
  const attributes = Object.fromEntries(rest.map((part) => {
    const [key = '', ...text] = part.split('=')
    return [key.toLowerCase(), text.join('=').toLowerCase()]
  }))
  return { header, name, value: value.join('='), attributes }
}

/** How long it lives is all that may differ between a cookie that is set and one that is taken away. */
const lasting = ({ 'max-age': _age, expires: _end, ...attributes }: Record<string, string>) => attributes

/** Everything that a browser can be led through. */
async function everyWay(apiUrl: string) {
  const providers = createFakeProviders()
  const bye = 'https://app.example.com/bye'
  const app = await relyingParty({ providers, settings: settingsAt(apiUrl) }, { postLogoutRedirectUris: [bye] })
  const ann = await app.register('ann-lee', { remember: true })
  const person = (subject: string) => ({ ...mei, keys: [{ ...mei.keys[0], subject }] as const })

  async function arrive(who: typeof ann.browser, provider: string, subject: string, intent = 'sign-in') {
    const { body } = await who.post(`/oauth/${provider}/authorization`, { intent })
    const state = new URL(body.loginUrl).searchParams.get('state') ?? ''
    return { state, code: providers.agree(state, person(subject)) }
  }

  await ann.browser.post('/sessions/refresh')
  await ann.browser.post('/sessions/current/reauthentication', { password })
  // Third parties: linked by a password, with a new account, by who is signed in, and handed on by the API itself.
  const linking = app.browser()
  await linking.post('/oauth/github/callback', await arrive(linking, 'github', 'one'))
  expect((await linking.post('/oauth/bindings', { username: 'ann-lee', password })).status).toBe(200)
  const coming = app.browser()
  await coming.post('/oauth/github/callback', await arrive(coming, 'github', 'two'))
  const code = await app.requestCode(coming, 'cam@example.com', 'register')
  expect((await coming.post('/oauth/bindings/new-account', { username: 'cam-ode', email: 'cam@example.com', ...code, acceptTerms: true })).status).toBe(201)
  expect((await ann.browser.post('/oauth/wechat/callback', await arrive(ann.browser, 'wechat', 'three', 'bind'))).body.outcome).toBe('bound')
  const handed = app.browser()
  const query = new URLSearchParams(await arrive(handed, 'legacy', 'four')).toString()
  const redirect = await app.browser().get(`/oauth/legacy/callback?${query}`, { headers: { origin: undefined } })
  expect((await handed.post('/sessions/handoff', { key: String(redirect.headers.location).split('#key=')[1] })).body.outcome).toBe('unbound')
  expect((await handed.delete('/oauth/bindings/current')).status).toBe(204)

  // Programs: signed in at, declined, pushed, asked for anew; and signed out by, at once and on our page.
  const { tokens } = await app.signIn(ann.browser)
  await app.journey(ann.browser, (await app.request({ prompt: 'consent' })).url, { consent: 'cancel' })
  const { uid } = await begin(app, ann.browser, { prompt: 'login' })
  await ann.browser.post(`/o/interactions/${uid}/cancel`)
  await app.journey(ann.browser, await oidc.buildAuthorizationUrlWithPAR(app.client, (await app.request()).parameters))
  const left = await ann.browser.visit(`/o/logout?${new URLSearchParams({ id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: bye }).toString()}`)
  if (left.text.includes('<form')) await submit(ann.browser, formOf(left.text), apiUrl)
  expect((await ann.browser.get('/users/me')).status).toBe(401)
  const again = app.browser()
  await again.post('/users/authorizations', { username: 'ann-lee', password })
  await app.signIn(again)
  await again.visit('/o/logout')
  expect((await again.post('/o/logout/decision', { decision: 'sign-out' })).status).toBe(200)
  const last = app.browser()
  await last.post('/users/authorizations', { username: 'ann-lee', password, remember: true })
  expect((await last.delete('/sessions/current')).status).toBe(204)
  return app.setCookies.map(read)
}

/** The names in the first column of the first table below the heading "Cookies" of our policy. */
function namesInPolicy(locale: string) {
  const text = readFileSync(join(documentsFolder(), `privacy.${locale}.md`), 'utf8')
  const [table = ''] = /^\|[^]*?(?=\n\n)/m.exec(text.split(/^## Cookies?$/m)[1] ?? '') ?? []
  return table.split('\n').flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

/** What browsers are sent for a name in the policy: with what a deployment puts before it, and of each interaction its own. */
const sentFor = (name: string, start: string) =>
  new RegExp(`^${name.replace('.', '\\.').replace('…', '[\\w-]{21,}').replace('gatehouse-', start)}$`)

test.each(deployments)('at %s every cookie of every way is named %s…, bound to this host, unreadable for scripts, small, opaque, and taken away as it was set', async (apiUrl, start) => {
  const seen = await everyWay(apiUrl)
  const cookies = cookiesOf(start)
  const secure = apiUrl.startsWith('https:') && { secure: '' }
  for (const { header, name, value, attributes } of seen) {
    const documented = cookies.filter(cookie => cookie.name.test(name))
    expect([header, documented.length]).toEqual([header, 1])
    expect([header, lasting(attributes)]).toEqual([header, { path: '/', httponly: '', ...secure, samesite: documented[0]?.sameSite }])
    expect([header, /^[\w.-]{0,200}$/.test(value)]).toEqual([header, true])
    expect(header.length).toBeLessThan(4096)
  }
  const isGone = ({ value, attributes }: typeof seen[number]) => value === '' || attributes['max-age'] === '0' || attributes['expires']?.includes('1970')
  for (const { name, isCleared } of cookies) {
    const own = seen.filter(cookie => name.test(cookie.name))
    expect([String(name), own.some(cookie => !isGone(cookie)), own.some(isGone)]).toEqual([String(name), true, isCleared])
  }

  // Our privacy policy names them, and no others.
  const sent = [...new Set(seen.map(({ name }) => name))]
  for (const locale of ['en', 'zh-CN']) {
    const names = namesInPolicy(locale).map(name => sentFor(name, start))
    expect([locale, sent.filter(name => names.filter(named => named.test(name)).length !== 1)]).toEqual([locale, []])
    expect([locale, names.filter(named => !sent.some(name => named.test(name))).map(String)]).toEqual([locale, []])
  }
})
