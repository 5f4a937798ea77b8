import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFakeProviders } from '../../../test/fake-providers.ts'
import { mei } from '../../../test/federated.ts'
import { harness, password } from '../../../test/harness.ts'

const versions = { TERMS_VERSION: '2', PRIVACY_VERSION: '3' }

/** Ann, who registered before the documents changed. */
async function changed(settings: Record<string, string> = {}) {
  const h = await harness({ settings: { ...versions, ...settings } })
  const ann = await h.register('ann-lee')
  const since = h.clock.now()
  await h.store.users.update(ann.id, { termsVersion: '1', privacyVersion: '3' })
  const accepted = () => h.store.users.findById(ann.id)
  const events = async () => (await h.store.audit.listByUser(ann.id, 100)).filter(({ action }) => action === 'terms.accepted').map(({ details }) => details)
  return { ...h, ann, since, accepted, events }
}

test('both documents are there in both languages, with their versions', async () => {
  const { browser } = await harness({ settings: versions })
  for (const [document, version] of [['terms', '2'], ['privacy', '3']]) {
    const [english, chinese] = [await browser().get(`/documents/${document}?locale=en`), await browser().get(`/documents/${document}`, { headers: { 'accept-language': 'zh-CN' } })]
    expect([english.status, english.body.version, english.body.locale, english.body.title]).toEqual([200, version, 'en', document === 'terms' ? 'Terms of Service' : 'Privacy Policy'])
    expect([chinese.body.locale, chinese.body.title]).toEqual(['zh-CN', document === 'terms' ? '服务条款' : '隐私政策'])
    expect(english.body.tokens.length).toBeGreaterThan(40)
  }
  expect((await browser().get('/documents/imprint')).status).toBe(400)
})

test('our policy says how long things are kept by the settings of this server', async () => {
  const { browser } = await harness({ settings: { AUDIT_RETENTION_DAYS: '77', SESSION_ABSOLUTE_SECONDS: String(9 * 86_400), SESSION_IDLE_SECONDS: '86400', CODE_LIFETIME_SECONDS: '240' } })
  for (const locale of ['en', 'zh-CN']) {
    const { text } = await browser().get(`/documents/privacy?locale=${locale}`)
    expect(text).toMatch(/77 (days|天)/)
    expect(text).toMatch(/9 (days|天)/)
    expect(text).toMatch(/4 (minutes|分钟)/)
    expect(text).not.toMatch(/\{\w+\}/)
  }
})

test('the operator\'s own files are read, in the language that there is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'terms.zh-CN.md'), '# 使用须知\n\n正文 <b>不是</b> HTML')
  writeFileSync(join(folder, 'privacy.md'), 'One for {everybody}')
  const { browser } = await harness({ settings: { ...versions, TERMS_FILE: join(folder, 'terms.md'), PRIVACY_FILE: join(folder, 'privacy.md') } })
  const terms = await browser().get('/documents/terms?locale=en')
  expect([terms.body.locale, terms.body.title, terms.body.tokens]).toEqual(['zh-CN', '使用须知', [{ open: 'p' }, { text: '正文 <b>不是</b> HTML' }, { close: 'p' }]])
  const privacy = await browser().get('/documents/privacy?locale=en')
  expect([privacy.body.locale, privacy.body.title, privacy.body.tokens[1]]).toEqual(['en', null, { text: 'One for {everybody}' }])
})

test('the operator\'s own address is told, in the language of the reader', async () => {
  const { browser } = await harness({ settings: { ...versions, TERMS_URL: 'https://www.example.com/{locale}/terms' } })
  expect((await browser().get('/documents/terms?locale=zh-CN')).body).toEqual({ document: 'terms', version: '2', locale: 'zh-CN', url: 'https://www.example.com/zh-CN/terms', title: null, tokens: [] })
})

test('whoever registers has accepted both, as they are now', async () => {
  const { register, store, clock } = await harness({ settings: versions })
  const ann = await register('ann-lee')
  expect(await store.users.findById(ann.id)).toMatchObject({ termsVersion: '2', termsAcceptedAt: clock.now(), privacyVersion: '3', privacyAcceptedAt: clock.now() })
  expect((await ann.browser.get('/users/me')).body).toMatchObject({ pendingDocuments: [] })
})

test('after a change every sign-in, and every session that goes on, says what is to be accepted', async () => {
  const { ann, browser } = await changed()
  const pending = [{ document: 'terms', version: '2', accepted: '1' }]
  expect((await ann.browser.get('/users/me')).body).toMatchObject({ pendingDocuments: pending })
  expect((await ann.browser.post('/sessions/refresh')).body.user.pendingDocuments).toEqual(pending)
  expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).body.user.pendingDocuments).toEqual(pending)
})

test('accepting is noted with its time, once, and asked no more', async () => {
  const { ann, clock, since, accepted, events } = await changed()
  clock.advance(60)
  const answer = await ann.browser.put('/users/me/terms', { terms: '2' })
  expect([answer.status, answer.body]).toMatchObject([200, { username: 'ann-lee', pendingDocuments: [] }])
  const at = clock.now()
  expect(await accepted()).toMatchObject({ termsVersion: '2', termsAcceptedAt: at, privacyVersion: '3', privacyAcceptedAt: since })
  clock.advance(60)
  expect((await ann.browser.put('/users/me/terms', { terms: '2', privacy: '3' })).status).toBe(200)
  expect(await accepted()).toMatchObject({ termsAcceptedAt: at, privacyAcceptedAt: since })
  expect(await events()).toEqual([{ document: 'terms', version: '2' }])
  expect((await ann.browser.post('/sessions/refresh')).body.user.pendingDocuments).toEqual([])
  expect((await ann.browser.get('/users/me/export')).body).toMatchObject({ terms: { version: '2', acceptedAt: at.toISOString() }, privacy: { version: '3', acceptedAt: since.toISOString() } })
})

test('of many who accept at once one has accepted', async () => {
  const { ann, events } = await changed()
  const answers = await Promise.all(Array.from({ length: 8 }, () => ann.browser.put('/users/me/terms', { terms: '2' })))
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(200))
  expect(await events()).toHaveLength(1)
})

test('a version that is not the present one is refused, and nothing of it accepted', async () => {
  const { ann, accepted, events } = await changed({ PRIVACY_VERSION: '4' })
  for (const body of [{ terms: '1' }, { terms: '2', privacy: '3' }, { terms: '3' }]) {
    const refused = await ann.browser.put('/users/me/terms', body)
    expect([refused.status, refused.body.code]).toEqual([409, 'terms_changed'])
  }
  expect(await accepted()).toMatchObject({ termsVersion: '1', privacyVersion: '3' })
  expect(await events()).toEqual([])
  for (const body of [{ terms: '' }, { other: '1' }, { terms: 'x'.repeat(41) }]) expect((await ann.browser.put('/users/me/terms', body)).status).toBe(400)
  expect((await ann.browser.put('/users/me/terms', {})).status).toBe(200)
})

test('nobody accepts for somebody else', async () => {
  const { browser, accepted } = await changed()
  expect((await browser().put('/users/me/terms', { terms: '2' })).status).toBe(401)
  expect(await accepted()).toMatchObject({ termsVersion: '1' })
})

test('whoever does not accept can take their data along and leave', async () => {
  const { ann, store } = await changed()
  expect((await ann.browser.get('/users/me/export')).status).toBe(200)
  expect((await ann.browser.get('/sessions')).status).toBe(200)
  expect((await ann.browser.delete('/users/me')).status).toBe(204)
  expect(await store.users.findById(ann.id)).toBeNull()
})

test('whoever comes by a provider that makes accounts has accepted nothing yet', async () => {
  const providers = createFakeProviders()
  const { browser } = await harness({ providers, settings: versions })
  const who = browser()
  const { body } = await who.post('/oauth/office/authorization', {})
  const state = new URL(body.loginUrl).searchParams.get('state') ?? ''
  const arrived = await who.post('/oauth/office/callback', { state, code: providers.agree(state, mei) })
  expect(arrived.body.session.user.pendingDocuments).toEqual([{ document: 'terms', version: '2', accepted: null }, { document: 'privacy', version: '3', accepted: null }])
})
