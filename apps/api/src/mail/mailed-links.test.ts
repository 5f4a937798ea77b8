import { expect, test } from 'vitest'
import { harness, password, webOrigin } from '../../test/harness.ts'

/** Every way in which a request says where it thinks we are. */
const claims: Record<string, string>[] = [
  { 'host': 'evil.example' }, { 'host': 'accounts.example.com:80@evil.example' }, { 'x-forwarded-host': 'evil.example' }, { 'x-forwarded-proto': 'javascript' },
  { 'x-forwarded-port': '4444' }, { 'forwarded': 'for=127.0.0.1;host=evil.example;proto=https' }, { 'x-original-host': 'evil.example', 'x-original-url': 'https://evil.example/' },
  { 'referer': 'https://evil.example/' },
]

test.each(claims)('every link that is mailed begins with the configured address, whatever the request says: %j', async (claim) => {
  const web = webOrigin
  const app = await harness({ settings: { TRUST_PROXY: '127.0.0.1' } })
  const said = { headers: claim }
  const ann = await app.register('ann-lee')
  const bob = await app.register('bob-ray')
  const root = await app.register('root-user')
  await app.store.users.setSuperuser(root.id, true, app.clock.now())
  app.clock.advance(61)
  const before = app.mailbox.mails.length

  // One mail of each kind that brings a link, each asked for with the claim.
  for (const [status, ask] of [
    [202, () => app.browser().post('/verification-codes', { email: ann.email, purpose: 'register' }, said)],
    [202, () => app.browser().post('/verification-codes', { email: ann.email, purpose: 'reset-password' }, said)],
    [200, () => ann.browser.patch('/users/me', { username: 'anna-lee' }, said)],
    [204, () => ann.browser.put('/users/me/password', { currentPassword: password, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }, said)],
    [202, () => root.browser.post(`/admin/users/${bob.id}/password-resets`, {}, said)],
  ] as const) {
    expect((await ask()).status).toBe(status)
    await app.deliver()
  }
  const mails = app.mailbox.mails.slice(before)
  expect(mails).toHaveLength(5)
  const links = mails.map(({ text, html }) => `${text} ${html}`.match(/[a-z][a-z+.-]*:\/\/[^\s"<)]+/gi) ?? [])
  expect(links.filter(({ length }) => length > 0).length).toBeGreaterThanOrEqual(4)
  expect(links.flat().filter(link => !link.startsWith(`${web}/`))).toEqual([])
  expect(JSON.stringify(mails)).not.toMatch(/evil|javascript:|4444/)
})
