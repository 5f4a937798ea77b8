import { expect, test } from 'vitest'
import { harness, password } from '../../test/harness.ts'

test('a whole life leaves no secret, no address and no name in the log', async () => {
  const app = await harness()
  const secrets = new Set<string>([password, 'quiet marble harbour', app.secret.toString('base64'), app.secret.toString('hex')])
  const note = (browser: { refreshToken: string | undefined, accessToken: string | null, cookies: Map<string, string> }) =>
    [browser.refreshToken, browser.accessToken, ...browser.cookies.values()].forEach((secret) => { if (secret) secrets.add(secret) })

  const ann = await app.register('ann-lee', { email: 'ann.lee.secret@example.com' })
  note(ann.browser)
  await ann.browser.get('/emails/ann.lee.secret@example.com/count?token=in-the-query')
  await ann.browser.post('/sessions/refresh')
  note(ann.browser)
  await app.browser().post('/users/authorizations', { username: 'ann.lee.secret@example.com', password: 'wrong quiet marble' })
  await ann.browser.post('/sessions/current/reauthentication', await app.requestCode(ann.browser, ann.email, 'reauthenticate'))
  await ann.browser.put('/users/me/password', { currentPassword: password, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })
  app.mailbox.failWith(new Error('connection refused by mail.example.com'))
  app.clock.advance(61)
  await app.browser().post('/verification-codes', { email: ann.email, purpose: 'reset-password' })
  await app.deliver()
  await ann.browser.delete('/users/me')

  for (const mail of app.mailbox.mails) for (const code of mail.text.match(/\b\d{6}\b/g) ?? []) secrets.add(code)
  const log = app.logLines.join('')
  expect(app.logLines.length).toBeGreaterThan(8)
  for (const secret of [...secrets, 'ann.lee.secret', 'in-the-query', 'wrong quiet marble']) expect(log).not.toContain(secret)
  expect(log).not.toMatch(/127\.0\.0\.1/)
  expect(JSON.parse(`[${app.logLines.join(',')}]`)).toHaveLength(app.logLines.length)
})

test('a request leaves one line: what was asked, how it ended, how long it took', async () => {
  const { browser, logLines } = await harness()
  const { body } = await browser().get('/users/me', { ip: '203.0.113.77' })
  const lines: object[] = JSON.parse(`[${logLines.join(',')}]`)
  expect(lines).toEqual([{
    level: 30, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), requestId: body.requestId, method: 'GET', route: '/users/me', status: 401, ms: expect.any(Number), network: '203.0.113.0/24', problem: 'unauthenticated', msg: 'request',
  }])
})

test('what happens to an account leaves exactly one event each, with who, what, where and how it ended', async () => {
  const { register, browser, store, clock } = await harness()
  const ann = await register('ann-lee')
  clock.advance(1)
  await browser().post('/users/authorizations', { username: 'ann-lee', password: 'wrong password' }, { headers: { 'user-agent': 'Thief' }, ip: '203.0.113.77' })
  clock.advance(1)
  await ann.browser.post('/sessions/current/reauthentication', { password })
  clock.advance(1)
  await ann.browser.patch('/users/me', { username: 'anna-lee' })
  clock.advance(1)
  await ann.browser.delete('/sessions/current')
  const events = await store.audit.listByUser(ann.id, 100)
  expect(events.map(event => `${event.action} ${event.result}`).sort()).toEqual([
    'account.registered success', 'session.ended success', 'session.reauthenticated success', 'session.started failure', 'session.started success', 'username.changed success',
  ])
  expect(events.find(event => event.result === 'failure')).toMatchObject({ userId: ann.id, ip: '203.0.113.77', userAgent: 'Thief', requestId: expect.any(String), at: expect.any(Date) })
})
